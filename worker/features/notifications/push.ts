import type { NewPushSubscription, NotificationKind, PushPayload } from '../../contract/notification.ts'
import { AppError } from '../../contract/problem.ts'
import { isQuiet } from '../../contract/quiet-hours.ts'
import type { Vault } from '../../crypto/vault.ts'
import { encryptPush, type VapidKeys, vapidHeader } from '../../crypto/web-push.ts'
import type { TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { utf8 } from '../../kit/bytes.ts'
import type { Log } from '../../kit/log.ts'
import { settingsOf } from './policy.ts'
import {
  forgetSubscription,
  type NotificationRow,
  selectNotification,
  selectSettings,
  selectSubscriptions,
} from './repo.ts'

/** The push services of the browsers there are (docs/sources.md#web-push): nothing else is ever called. */
const PUSH_HOSTS =
  /^(fcm\.googleapis\.com|(updates\.)?push\.services\.mozilla\.com|[a-z0-9-]+\.push\.apple\.com|[a-z0-9-]+\.notify\.windows\.com)$/
const TTL_SECONDS = 3600
const PATIENCE_MS = 10_000
/** A notification that waited this long in the queue is old news. */
const OLD_MS = 10 * 60_000

export const subscriptionPlace = (id: string) => ({ table: 'push_subscriptions', id })

/** @throws AppError INVALID_REQUEST for an endpoint that no browser would give. Development may push to itself. */
export function assertPushHost(endpoint: string, environment: string): void {
  const { protocol, hostname, port, username } = new URL(endpoint)
  const isService = protocol === 'https:' && port === '' && username === '' && PUSH_HOSTS.test(hostname)
  if (isService || (environment === 'development' && hostname === '127.0.0.1')) return
  throw new AppError('INVALID_REQUEST', 'This is not the address of a push service.', {
    errors: [{ path: 'endpoint', message: 'Not a push service.' }],
  })
}

export interface PushDeps {
  db: TenantDb
  vault: Vault
  vapid: VapidKeys
  environment: string
  fetch: typeof fetch
  now(): number
  log: Log
  /** The customer's name and newest words, for those who chose to see them on their lock screen. */
  words(row: NotificationRow): Promise<{ name: string; text: string } | null>
}

/**
 * Tells a member's browsers of one notification, unless they read it meanwhile, do not want that, or it is quiet for them.
 * A browser that is gone is forgotten.
 *
 * @throws Error if a push service does not answer: the queue tries again.
 */
export async function sendPush(deps: PushDeps, notificationId: string): Promise<void> {
  const { db, now } = deps
  const [{ rows }] = await db.batch(selectNotification(db, notificationId))
  const [row] = rows
  if (!row || row.readAt !== null || now() - Date.parse(row.at) > OLD_MS) return
  const [chosen, subscriptions] = await db.batch(
    selectSettings(db, row.memberId),
    selectSubscriptions(db, row.memberId),
  )
  const settings = settingsOf(chosen.rows[0])
  if (subscriptions.rows.length === 0 || !settings.pushed.includes(row.kind) || isQuiet(settings, now())) return
  const words = settings.detail === 'none' ? null : await deps.words(row)
  const payload: PushPayload = {
    kind: row.kind satisfies NotificationKind,
    conversationId: row.conversationId,
    ...(words && { name: words.name }),
    ...(words && settings.detail === 'text' && { text: words.text }),
  }
  const sent = await Promise.allSettled(
    subscriptions.rows.map(async ({ id, box }) => {
      const place = subscriptionPlace(id)
      const subscription = await deps.vault.open<NewPushSubscription>(db.tenantId, place, fromPgBytes(box))
      await pushTo(deps, id, subscription, payload, row)
    }),
  )
  // Tried again with all: where it arrived, the second takes the place of the first.
  for (const each of sent) if (each.status === 'rejected') throw each.reason
}

async function pushTo(
  { db, vapid, environment, now, log, ...deps }: PushDeps,
  id: string,
  { endpoint, keys }: NewPushSubscription,
  payload: PushPayload,
  row: NotificationRow,
): Promise<void> {
  assertPushHost(endpoint, environment)
  const body = await encryptPush(keys, utf8(JSON.stringify(payload)))
  const response = await deps.fetch(endpoint, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      authorization: await vapidHeader(vapid, endpoint, now()),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: String(TTL_SECONDS),
      urgency: 'high',
      // A later one about the same conversation takes its place; at most 32 characters.
      topic: row.conversationId.replaceAll('-', ''),
    },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  await response.body?.cancel()
  if (response.status === 404 || response.status === 410) await db.batch(forgetSubscription(db, id))
  else if (response.status === 429 || response.status >= 500) throw new Error('the push service is not ready')
  else if (!response.ok) log.warn('push.refused', { id, status: response.status })
}
