import { z } from 'zod'
import { Timestamp, Uuid } from './common.ts'
import { MessageContent, MessageType } from './message.ts'
import { NewMessage, TemplateComponents } from './new-message.ts'

/**
 * Why a message was not sent at its time: it waits for somebody to decide. `template_sent`: the window was closed, and
 * somebody has sent a template since.
 */
export const HeldReason = z.enum(['customer_wrote', 'window_closed', 'template_sent', 'author_gone', 'refused'])
export type HeldReason = z.infer<typeof HeldReason>

/** A message that is to be sent later. */
export const ScheduledMessage = z.object({
  id: Uuid,
  conversationId: Uuid,
  memberId: Uuid,
  sendAt: Timestamp,
  state: z.enum(['waiting', 'sending', 'held']),
  heldReason: HeldReason.nullable(),
  type: MessageType,
  content: MessageContent,
})
export type ScheduledMessage = z.infer<typeof ScheduledMessage>

export const NewScheduledMessage = z.strictObject({ sendAt: Timestamp, message: NewMessage })
export type NewScheduledMessage = z.infer<typeof NewScheduledMessage>
export const SendScheduled = z.strictObject({
  /** Sends although a colleague is writing a reply; without it the answer is then COLLEAGUE_WRITING. */
  despiteTyping: z.literal(true).optional(),
})
export type SendScheduled = z.infer<typeof SendScheduled>
/** Another time, other words or values, or both; a held one waits again. */
export const ScheduledMessageChanges = z.strictObject({
  sendAt: Timestamp.optional(),
  /** For a message that is words: with or without buttons. */
  text: z.string().trim().min(1).max(4096).optional(),
  /** For a template: every value anew. */
  components: TemplateComponents.optional(),
})
export type ScheduledMessageChanges = z.infer<typeof ScheduledMessageChanges>
