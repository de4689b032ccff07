import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { Database } from '../../../db/connect.ts'
import type { UnroutedReason } from '../route-events.ts'

export interface UnroutedRow {
  id: string
  reason: UnroutedReason
  phoneNumberId: string | null
  wabaId: string | null
  box: Uint8Array
}

/** Keeps what is nobody's for 30 days. */
export async function insertUnrouted(db: Database, rows: UnroutedRow[]): Promise<void> {
  const input = JSON.stringify(rows.map((row) => ({ ...row, box: toPgHex(row.box) })))
  await db.execute(sql`
    insert into unrouted_events (id, reason, phone_number_id, waba_id, box)
    select x.id, x.reason, x."phoneNumberId", x."wabaId", x.box
    from json_to_recordset(${input}::json) as x(id uuid, reason text, "phoneNumberId" text, "wabaId" text, box bytea)`)
}

/** @returns how many were deleted. */
export async function purgeUnrouted(db: Database): Promise<number> {
  const { rows } = await db.execute<{ count: string }>(sql`select purge_unrouted() as count`)
  return Number(rows[0]?.count ?? 0)
}

export type FoundUnrouted = {
  id: string
  channelId: string
  reason: UnroutedReason
  /** null: another app signed it. */
  box: Uint8Array | string | null
  receivedAt: string
  replayedAt: string | null
}

const unroutedColumns = sql`id, channel_id as "channelId", reason, box, received_at as "receivedAt", replayed_at as "replayedAt"`

/** Nobody's events that are meant for a channel the tenant has by now, newest first. */
export function selectUnrouted(db: TenantDb, from: string, to: string, limit: number) {
  return db.build.execute<FoundUnrouted>(sql`
    select ${unroutedColumns} from find_unrouted(null, ${from}::timestamptz, ${to}::timestamptz, ${limit}::integer)`)
}

export function selectUnroutedById(db: TenantDb, id: string) {
  return db.build.execute<FoundUnrouted>(sql`
    select ${unroutedColumns} from find_unrouted(${id}::uuid, '-infinity', 'infinity', 1)`)
}

export function finishUnrouted(db: TenantDb, id: string, memberId: string) {
  return db.build.execute(sql`
    insert into audit_log (member_id, action, subject_id)
    select ${memberId}::uuid, 'event.replayed', f.id from finish_unrouted(${id}::uuid) f`)
}
