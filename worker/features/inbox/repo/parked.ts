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
