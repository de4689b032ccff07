import { writeAll } from './change-conversations.ts'
import { changeOf } from './changes.ts'
import { holdTheirScheduled, selectStranded, settleRelease } from './repo/release.ts'
import { HELD_MAX_DAYS } from './scheduled.ts'
import type { SystemCtx } from './system-ctx.ts'

/** So many in one transaction. */
const RELEASED_MAX = 200

/**
 * Gives back what members have who cannot answer any more: their conversations that are not closed are nobody's again, and
 * stay with their teams; what they meant to send later is held. Run again, it finds what is left.
 *
 * @returns the conversations that somebody is to be found for.
 */
export async function releaseMembers(ctx: SystemCtx, memberIds: string[]): Promise<string[]> {
  const freed: string[] = []
  for (const memberId of memberIds) {
    freed.push(...(await release(ctx, memberId)))
    const [held] = await ctx.db.batch(
      holdTheirScheduled(ctx.db, memberId, HELD_MAX_DAYS),
      settleRelease(ctx.db, memberId),
    )
    ctx.publish(
      held.rows.map(({ conversationId, assigneeId }) => {
        const ids = { conversationId }
        return { type: 'scheduled.updated', data: ids, ids, assigneeId }
      }),
    )
  }
  return freed
}

async function release(ctx: SystemCtx, memberId: string): Promise<string[]> {
  const freed: string[] = []
  for (;;) {
    const [{ rows }] = await ctx.db.batch(selectStranded(ctx.db, memberId, RELEASED_MAX))
    const changes = rows.flatMap((row) => {
      const change = changeOf({ type: 'assign', memberId: null }, row.id, row)
      return typeof change === 'string' ? [] : [{ ...change, salt: row.salt }]
    })
    const written = await writeAll(ctx, changes, null)
    freed.push(...written)
    // Nothing written: somebody is faster with each of them, or there are none. The sweep looks again.
    if (rows.length < RELEASED_MAX || written.length === 0) return freed
  }
}
