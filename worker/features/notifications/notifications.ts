import type { Page } from '../../contract/common.ts'
import type {
  NewNotificationSettings,
  NewPushSubscription,
  Notification,
  NotificationQuery,
  NotificationSettings,
} from '../../contract/notification.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import { arePushKeys } from '../../crypto/web-push.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { decodeCursor, encodeCursor } from '../../db/cursor.ts'
import { insertAudit } from '../tenant/index.ts'
import { presentNotification } from './notify.ts'
import { settingsOf } from './policy.ts'
import { assertPushHost, subscriptionPlace } from './push.ts'
import {
  deleteSubscription,
  readNotifications,
  replaceSubscription,
  selectNotifications,
  selectSettings,
  upsertSettings,
} from './repo.ts'

export interface NotificationsCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  settings: { ENVIRONMENT: string; VAPID_PUBLIC_KEY?: string | undefined }
  newId(): string
}

/** What one was told, newest first. */
export async function listNotifications(
  { actor, asActor }: Pick<NotificationsCtx, 'actor' | 'asActor'>,
  { unread, limit, cursor }: NotificationQuery,
): Promise<Page<Notification>> {
  const wanted = { unread: unread === 'true', limit }
  const [{ rows }] = await asActor.batch(selectNotifications(asActor, actor.memberId, wanted, decodeCursor(cursor)))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { data: rows.slice(0, limit).map(presentNotification), nextCursor: last ? encodeCursor(last) : null }
}

/** @param id null: all of them. @throws AppError NOT_FOUND */
export async function markNotified({ actor, asActor }: NotificationsCtx, id: string | null): Promise<void> {
  const [{ rows }] = await asActor.batch(readNotifications(asActor, actor.memberId, id))
  if (id !== null && rows.length === 0) throw new AppError('NOT_FOUND')
}

export async function getSettings(ctx: NotificationsCtx): Promise<NotificationSettings> {
  const [{ rows }] = await ctx.asActor.batch(selectSettings(ctx.asActor, ctx.actor.memberId))
  return { ...settingsOf(rows[0]), pushKey: ctx.settings.VAPID_PUBLIC_KEY ?? null }
}

export async function changeSettings(
  ctx: NotificationsCtx,
  settings: NewNotificationSettings,
): Promise<NotificationSettings> {
  const { actor, asActor } = ctx
  await asActor.batch(upsertSettings(asActor, actor.memberId, settings))
  return getSettings(ctx)
}

/** @throws AppError INVALID_REQUEST for an address that is no push service's, or keys that are none. */
export async function subscribe(ctx: NotificationsCtx, subscription: NewPushSubscription): Promise<{ id: string }> {
  const { actor, asActor, vault } = ctx
  assertPushHost(subscription.endpoint, ctx.settings.ENVIRONMENT)
  if (!(await arePushKeys(subscription.keys))) {
    throw new AppError('INVALID_REQUEST', 'No browser made these keys.', {
      errors: [{ path: 'keys', message: 'Not a public key and a secret of a browser.' }],
    })
  }
  const id = ctx.newId()
  const [box, index] = await Promise.all([
    vault.seal(actor.tenantId, subscriptionPlace(id), subscription),
    vault.index(actor.tenantId, 'push', subscription.endpoint),
  ])
  const row = { id, memberId: actor.memberId, endpointIndex: index.bytes, box }
  await asActor.batch(
    ...replaceSubscription(asActor, row),
    insertAudit(asActor, { memberId: actor.memberId, action: 'push.subscribed', subjectId: id }),
  )
  return { id }
}

/** @throws AppError NOT_FOUND */
export async function unsubscribe({ actor, asActor }: NotificationsCtx, id: string): Promise<void> {
  const [{ rows }] = await asActor.batch(deleteSubscription(asActor, id, actor.memberId))
  if (rows.length === 0) throw new AppError('NOT_FOUND')
}
