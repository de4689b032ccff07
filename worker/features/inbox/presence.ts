import type { PresenceInput, TypingInput } from '../../contract/conversation.ts'
import { AppError } from '../../contract/problem.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import type { HubPort, SenderPort } from '../../ports.ts'
import { type SpotRow, selectSpot } from './repo/reads.ts'

export interface PresenceCtx {
  actor: Actor
  asActor: TenantDb
  hub: HubPort
  sender: SenderPort
}

/** Tells colleagues what a window shows. Nothing is stored. @throws AppError NOT_FOUND */
export async function noteViewing(ctx: PresenceCtx, { connectionId, conversationId }: PresenceInput): Promise<void> {
  const spot = conversationId === null ? null : await getSpot(ctx, conversationId)
  await ctx.hub.view(ctx.actor.memberId, connectionId, spot && { conversationId: spot.id, assigneeId: spot.assigneeId })
}

/**
 * Tells colleagues who is writing, with the draft where the tenant shares them, and the customer where it wants that.
 * Nothing is stored.
 *
 * @throws AppError NOT_FOUND
 */
export async function noteTyping(ctx: PresenceCtx, input: TypingInput & { conversationId: string }): Promise<void> {
  const spot = await getSpot(ctx, input.conversationId)
  const { typing, mode, connectionId = null } = input
  const writer = {
    conversationId: spot.id,
    assigneeId: spot.assigneeId,
    memberId: ctx.actor.memberId,
    connectionId,
    mode,
  }
  await ctx.hub.write(writer, typing, spot.sharedDrafts ? (input.draft ?? null) : null)
  if (typing && mode === 'reply' && spot.customerTyping) await ctx.sender.acknowledge(spot.channelId, spot.id, true)
}

async function getSpot({ asActor }: PresenceCtx, conversationId: string): Promise<SpotRow> {
  const [{ rows }] = await asActor.batch(selectSpot(asActor, conversationId))
  if (!rows[0]) throw new AppError('NOT_FOUND')
  return rows[0]
}
