import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'

/** Keeps an event, or a whole row of the journal, that could not be applied. `reason` is an error's class and codes, never its message. */
export async function parkEvent(
  db: TenantDb,
  parked: { id: string; channelId: string | null; kind: string; reason: string; box: Uint8Array },
): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      insert into parked_events (id, channel_id, kind, reason, box)
      values (${parked.id}::uuid, ${parked.channelId}::uuid, ${parked.kind.slice(0, 40)}, ${parked.reason.slice(0, 200)},
        ${toPgHex(parked.box)}::bytea)`),
  )
}

export type ParkedRow = {
  id: string
  channelId: string | null
  kind: string
  reason: string
  parkedAt: string
  replayedAt: string | null
}

/** The newest hundred, those that were not replayed first. */
export function selectParked(db: TenantDb) {
  return db.build.execute<ParkedRow>(sql`
    select id, channel_id as "channelId", kind, reason, parked_at as "parkedAt", replayed_at as "replayedAt"
    from parked_events order by replayed_at is not null, parked_at desc limit 100`)
}

export function selectParkedBox(db: TenantDb, id: string) {
  return db.build.execute<{ kind: string; box: Uint8Array | string }>(sql`
    select kind, box from parked_events where id = ${id}::uuid and replayed_at is null`)
}

export function setReplayed(db: TenantDb, id: string, memberId: string | null) {
  return db.build.execute(sql`
    with changed as (
      update parked_events set replayed_at = now() where id = ${id}::uuid and replayed_at is null returning id)
    insert into audit_log (member_id, action, subject_id)
    select ${memberId}::uuid, 'event.replayed', id from changed`)
}
