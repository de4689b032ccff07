import type { Page } from '../../contract/common.ts'
import { encodeCursor } from '../../db/cursor.ts'

/** A page of rows that are listed by id, the newest first, read with one more than its limit. */
export function pageById<T extends { id: string }>(rows: T[], limit: number, atOf: (row: T) => string): Page<T> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { data: rows.slice(0, limit), nextCursor: last ? encodeCursor({ at: atOf(last), id: last.id }) : null }
}
