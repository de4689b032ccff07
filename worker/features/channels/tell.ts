import { errorFacts } from '../../kit/error-facts.ts'
import type { ChannelCtx } from './ctx.ts'
import { forgetChannel } from './directory.ts'
import { forgetCheck } from './recent-checks.ts'

/**
 * Those who remember a channel read it again. The change is in the database by now: whoever cannot be reached has
 * forgotten what it knew within five minutes.
 */
export async function tellAll(
  ctx: ChannelCtx,
  channel: { id: string; phoneNumberId: string; wabaId: string; channelKey: string | null },
): Promise<void> {
  const channelId = channel.id
  forgetCheck(channelId)
  const told = await Promise.allSettled([
    forgetChannel(ctx, channel),
    ctx.sender.reload(channelId),
    ctx.inbox.forgetChannel(channelId),
    ctx.hub.publish([{ type: 'channel.updated', data: { channelId }, ids: { channelId } }]),
  ])
  for (const each of told) {
    if (each.status === 'rejected') ctx.log.warn('channel.untold', { channelId, ...errorFacts(each.reason) })
  }
}
