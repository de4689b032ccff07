import type { WebhookEvent } from '../../contract/events.ts'
import { AppError } from '../../contract/problem.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { fromUtf8 } from '../../kit/bytes.ts'
import type { InboxPort } from '../../ports.ts'
import { finishUnrouted, selectUnroutedById } from './repo/unrouted.ts'
import { ofOneToOne } from './route-events.ts'

interface UnroutedCtx {
  actor: Actor
  asActor: TenantDb
  intake: IntakeKeys
  inbox: InboxPort
}

/**
 * Gives an event that was nobody's to the journal, now that its number is a channel of the tenant; the database decides
 * that (`find_unrouted`). Twice does no harm: what it holds is deduplicated.
 *
 * @throws AppError NOT_FOUND (not the tenant's, signed by another app, or replayed before), UNAVAILABLE if the journal
 *   is full.
 */
export async function replayUnrouted({ actor, asActor, intake, inbox }: UnroutedCtx, id: string): Promise<void> {
  const [found] = await asActor.batch(selectUnroutedById(asActor, id))
  const row = found.rows[0]
  if (!row?.box || row.replayedAt) throw new AppError('NOT_FOUND')
  const event = JSON.parse(fromUtf8(await intake.open(fromPgBytes(row.box), 'unrouted'))) as WebhookEvent
  if (!(await inbox.receive([{ channelId: row.channelId, event: ofOneToOne(event) }]))) {
    throw new AppError('UNAVAILABLE', 'The journal is full. Try again later.')
  }
  await asActor.batch(finishUnrouted(asActor, id, actor.memberId))
}
