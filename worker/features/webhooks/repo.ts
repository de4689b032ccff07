import { sql } from 'drizzle-orm'
import { toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { UnroutedReason } from './route-events.ts'

export interface UnroutedRow {
  id: string
  reason: UnroutedReason
  box: Uint8Array
}

/** Keeps what is nobody's for 30 days. */
export async function insertUnrouted(db: Database, rows: UnroutedRow[]): Promise<void> {
  const input = JSON.stringify(rows.map((row) => ({ ...row, box: toPgHex(row.box) })))
  await db.execute(sql`
    insert into unrouted_events (id, reason, box)
    select x.id, x.reason, x.box from json_to_recordset(${input}::json) as x(id uuid, reason text, box bytea)`)
}

/** @returns how many were deleted. */
export async function purgeUnrouted(db: Database): Promise<number> {
  const { rows } = await db.execute<{ count: string }>(sql`select purge_unrouted() as count`)
  return Number(rows[0]?.count ?? 0)
}
