import type { Channel } from '../../contract/channel.ts'
import { roleAllows } from '../../contract/roles.ts'
import { policyFor } from '../../whatsapp/failures.ts'
import type { ChannelCtx } from './ctx.ts'
import type { ChannelRow } from './repo/channels.ts'

/** A channel as the actor may see it. What is secret is in no answer; the verify token only for those who set it up. */
export function presentChannel({ actor, settings }: Pick<ChannelCtx, 'actor' | 'settings'>, row: ChannelRow): Channel {
  const ownApp = row.channelKey !== null
  const verifyToken = ownApp ? row.verifyToken : settings.META_VERIFY_TOKEN
  return {
    id: row.id,
    name: row.name,
    phoneNumberId: row.phoneNumberId,
    wabaId: row.wabaId,
    displayPhoneNumber: row.displayPhoneNumber,
    verifiedName: row.verifiedName,
    state: row.state,
    stateReason: stateReason(row),
    stateCode: row.state === 'active' ? null : row.stateCode,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    perSecondMax: row.perSecondMax,
    ownApp,
    webhookUrl: `${settings.APP_URL}/webhooks/whatsapp${ownApp ? `/${row.channelKey}` : ''}`,
    verifyToken: roleAllows(actor.role, 'manageChannels') ? verifyToken : null,
    tokenEndsAt: row.tokenEndsAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}

/** Why nothing is sent, in English words; null while it is. */
export function stateReason({ state, stateCode }: Pick<ChannelRow, 'state' | 'stateCode'>): string | null {
  if (state === 'active') return null
  if (stateCode !== null) {
    // Graph answers refusals like these with 400.
    const { failure } = policyFor({ httpStatus: 400, code: stateCode })
    return `${failure.title}: ${failure.detail}`
  }
  return state === 'paused'
    ? 'An administrator paused this number.'
    : 'This number was removed. Give an access token to connect it again.'
}
