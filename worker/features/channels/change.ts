import type { AuditAction } from '../../contract/audit-actions.ts'
import type { Channel, ChannelChanges } from '../../contract/channel.ts'
import { AppError } from '../../contract/problem.ts'
import { pgCode } from '../../db/codes.ts'
import { changesOf, requireFeature } from '../tenant/index.ts'
import { getChannel, getChannelRow } from './channels.ts'
import { deploymentApp, newOwnApp, numberFacts, tryOut } from './connect.ts'
import { type ChannelCtx, channelPlace } from './ctx.ts'
import { assertUsable } from './live-check.ts'
import { type ChannelPatch, type ChannelRow, deleteChannel, updateChannel } from './repo/channels.ts'
import type { ChannelSecrets } from './repo/sending.ts'
import { tellAll } from './tell.ts'

/**
 * Changes a channel. A new token is tried first, and so is the old one before a disconnected number is active again.
 * What is sent and received from now on follows the change.
 *
 * @throws AppError NOT_FOUND, PROVIDER_REFUSED, UNAVAILABLE, FEATURE_NOT_IN_PLAN; INVALID_REQUEST for pausing a number
 *   that is not connected.
 */
export async function changeChannel(ctx: ChannelCtx, channelId: string, changes: ChannelChanges): Promise<Channel> {
  const row = await getChannelRow(ctx, channelId)
  const patch: ChannelPatch = {
    ...(changes.name !== undefined && { name: changes.name }),
    ...(changes.perSecondMax !== undefined && { perSecondMax: changes.perSecondMax }),
    ...(await changeCredentials(ctx, row, changes)),
    ...(await changeState(ctx, row, changes)),
  }
  if (Object.keys(patch).length > 0) {
    await updateChannel(ctx.asActor, channelId, patch, {
      memberId: ctx.actor.memberId,
      action: 'channel.changed',
      subjectId: channelId,
      details: {
        ...changesOf(
          { name: row.name, perSecondMax: row.perSecondMax, state: row.state },
          { name: patch.name, perSecondMax: patch.perSecondMax, state: patch.state },
        ),
        secrets: (['accessToken', 'appSecret'] as const).filter((name) => changes[name] !== undefined),
      },
    })
    await tellAll(ctx, row)
  }
  return getChannel(ctx, channelId)
}

/**
 * Removes a channel. One that nothing hangs on is deleted, and its number is free. One with conversations, messages or
 * files stays, disconnected and without its secrets: they stay readable, nothing is sent or received any more.
 *
 * @throws AppError NOT_FOUND
 */
export async function removeChannel(ctx: ChannelCtx, channelId: string): Promise<void> {
  const { actor, asActor, vault } = ctx
  const row = await getChannelRow(ctx, channelId)
  const audit = (action: AuditAction) => ({ memberId: actor.memberId, action, subjectId: channelId })
  try {
    await deleteChannel(asActor, row, audit('channel.deleted'))
  } catch (error) {
    if (pgCode(error) !== '23503') throw error
    const secrets: ChannelSecrets = { accessToken: '', appSecret: null }
    const secretBox = await vault.sealSecret(actor.tenantId, channelPlace(channelId), secrets)
    const stopped = { state: 'disconnected', stateCode: null, pausedUntil: null, tokenEndsAt: null } as const
    await updateChannel(asActor, channelId, { ...deploymentApp, ...stopped, secretBox }, audit('channel.disconnected'))
  }
  await tellAll(ctx, row)
}

async function changeCredentials(
  ctx: ChannelCtx,
  row: ChannelRow,
  { accessToken, appSecret }: ChannelChanges,
): Promise<ChannelPatch> {
  if (accessToken === undefined && appSecret === undefined) return {}
  if (appSecret !== undefined) await requireFeature(ctx.asActor, 'own_app')
  const present = await openSecrets(ctx, row)
  const secrets: ChannelSecrets = {
    accessToken: accessToken ?? present.accessToken,
    appSecret: appSecret ?? present.appSecret,
  }
  const ownApp = appSecret === undefined ? null : await newOwnApp(ctx.intake, appSecret)
  return {
    secretBox: await ctx.vault.sealSecret(ctx.actor.tenantId, channelPlace(row.id), secrets),
    ...(ownApp && {
      intakeSecret: ownApp.intakeSecret,
      // The address stays: it stands in Meta's settings.
      channelKey: row.channelKey ?? ownApp.channelKey,
      verifyToken: row.verifyToken ?? ownApp.verifyToken,
    }),
  }
}

async function changeState(ctx: ChannelCtx, row: ChannelRow, changes: ChannelChanges): Promise<ChannelPatch> {
  const isReconnected =
    row.state === 'disconnected' && (changes.accessToken !== undefined || changes.state === 'active')
  if (row.state === 'disconnected' && !isReconnected && changes.state === 'paused') {
    const message = 'This number is not connected. Give an access token first.'
    throw new AppError('INVALID_REQUEST', message, { errors: [{ path: 'state', message }] })
  }
  const state = changes.state ?? (isReconnected ? 'active' : undefined)
  const patch: ChannelPatch = state ? { state, stateCode: null, pausedUntil: null } : {}
  if (changes.accessToken === undefined && !isReconnected) return patch
  const accessToken = changes.accessToken ?? (await openSecrets(ctx, row)).accessToken
  if (accessToken === '') {
    const message = 'Give an access token.'
    throw new AppError('INVALID_REQUEST', message, { errors: [{ path: 'accessToken', message }] })
  }
  const live = await tryOut(ctx, { phoneNumberId: row.phoneNumberId, wabaId: row.wabaId, accessToken })
  assertUsable(live)
  return { ...patch, ...numberFacts(live.number), tokenEndsAt: live.tokenEndsAt }
}

function openSecrets({ vault, actor }: ChannelCtx, row: ChannelRow): Promise<ChannelSecrets> {
  return vault.openSecret<ChannelSecrets>(actor.tenantId, channelPlace(row.id), row.secretBox)
}
