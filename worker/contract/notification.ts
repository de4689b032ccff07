import { z } from 'zod'
import { PageQuery, Timestamp, TimeZone, Uuid, WebUrl } from './common.ts'

/** You were mentioned, a conversation became yours, its customer wrote, nobody has it, its window closes, a send failed. */
export const notificationKinds = ['mention', 'assigned', 'message', 'unassigned', 'window', 'failed'] as const
export const NotificationKind = z.enum(notificationKinds)
export type NotificationKind = z.infer<typeof NotificationKind>

export const Notification = z.object({
  id: Uuid,
  kind: NotificationKind,
  conversationId: Uuid,
  messageId: Uuid.nullable(),
  at: Timestamp,
  readAt: Timestamp.nullable(),
})
export type Notification = z.infer<typeof Notification>

export const NotificationQuery = PageQuery.extend({ unread: z.enum(['true']).optional() })
export type NotificationQuery = z.infer<typeof NotificationQuery>

const Kinds = z.array(NotificationKind).max(notificationKinds.length)
const Minute = z.number().int().min(0).max(1439)

export const NewNotificationSettings = z.strictObject({
  /** Kinds that one is not told of at all. */
  muted: Kinds,
  /** Kinds that also come while no window is open. */
  pushed: Kinds,
  sound: z.boolean(),
  /** What a push says of the customer: nothing, their name, or name and words. */
  detail: z.enum(['none', 'name', 'text']),
  /** No sound and no push within these minutes of the day. */
  quiet: z.strictObject({ from: Minute, to: Minute }).nullable(),
  zone: TimeZone,
})
export const NotificationSettings = NewNotificationSettings.extend({
  /** The deployment's VAPID key; null where it sends no push. */
  pushKey: z.string().nullable(),
})
export type NewNotificationSettings = z.infer<typeof NewNotificationSettings>
export type NotificationSettings = z.infer<typeof NotificationSettings>

/** As the browser's PushSubscription says it. */
export const NewPushSubscription = z.strictObject({
  endpoint: WebUrl(1024),
  keys: z.strictObject({
    p256dh: z.string().regex(/^[\w-]{87}=?$/, 'A public key of 65 bytes in base64url.'),
    auth: z.string().regex(/^[\w-]{22}(==)?$/, '16 bytes in base64url.'),
  }),
})
export type NewPushSubscription = z.infer<typeof NewPushSubscription>
export const PushSubscriptionId = z.object({ id: Uuid })

/** What the browser's service worker gets. Without words it shows what kind of thing happened. */
export interface PushPayload {
  kind: NotificationKind
  conversationId: string
  name?: string
  text?: string
}
