import type { Message } from '../../../../worker/contract/message.ts'
import { messageLimits } from '../../../../worker/contract/message-limits.ts'
import type { NewMessage } from '../../../../worker/contract/new-message.ts'
import { keepLocal } from '../../../models/attachments.ts'
import { conversationSignal } from '../../../models/conversations.ts'
import { type Attachment, changeDraft, type Draft, draftOf } from '../../../models/drafts.ts'
import { mentionable, mentionsIn } from '../../../models/mentions.ts'
import { newClientMessageId, send } from '../../../models/outbox.ts'
import { replyButtons } from '../../../models/question.ts'
import { schedule } from '../../../models/scheduled.ts'
import { signatureLength } from '../../../models/signature.ts'
import { stopTyping } from '../../../models/typing.ts'
import { openVariables } from '../../../models/variables.ts'

const noteMax = messageLimits.textBody

/** How long a reply may be: shorter with buttons under it, and by the name that signs it. */
export const replyMax = (buttons: readonly string[]): number =>
  (buttons.length > 0 ? messageLimits.interactiveBody : messageLimits.textBody) - signatureLength()

/** Whether there is something to send and nothing is in its way. */
export function canSend({ mode, text, note, buttons, attachments }: Draft): boolean {
  if (mode === 'note') return note.trim() !== '' && note.length <= noteMax
  if (text.length > replyMax(buttons) || openVariables(text).length > 0) return false
  if (buttons.length > 0 && text.trim() === '') return false
  if (attachments.length === 0) return text.trim() !== ''
  return attachments.every((attachment) => attachment.upload !== null)
}

/** Sends what was written and empties the draft. */
export function sendDraft(conversationId: string): void {
  const draft = draftOf(conversationId).peek()
  stopTyping()
  if (draft.mode === 'note') {
    const body = draft.note.trim()
    const assigneeId = conversationSignal(conversationId)?.peek().assigneeId ?? null
    const mentions = mentionsIn(body, mentionable({ assigneeId }))
    const content = { body, ...(mentions.length > 0 && { mentions }) }
    send(
      conversationId,
      { clientMessageId: newClientMessageId(), type: 'note', note: content },
      { content: { note: content } },
    )
    changeDraft(conversationId, { note: '', mode: 'reply' })
    return
  }
  const { text, quote, buttons, attachments } = draft
  const takeBack = () => changeDraft(conversationId, { text, quote, buttons, attachments, mode: 'reply' })
  for (const { message, attachment } of draftMessages(draft)) {
    if (attachment?.localUrl && attachment.upload) keepLocal(attachment.upload.id, attachment.localUrl)
    send(conversationId, message, {
      content: contentOf(message),
      quote: 'context' in message && message.context ? quote : null,
      media: attachment ? mediaOf(attachment) : null,
      takeBack,
    })
  }
  changeDraft(conversationId, emptied)
}

/** Keeps what the draft became until then, and empties it. Throws ApiError; then the draft stays. */
export async function scheduleDraft(
  conversationId: string,
  sendAt: string,
  messages: readonly NewMessage[],
): Promise<void> {
  stopTyping()
  await schedule(conversationId, sendAt, messages)
  changeDraft(conversationId, emptied)
}

const emptied = { text: '', quote: null, buttons: [], attachments: [] }

/** The messages that a draft becomes. A text beside files goes with the first that can carry it. */
export function draftMessages(draft: Draft): { message: NewMessage; attachment: Attachment | null }[] {
  const { text, quote, buttons, attachments } = draft
  const body = text.trim()
  const carrier =
    body !== '' && buttons.length === 0 && body.length <= messageLimits.caption - signatureLength()
      ? attachments.find(carriesCaption)
      : undefined
  const context = quote ? { context: { messageId: quote.id } } : {}
  const hasOwnWords = body !== '' && carrier === undefined
  const words = hasOwnWords ? [{ message: wordsMessage(body, buttons, context), attachment: null }] : []
  const files = attachments.map((attachment, index) => ({
    message: fileMessage(
      attachment,
      attachment === carrier ? body : undefined,
      index === 0 && !hasOwnWords ? context : {},
    ),
    attachment,
  }))
  return [...words, ...files]
}

/** WhatsApp shows no caption under a recording or a sticker. */
export function carriesCaption({ as, upload }: Attachment): boolean {
  return as === 'file' && upload?.kind !== 'audio'
}

function wordsMessage(body: string, buttons: readonly string[], context: Context): NewMessage {
  const base = { clientMessageId: newClientMessageId(), ...context }
  if (buttons.length === 0) return { ...base, type: 'text', text: { body } }
  const interactive = { type: 'button' as const, body: { text: body }, action: { buttons: replyButtons(buttons) } }
  return { ...base, type: 'interactive', interactive }
}

type Context = { context?: { messageId: string } }

function fileMessage({ upload, file, as }: Attachment, caption: string | undefined, context: Context): NewMessage {
  if (!upload) throw new Error('a file that is not uploaded is not sent')
  const base = { clientMessageId: newClientMessageId(), ...context }
  const { id, kind, mimeType } = upload
  // WhatsApp shows nothing but OGG as a voice message.
  const isVoice = as === 'voice' && mimeType === 'audio/ogg'
  const captioned = { id, ...(caption !== undefined && { caption }) }
  switch (kind) {
    case 'image':
      return { ...base, type: kind, image: captioned }
    case 'video':
      return { ...base, type: kind, video: captioned }
    case 'audio':
      return { ...base, type: kind, audio: { id, ...(isVoice && { voice: true }) } }
    case 'document':
      return { ...base, type: kind, document: { ...captioned, filename: file.name } }
    case 'sticker':
      return { ...base, type: kind, sticker: { id } }
  }
}

function contentOf(message: NewMessage): Partial<Message> {
  const { clientMessageId: _id, type: _type, ...content } = message
  const { context: _context, ...rest } = content as { context?: unknown } & Partial<Message>
  return rest
}

function mediaOf({ upload }: Attachment): Message['media'] {
  return upload
    ? {
        id: upload.id,
        state: 'stored',
        mimeType: upload.mimeType,
        bytes: upload.bytes,
        failure: null,
        retryUntil: null,
      }
    : null
}
