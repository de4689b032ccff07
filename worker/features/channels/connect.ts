import type { Channel, ChannelCheck, NewChannel } from '../../contract/channel.ts'
import { AppError } from '../../contract/problem.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { normalisePhone } from '../../crypto/normalise.ts'
import { newToken } from '../../crypto/tokens.ts'
import { pgCode, pgConstraint } from '../../db/codes.ts'
import { utf8 } from '../../kit/bytes.ts'
import type { GraphNumber } from '../../whatsapp/account-calls.ts'
import { requireFeature } from '../tenant/index.ts'
import { getChannel } from './channels.ts'
import { type ChannelCtx, channelPlace } from './ctx.ts'
import { APP_SECRET_PURPOSE } from './directory.ts'
import { assertUsable, type Credentials, checkLive, type LiveCheck } from './live-check.ts'
import { hasNumber, insertChannel, type NewChannelRow } from './repo/channels.ts'
import type { ChannelSecrets } from './repo/sending.ts'
import { tellAll } from './tell.ts'

/** What WhatsApp says to credentials, without keeping anything. */
export async function checkChannel(ctx: ChannelCtx, input: NewChannel): Promise<ChannelCheck> {
  return (await tryOut(ctx, input)).check
}

/** @param credentials Of the channel, or to be. */
export function tryOut(
  { graph, settings, now }: Pick<ChannelCtx, 'graph' | 'settings' | 'now'>,
  credentials: Credentials,
): Promise<LiveCheck> {
  const { META_APP_ID, META_APP_SECRET } = settings
  return checkLive(graph, credentials, META_APP_ID ? `${META_APP_ID}|${META_APP_SECRET}` : null, now())
}

/**
 * Connects a number, once its token has read the number and the account. Its account's webhooks are then asked for,
 * unless an app gets them already.
 *
 * @throws AppError PROVIDER_REFUSED, UNAVAILABLE, ALREADY_EXISTS, FEATURE_NOT_IN_PLAN
 */
export async function connectChannel(ctx: ChannelCtx, input: NewChannel): Promise<Channel> {
  if (input.appSecret) await requireFeature(ctx.asActor, 'own_app')
  const live = await tryOut(ctx, input)
  assertUsable(live)
  const row = await sealChannel(ctx, input, live)
  await insert(ctx, row)
  if (!live.isSubscribed) await ctx.graph.subscribeApp(input)
  await tellAll(ctx, row)
  return getChannel(ctx, row.id)
}

async function sealChannel(ctx: ChannelCtx, input: NewChannel, live: LiveCheck): Promise<NewChannelRow> {
  const { name, phoneNumberId, wabaId, accessToken, appSecret = null } = input
  const id = ctx.newId()
  const secrets: ChannelSecrets = { accessToken, appSecret }
  const shown = normalisePhone(live.number?.display_phone_number ?? '')
  return {
    id,
    name,
    phoneNumberId,
    wabaId,
    portfolioId: live.account?.owner_business_info?.id ?? wabaId,
    displayPhoneNumber: shown.length >= 5 ? shown : input.displayPhoneNumber,
    secretBox: await ctx.vault.sealSecret(ctx.actor.tenantId, channelPlace(id), secrets),
    ...(appSecret === null ? deploymentApp : await newOwnApp(ctx.intake, appSecret)),
    perSecondMax: live.number?.throughput?.level === 'HIGH' ? 1000 : 80,
    tokenEndsAt: live.tokenEndsAt,
    ...numberFacts(live.number),
  }
}

/** The webhooks of the channel are signed by the deployment's Meta app. */
export const deploymentApp = { channelKey: null, intakeSecret: null, verifyToken: null }

/** An address of its own for the webhooks of a tenant's Meta app, and the secret that they are signed with. */
export async function newOwnApp(intake: IntakeKeys, appSecret: string) {
  const intakeSecret = await intake.seal(utf8(appSecret), APP_SECRET_PURPOSE)
  return { channelKey: newToken(), intakeSecret, verifyToken: newToken() }
}

/** What Meta says of a number, as far as our columns take it. */
export function numberFacts(number: GraphNumber | null) {
  return {
    verifiedName: number?.verified_name?.slice(0, 512) ?? null,
    qualityRating: number?.quality_rating?.slice(0, 40) ?? null,
    throughput: number?.throughput?.level?.slice(0, 40) ?? null,
    messagingLimit: number?.whatsapp_business_manager_messaging_limit?.slice(0, 40) ?? null,
  }
}

async function insert(ctx: ChannelCtx, row: NewChannelRow): Promise<void> {
  const { actor, asActor } = ctx
  const details = { ownApp: row.channelKey !== null }
  try {
    await insertChannel(asActor, row, {
      memberId: actor.memberId,
      action: 'channel.connected',
      subjectId: row.id,
      details,
    })
  } catch (error) {
    if (pgCode(error) === '23503') throw new AppError('ALREADY_EXISTS', 'This account is connected elsewhere.')
    if (pgConstraint(error) !== 'channels_phone_number_id_key') throw error
    const isOurs = await hasNumber(asActor, row.phoneNumberId)
    throw new AppError(
      'ALREADY_EXISTS',
      isOurs ? 'Your team has this number already.' : 'This number is connected elsewhere.',
    )
  }
}
