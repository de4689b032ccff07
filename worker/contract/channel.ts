import { z } from 'zod'
import { CheckLine } from './channel-check.ts'
import { ChannelNotice } from './channel-notice.ts'
import { NameInput, PhoneInput, Timestamp, Uuid } from './common.ts'

const MetaId = z.string().regex(/^\d{1,32}$/, 'A number as Meta shows it.')

export const ChannelState = z.enum(['active', 'paused', 'disconnected'])

export const Channel = z.object({
  id: Uuid,
  name: z.string(),
  phoneNumberId: z.string(),
  wabaId: z.string(),
  displayPhoneNumber: z.string(),
  verifiedName: z.string().nullable(),
  state: ChannelState,
  /** Why sending is paused, in English words. */
  stateReason: z.string().nullable(),
  stateCode: z.number().int().nullable().describe('WhatsApp’s code for it; null: a person did it'),
  pausedUntil: Timestamp.nullable(),
  perSecondMax: z.number().int(),
  /** Its webhooks are signed by the tenant's own Meta app, and come to an address of their own. */
  ownApp: z.boolean(),
  webhookUrl: z.string(),
  /** Only for admins: the token to paste into Meta beside the URL. */
  verifyToken: z.string().nullable(),
  tokenEndsAt: Timestamp.nullable().describe('When the access token ends, as the live check heard; null: never'),
  createdAt: Timestamp,
})
export type Channel = z.infer<typeof Channel>

export const NewChannel = z.strictObject({
  name: NameInput(80),
  phoneNumberId: MetaId,
  wabaId: MetaId,
  displayPhoneNumber: PhoneInput,
  accessToken: z.string().min(8).max(1024),
  appSecret: z.string().min(8).max(128).optional(),
})
export type NewChannel = z.infer<typeof NewChannel>

export const ChannelChanges = z.strictObject({
  name: NameInput(80).optional(),
  accessToken: z.string().min(8).max(1024).optional(),
  appSecret: z.string().min(8).max(128).optional(),
  /** 80 for a cloud number, 20 for one that is also in the WhatsApp Business app, 1,000 after Meta's upgrade. */
  perSecondMax: z.union([z.literal(20), z.literal(80), z.literal(1000)]).optional(),
  state: z.enum(['active', 'paused']).optional(),
})
export type ChannelChanges = z.infer<typeof ChannelChanges>

/** What Meta answered when the credentials were tried, one line each. */
export const ChannelCheck = z.object({
  ok: z.boolean(),
  checks: z.array(CheckLine),
})
export type ChannelCheck = z.infer<typeof ChannelCheck>

export const newsTopics = ['template', 'quality', 'limits', 'account', 'customers', 'other'] as const

/** Something that Meta said about a number, its templates or its account, in our words. */
export const ChannelNews = z.object({
  id: Uuid,
  at: Timestamp,
  /** Meta's name for it. */
  field: z.string(),
  topic: z.enum(newsTopics),
  summary: z.string().describe('In English; `notice` says the same for other languages'),
  notice: ChannelNotice,
})
export type ChannelNews = z.infer<typeof ChannelNews>

export const ChannelHealth = z.object({
  channelId: Uuid,
  state: ChannelState,
  stateReason: z.string().nullable(),
  stateCode: z.number().int().nullable(),
  qualityRating: z.string().nullable(),
  throughput: z.string().nullable(),
  messagingLimit: z.string().nullable(),
  lastWebhookAt: Timestamp.nullable(),
  queued: z.number().int(),
  sendLagMs: z.number().int().describe('Age of the oldest message that waits to be sent'),
  unappliedEvents: z.number().int(),
  parkedEvents: z.number().int(),
  check: ChannelCheck.nullable(),
  events: z.array(ChannelNews),
})
export type ChannelHealth = z.infer<typeof ChannelHealth>

export const Template = z.object({
  id: Uuid,
  channelId: Uuid,
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.string(),
  /** As Meta lists them: header, body, footer, buttons. */
  components: z.array(z.looseObject({ type: z.string() })),
  parameterFormat: z.enum(['POSITIONAL', 'NAMED']),
  sendable: z.boolean(),
  notSendableReason: z.string().nullable(),
  syncedAt: Timestamp,
})
export type Template = z.infer<typeof Template>
export const TemplateQuery = z.object({ channelId: Uuid.optional() })
export const TemplateSync = z.strictObject({ channelId: Uuid })
export const TemplateSyncResult = z.object({ count: z.number().int(), removed: z.number().int() })

export const Upload = z.object({
  id: Uuid,
  kind: z.enum(['image', 'video', 'audio', 'document', 'sticker']),
  mimeType: z.string(),
  bytes: z.number().int(),
})
export type Upload = z.infer<typeof Upload>
