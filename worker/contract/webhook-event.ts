import { z } from 'zod'
import { isPeriod, PageQuery, PhoneInput, pageOf, Timestamp, Uuid } from './common.ts'

/**
 * What became of an event of WhatsApp. `applied`: it led to a row. `waiting`: a status whose message is not known yet.
 * `parked`: applying it failed. `unrouted`: it came when its number was not connected. `replayed`: one of the last two,
 * given to the inbox again since.
 */
export const eventOutcomes = ['applied', 'waiting', 'parked', 'unrouted', 'replayed'] as const

export const WebhookEventTrace = z.object({
  /** Of the row that tells it; unique among rows of one kind. */
  id: z.string(),
  kind: z.enum(['message', 'status', 'channel', 'unknown']),
  /** Meta's word: the type of a message, a status, the field of a notice. null: it cannot be read. */
  name: z.string().nullable(),
  at: Timestamp.describe('Meta’s time; the time of arrival for what was parked or unrouted'),
  recordedAt: Timestamp.nullable().describe('When it was written down, where that is known'),
  outcome: z.enum(eventOutcomes),
  reason: z.string().nullable().describe('Why it was parked or unrouted: codes, never content'),
  errorCode: z.number().int().nullable().describe('Meta’s error code in a status'),
  repeats: z.number().int().describe('How often it came again, without effect'),
  channelId: Uuid.nullable(),
  conversationId: Uuid.nullable(),
  messageId: Uuid.nullable(),
  /** Where it can be replayed; null: nothing to replay. */
  replay: z.enum(['parked', 'unrouted']).nullable(),
})
export type WebhookEventTrace = z.infer<typeof WebhookEventTrace>

/** Without a number or wamid, and without `from`, the last 24 hours. */
export const WebhookEventSearch = z
  .strictObject({
    phone: PhoneInput.optional(),
    wamid: z
      .string()
      .trim()
      .regex(/^wamid\.[\w+/=-]{1,250}$/, 'Starts with wamid.')
      .optional(),
    from: Timestamp.optional(),
    to: Timestamp.optional(),
    /** Only what did not find its way: parked, unrouted, waiting. */
    problemsOnly: z.boolean().default(false),
    ...PageQuery.shape,
    limit: z.number().int().min(1).max(100).default(50),
  })
  .refine(({ from, to }) => isPeriod(from, to), { message: 'The end comes after the beginning.', path: ['to'] })
export type WebhookEventSearch = z.infer<typeof WebhookEventSearch>

export const WebhookEventPage = pageOf(WebhookEventTrace).extend({
  unapplied: z.number().int().describe('Acknowledged, in the journal, not applied yet'),
})
export type WebhookEventPage = z.infer<typeof WebhookEventPage>
