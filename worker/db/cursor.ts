import { AppError } from '../contract/problem.ts'

/** Where a page ended: the sort's time as Postgres wrote it (microseconds count), and the row. */
export interface Cursor {
  at: string
  id: string
  /** What the sort puts before the time. */
  rank?: number | undefined
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from([cursor.at, cursor.id, cursor.rank ?? []].flat().join('|')).toString('base64url')
}

/** @throws AppError INVALID_REQUEST for a cursor that we did not make. */
export function decodeCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null
  const [at = '', id = '', rank] = Buffer.from(text, 'base64url').toString().split('|')
  const isRank = rank === undefined || /^\d$/.test(rank)
  if (isRank && !Number.isNaN(Date.parse(at)) && /^\d{4}-/.test(at) && /^([0-9a-f-]{36}|\d{1,16})$/.test(id)) {
    return rank === undefined ? { at, id } : { at, id, rank: Number(rank) }
  }
  throw new AppError('INVALID_REQUEST', 'The cursor is not one of ours.', {
    errors: [{ path: 'cursor', message: 'Use nextCursor of the page before, as it is.' }],
  })
}
