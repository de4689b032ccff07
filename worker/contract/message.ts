import { z } from 'zod'
import { Timestamp, Uuid } from './common.ts'

/**
 * What a message is, from the webhook to the screen. Below `type` the keys and shapes are Meta's own; ids of messages
 * and media are ours. Frozen by docs/decisions/0004-message-shape-and-statuses.md.
 */
export const messageTypes = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'button',
  'interactive',
  'order',
  'template',
  'system',
  'edit',
  'revoke',
  'note',
  'activity',
  'unsupported',
  'unknown',
] as const
export const MessageType = z.enum(messageTypes)
export type MessageType = z.infer<typeof MessageType>

/** Types that change another message and are shown on it, never as a bubble of their own. */
export const annotationTypes = ['reaction', 'edit', 'revoke'] as const

export const mediaTypes = ['image', 'video', 'audio', 'document', 'sticker'] as const
export type MediaType = (typeof mediaTypes)[number]

/** Forward-only: queued < sending < unconfirmed < sent < delivered < read < played. Inbound messages are `received`. */
export const messageStatuses = [
  'queued',
  'sending',
  'unconfirmed',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
  'received',
] as const
export const MessageStatus = z.enum(messageStatuses)
export type MessageStatus = z.infer<typeof MessageStatus>

export const Direction = z.enum(['inbound', 'outbound', 'internal'])
export type Direction = z.infer<typeof Direction>

/** A file of a message. `state` is `pending` while it is being fetched from WhatsApp or uploaded. */
export const MediaState = z.enum(['pending', 'stored', 'failed'])
export const MediaContent = z.looseObject({
  id: Uuid.optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  mime_type: z.string().optional(),
  voice: z.boolean().optional(),
  animated: z.boolean().optional(),
})
export type MediaContent = z.infer<typeof MediaContent>

/** The file behind a message as it stands now. */
export const MediaInfo = z.object({
  id: Uuid,
  state: MediaState,
  mimeType: z.string().nullable(),
  bytes: z.number().int().nullable(),
  failure: z.string().nullable(),
  /** The file can be fetched from WhatsApp until then (seven days after it was sent). */
  retryUntil: Timestamp.nullable(),
})
export type MediaInfo = z.infer<typeof MediaInfo>

/** Why a message did not go out, in words an agent understands, and what helps. */
export const Failure = z.object({
  code: z.number().int().nullable(),
  title: z.string(),
  detail: z.string(),
  action: z.enum(['none', 'retry', 'wait', 'use-template', 'reconnect-channel', 'fix-media', 'fix-parameters']),
})
export type Failure = z.infer<typeof Failure>

export const Author = z.object({
  kind: z.enum(['customer', 'member', 'business-app', 'system']),
  memberId: Uuid.nullable(),
})

export const Reaction = z.object({ emoji: z.string(), by: z.enum(['customer', 'business']) })

export const TextContent = z.looseObject({ body: z.string(), preview_url: z.boolean().optional() })
export const NoteContent = z.object({ body: z.string(), mentions: z.array(Uuid).optional() })
/** A line in the thread about the conversation itself. */
export const ActivityContent = z.object({
  action: z.enum(['assigned', 'unassigned', 'closed', 'reopened', 'snoozed', 'woken']),
  memberId: Uuid.nullable(),
  /** Set when it went to a team. */
  teamId: Uuid.optional(),
  /** Set when it was closed by itself, after so many days without a word. */
  afterDays: z.number().int().optional(),
  /** Of snoozing: null is until the customer writes. */
  until: Timestamp.nullable().optional(),
})
export const TemplateContent = z.looseObject({
  name: z.string(),
  language: z.looseObject({ code: z.string() }),
  components: z.array(z.looseObject({ type: z.string() })).optional(),
  /** The text the customer sees, filled in when the message was written. */
  preview: z
    .looseObject({ header: z.string(), body: z.string(), footer: z.string(), buttons: z.array(z.string()) })
    .optional(),
})

/** The content of a message by type; what Meta sent beyond this is kept and passed on. */
export const MessageContent = z.object({
  text: TextContent.optional(),
  image: MediaContent.optional(),
  video: MediaContent.optional(),
  audio: MediaContent.optional(),
  document: MediaContent.optional(),
  sticker: MediaContent.optional(),
  location: z
    .looseObject({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional(),
  contacts: z.array(z.looseObject({})).optional(),
  reaction: z.looseObject({ emoji: z.string() }).optional(),
  button: z.looseObject({ text: z.string(), payload: z.string().optional() }).optional(),
  interactive: z.looseObject({ type: z.string() }).optional(),
  order: z.looseObject({}).optional(),
  template: TemplateContent.optional(),
  system: z.looseObject({ body: z.string().optional(), type: z.string().optional() }).optional(),
  edit: z.looseObject({}).optional(),
  revoke: z.looseObject({}).optional(),
  note: NoteContent.optional(),
  activity: ActivityContent.optional(),
  unsupported: z.looseObject({ type: z.string().optional(), detail: z.string().optional() }).optional(),
  unknown: z.looseObject({ type: z.string() }).optional(),
  /** Where the customer came from (an ad or a post). */
  referral: z.looseObject({}).optional(),
  /** `forwarded`, `frequently_forwarded` and `referred_product` of the message's context. */
  forwarded: z.enum(['once', 'often']).optional(),
  referred_product: z.looseObject({}).optional(),
})
export type MessageContent = z.infer<typeof MessageContent>

/** The quoted message, as far as it is ours, as it was last edited. */
export const Quote = z.object({
  messageId: Uuid.nullable(),
  direction: Direction.nullable(),
  type: MessageType.nullable(),
  preview: z.string(),
  /** Taken back by who wrote it: nothing of it is shown. */
  revoked: z.boolean(),
})
export type Quote = z.infer<typeof Quote>

export const Message = z.object({
  id: Uuid,
  conversationId: Uuid.nullable(),
  channelId: Uuid,
  contactId: Uuid,
  clientMessageId: z.string().nullable(),
  direction: Direction,
  type: MessageType,
  status: MessageStatus,
  failure: Failure.nullable(),
  /** When an automatic retry is due, else null. */
  retryAt: Timestamp.nullable(),
  author: Author,
  context: Quote.nullable(),
  reactions: z.array(Reaction),
  editedAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
  media: MediaInfo.nullable(),
  priceCategory: z.string().nullable(),
  occurredAt: Timestamp,
  seq: z.number().int(),
  ...MessageContent.shape,
})
export type Message = z.infer<typeof Message>

/** One line of a message's story. */
export const LedgerEntry = z.object({
  at: Timestamp,
  kind: z.enum(['accepted', 'attempted', 'answered', 'status', 'retried', 'received', 'edited', 'revoked']),
  attemptId: Uuid.nullable(),
  wamid: z.string().nullable(),
  status: z.string().nullable(),
  detail: z.string().nullable(),
  pricing: z.looseObject({}).nullable(),
})
export const Ledger = z.object({ messageId: Uuid, entries: z.array(LedgerEntry) })
export type LedgerEntry = z.infer<typeof LedgerEntry>
export type Ledger = z.infer<typeof Ledger>
