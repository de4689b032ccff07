import type { Message } from '../../../../worker/contract/message.ts'
import type { NewMessage } from '../../../../worker/contract/new-message.ts'
import { keepLocal } from '../../../models/attachments.ts'
import { type Attachment, changeDraft, type Draft, draftOf, type SendableUpload } from '../../../models/drafts.ts'
import { newClientMessageId, send } from '../../../models/outbox.ts'
import { stopTyping } from '../../../models/typing.ts'

/** WhatsApp's limits, as the contract has them. */
export const textMax = 4096
const captionMax = 1024

/** Whether there is something to send and nothing is in its way. */
export function canSend({ mode, text, note, attachments }: Draft): boolean {
  if (mode === 'note') return note.trim() !== '' && note.length <= textMax
  if (text.length > textMax) return false
  if (attachments.length === 0) return text.trim() !== ''
  return attachments.every((attachment) => attachment.upload !== null)
}

/** Sends what was written and empties the draft. A text beside files goes with the first that can carry it. */
export function sendDraft(conversationId: string): void {
  const { mode, text, note, quote, attachments } = draftOf(conversationId).peek()
  stopTyping()
  if (mode === 'note') {
    const body = note.trim()
    send(
      conversationId,
      { clientMessageId: newClientMessageId(), type: 'note', note: { body } },
      { content: { note: { body } } },
    )
    changeDraft(conversationId, { note: '', mode: 'reply' })
    return
  }
  const body = text.trim()
  const takeBack = () => changeDraft(conversationId, { text, quote, attachments, mode: 'reply' })
  const carrier = body !== '' && body.length <= captionMax ? attachments.find(carriesCaption) : undefined
  const context = quote ? { context: { messageId: quote.id } } : {}
  if (body !== '' && carrier === undefined) {
    const message: NewMessage = { clientMessageId: newClientMessageId(), type: 'text', text: { body }, ...context }
    send(conversationId, message, { content: { text: { body } }, quote, takeBack })
  }
  attachments.forEach((attachment, index) => {
    if (!attachment.upload) return
    const quoted = index === 0 && (body === '' || carrier !== undefined)
    const caption = attachment === carrier ? body : undefined
    const message = fileMessage(attachment.upload, attachment.file.name, caption, quoted ? context : {})
    if (attachment.localUrl) keepLocal(attachment.upload.id, attachment.localUrl)
    send(conversationId, message, {
      content: contentOf(message),
      quote: quoted ? quote : null,
      media: mediaOf(attachment),
      takeBack,
    })
  })
  changeDraft(conversationId, { text: '', quote: null, attachments: [] })
}

/** WhatsApp shows no caption under a recording. */
function carriesCaption({ upload }: Attachment): boolean {
  return upload !== null && upload.kind !== 'audio'
}

type Context = { context?: { messageId: string } }

function fileMessage(
  upload: SendableUpload,
  filename: string,
  caption: string | undefined,
  context: Context,
): NewMessage {
  const base = { clientMessageId: newClientMessageId(), ...context }
  const file = { id: upload.id, ...(caption !== undefined && { caption }) }
  switch (upload.kind) {
    case 'image':
      return { ...base, type: 'image', image: file }
    case 'video':
      return { ...base, type: 'video', video: file }
    case 'audio':
      return { ...base, type: 'audio', audio: { id: upload.id } }
    case 'document':
      return { ...base, type: 'document', document: { ...file, filename } }
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
