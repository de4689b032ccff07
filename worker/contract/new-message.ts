import { z } from 'zod'
import { Email, FileName, NameInput, PhoneDigits, PhoneInput, Uuid } from './common.ts'
import { messageLimits as max } from './message-limits.ts'
import { NewInteractiveContent } from './new-interactive.ts'

// What an agent may send, with Meta's limits (docs/sources.md#message-limits), so that Graph never has to refuse it.

const Caption = z.string().min(1).max(max.caption).optional()

const base = {
  /** Chosen by the client, unique per tenant: the same one again gets the first answer and sends nothing. */
  clientMessageId: z
    .string()
    .min(8)
    .max(64)
    .regex(/^[\w-]+$/),
  context: z.strictObject({ messageId: Uuid }).optional(),
  /** Sends although a colleague is writing a reply; without it the answer is then COLLEAGUE_WRITING. */
  despiteTyping: z.literal(true).optional(),
}

export const NewText = z.strictObject({
  ...base,
  type: z.literal('text'),
  text: z.strictObject({ body: z.string().trim().min(1).max(max.textBody), preview_url: z.boolean().optional() }),
})
export const NewImage = z.strictObject({
  ...base,
  type: z.literal('image'),
  image: z.strictObject({ id: Uuid, caption: Caption }),
})
export const NewVideo = z.strictObject({
  ...base,
  type: z.literal('video'),
  video: z.strictObject({ id: Uuid, caption: Caption }),
})
export const NewAudio = z.strictObject({
  ...base,
  type: z.literal('audio'),
  audio: z.strictObject({ id: Uuid, voice: z.boolean().optional() }),
})
export const NewDocument = z.strictObject({
  ...base,
  type: z.literal('document'),
  document: z.strictObject({ id: Uuid, caption: Caption, filename: FileName.optional() }),
})
export const NewSticker = z.strictObject({
  ...base,
  type: z.literal('sticker'),
  sticker: z.strictObject({ id: Uuid }),
})
export const NewLocation = z.strictObject({
  ...base,
  type: z.literal('location'),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: NameInput(max.placeName).optional(),
    address: NameInput(max.placeName).optional(),
  }),
})

const Phone = z.strictObject({
  phone: PhoneInput.transform((digits) => `+${digits}`),
  type: z.enum(['CELL', 'MAIN', 'HOME', 'WORK']).optional(),
  /** With it WhatsApp offers to write to the number. */
  wa_id: PhoneDigits.optional(),
})
const CardEmail = z.strictObject({ email: Email, type: z.enum(['HOME', 'WORK']).optional() })
const ContactCard = z
  .strictObject({
    /** WhatsApp wants one part of the name beside the whole. */
    name: z.strictObject({
      formatted_name: NameInput(max.contactName),
      first_name: NameInput(max.contactName),
      last_name: NameInput(max.contactName).optional(),
    }),
    org: z.strictObject({ company: NameInput(max.contactName) }).optional(),
    phones: z.array(Phone).max(5).optional(),
    emails: z.array(CardEmail).max(5).optional(),
  })
  .refine(
    ({ phones = [], emails = [] }) => phones.length + emails.length > 0,
    'A card leads to a number or an address.',
  )
export const NewContacts = z.strictObject({
  ...base,
  type: z.literal('contacts'),
  contacts: z.array(ContactCard).min(1).max(max.contactCards),
})
export const NewInteractive = z.strictObject({
  ...base,
  type: z.literal('interactive'),
  interactive: NewInteractiveContent,
})
export const NewReaction = z.strictObject({
  clientMessageId: base.clientMessageId,
  type: z.literal('reaction'),
  /** An empty emoji takes the reaction back. */
  reaction: z.strictObject({ message_id: Uuid, emoji: z.string().max(32) }),
})
export const NewNote = z.strictObject({
  ...base,
  type: z.literal('note'),
  note: z.strictObject({
    body: z.string().trim().min(1).max(max.textBody),
    mentions: z.array(Uuid).min(1).max(20).optional().describe('Members who are told of it'),
  }),
})

const TextParameter = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(1024),
  parameter_name: z.string().max(64).optional(),
})
const MediaParameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('image'), image: z.strictObject({ id: Uuid }) }),
  z.strictObject({ type: z.literal('video'), video: z.strictObject({ id: Uuid }) }),
  z.strictObject({
    type: z.literal('document'),
    document: z.strictObject({ id: Uuid, filename: FileName.optional() }),
  }),
])
const PayloadParameter = z.strictObject({ type: z.literal('payload'), payload: z.string().max(256) })
const CouponParameter = z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string().min(1).max(20) })

const TemplateComponent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('header'),
    parameters: z.array(z.union([TextParameter, MediaParameter])).max(1),
  }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(TextParameter).max(50) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(['url', 'quick_reply', 'copy_code']),
    index: z.string().regex(/^\d$/),
    parameters: z.array(z.union([TextParameter, PayloadParameter, CouponParameter])).max(1),
  }),
])
export type TemplateComponent = z.infer<typeof TemplateComponent>
export const TemplateComponents = z.array(TemplateComponent).max(12)

export const NewTemplate = z.strictObject({
  ...base,
  type: z.literal('template'),
  template: z.strictObject({
    name: z.string().regex(/^[a-z0-9_]{1,512}$/),
    language: z.strictObject({ code: z.string().regex(/^[A-Za-z0-9_-]{2,15}$/) }),
    components: TemplateComponents.optional(),
  }),
})

/** The body of POST /api/conversations/{id}/messages. */
export const NewMessage = z.discriminatedUnion('type', [
  NewText,
  NewImage,
  NewVideo,
  NewAudio,
  NewDocument,
  NewSticker,
  NewLocation,
  NewContacts,
  NewInteractive,
  NewTemplate,
  NewReaction,
  NewNote,
])
export type NewMessage = z.infer<typeof NewMessage>
