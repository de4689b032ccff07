import type { ChannelHealth } from '../../contract/channel.ts'
import { getChannelRow } from './channels.ts'
import { tryOut } from './connect.ts'
import { type ChannelCtx, channelPlace } from './ctx.ts'
import { presentEvent } from './history.ts'
import type { LiveCheck } from './live-check.ts'
import { stateReason } from './present.ts'
import { recentCheck, rememberCheck } from './recent-checks.ts'
import { type ChannelRow, selectHealth } from './repo/channels.ts'
import type { ChannelSecrets } from './repo/sending.ts'

/** How a number does: what Meta thinks of it, what waits on either side, and what Meta said last. */
export async function getHealth(ctx: ChannelCtx, channelId: string): Promise<ChannelHealth> {
  const row = await getChannelRow(ctx, channelId)
  const [live, { events, ...waiting }, unappliedEvents] = await Promise.all([
    checkOf(ctx, row),
    selectHealth(ctx.asTenant, channelId),
    ctx.inbox.backlog(),
  ])
  const number = live?.number
  return {
    channelId,
    state: row.state,
    stateReason: stateReason(row),
    stateCode: row.state === 'active' ? null : row.stateCode,
    qualityRating: number?.quality_rating ?? row.qualityRating,
    throughput: number?.throughput?.level ?? row.throughput,
    messagingLimit: number?.whatsapp_business_manager_messaging_limit ?? row.messagingLimit,
    lastWebhookAt: row.lastWebhookAt?.toISOString() ?? null,
    ...waiting,
    unappliedEvents,
    check: live?.check ?? null,
    events: await Promise.all(events.map((event) => presentEvent(ctx, event))),
  }
}

/** null for a number that was removed: there is no token to try. */
async function checkOf(ctx: ChannelCtx, row: ChannelRow): Promise<LiveCheck | null> {
  const known = recentCheck(row.id)
  if (known) return known
  const place = channelPlace(row.id)
  const { accessToken } = await ctx.vault.openSecret<ChannelSecrets>(ctx.actor.tenantId, place, row.secretBox)
  if (accessToken === '') return null
  const live = await tryOut(ctx, { phoneNumberId: row.phoneNumberId, wabaId: row.wabaId, accessToken })
  if (!live.isUnknown) rememberCheck(row.id, live)
  return live
}
