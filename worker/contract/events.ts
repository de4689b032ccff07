import { z } from 'zod'
import { MessageContent, MessageType } from './message.ts'

/**
 * What a webhook says, in our words. `whatsapp/payloads.ts` makes these from a body; the inbox journals and applies
 * them. All times are epoch milliseconds. Nothing that Meta sent is dropped: what is not known keeps its raw value.
 */

/** A customer as a webhook names one; any of these may be missing, but not all of phone and userId. */
export const Customer = z.object({
  /** Digits with country code. */
  phone: z.string().optional(),
  /** Business-scoped user id. */
  userId: z.string().optional(),
  parentUserId: z.string().optional(),
  username: z.string().optional(),
  name: z.string().optional(),
})
export type Customer = z.infer<typeof Customer>

/** Where the event belongs: a number when Meta names one, else only the account. */
const place = { phoneNumberId: z.string().nullable(), wabaId: z.string().nullable() }

/** The file of a message, as Meta names it. */
export const RemoteMedia = z.object({
  id: z.string(),
  mimeType: z.string().nullable(),
  /** base64, as in the webhook. */
  sha256: z.string().nullable(),
  filename: z.string().nullable(),
})
export type RemoteMedia = z.infer<typeof RemoteMedia>

/** A message of the customer (`in`), or of the business from its WhatsApp app (`echo`). */
export const MessageEvent = z.object({
  kind: z.literal('message'),
  ...place,
  source: z.enum(['customer', 'echo']),
  /** Part of the history that a coexistence number shared: changes no window, counts no unread, reopens nothing. */
  history: z.boolean(),
  wamid: z.string(),
  /** Meta's time; 0 when it cannot be read: the time of arrival is used then. */
  atMs: z.number().int(),
  customer: Customer,
  /** Set when it was said in a group: the customer is then the participant, and an answer to them is no answer to it. */
  groupId: z.string().optional(),
  type: MessageType,
  content: MessageContent,
  media: RemoteMedia.nullable(),
  /** wamid of the message that this one quotes, reacts to, edits or revokes. */
  targetWamid: z.string().nullable(),
  /** The status a message of the history already had. */
  status: z.string().nullable(),
})
export type MessageEvent = z.infer<typeof MessageEvent>

export const MetaError = z.object({
  code: z.number().int(),
  title: z.string(),
  detail: z.string(),
})
export type MetaError = z.infer<typeof MetaError>

export const StatusEvent = z.object({
  kind: z.literal('status'),
  ...place,
  wamid: z.string(),
  /** sent, delivered, read, played, failed; anything else is kept in the ledger and changes nothing. */
  status: z.string(),
  atMs: z.number().int(),
  customer: Customer.nullable(),
  /** The participant of a group, part of the event's identity. */
  participant: z.string().nullable(),
  groupId: z.string().optional(),
  /** `biz_opaque_callback_data`: the attempt's id, if it was ours. */
  attemptId: z.string().nullable(),
  pricing: z.looseObject({ category: z.string().optional() }).nullable(),
  /** Since v24.0 only for free entry points: its origin and the end of the 72 hours. */
  conversation: z.looseObject({}).optional(),
  errors: z.array(MetaError),
})
export type StatusEvent = z.infer<typeof StatusEvent>

/** A customer's number or user id changed; `wamid` is set when it came as a system message. */
export const IdentityEvent = z.object({
  kind: z.literal('identity'),
  ...place,
  wamid: z.string().nullable(),
  atMs: z.number().int(),
  previous: Customer,
  current: Customer,
  /** The line to show in the thread. */
  body: z.string(),
})
export type IdentityEvent = z.infer<typeof IdentityEvent>

/** Everything Meta says about templates, quality, limits, the account, preferences, calls, groups: kept whole. */
export const ChannelEvent = z.object({
  kind: z.literal('channel'),
  ...place,
  field: z.string(),
  /** What it is about: a template id, a customer's number; part of the event's identity. */
  subject: z.string().nullable(),
  atMs: z.number().int().nullable(),
  value: z.looseObject({}),
})
export type ChannelEvent = z.infer<typeof ChannelEvent>

export const WebhookEvent = z.discriminatedUnion('kind', [MessageEvent, StatusEvent, IdentityEvent, ChannelEvent])
export type WebhookEvent = z.infer<typeof WebhookEvent>

/** How one attempt to send ended, posted by the sender to the inbox. */
export const AttemptEvent = z.object({
  kind: z.literal('attempt'),
  messageId: z.string(),
  attemptId: z.string(),
  atMs: z.number().int(),
  outcome: z.enum(['sent', 'failed', 'retry', 'unconfirmed']),
  wamid: z.string().nullable(),
  error: MetaError.nullable(),
  retryAtMs: z.number().int().nullable(),
})
export type AttemptEvent = z.infer<typeof AttemptEvent>

/** A file was fetched, or given up. */
export const MediaEvent = z.object({
  kind: z.literal('media'),
  messageId: z.string(),
  atMs: z.number().int(),
})
export type MediaEvent = z.infer<typeof MediaEvent>

/** What the journal holds: an event and the channel it was routed to. */
export type JournalEvent = { channelId: string; event: WebhookEvent | AttemptEvent | MediaEvent }
