import type { Message } from '../../../../worker/contract/message.ts'
import type { NewMessage } from '../../../../worker/contract/new-message.ts'
import { changeDraft, draftOf } from '../../../models/drafts.ts'
import { newClientMessageId, send } from '../../../models/outbox.ts'

type Own<T> = T extends NewMessage ? Omit<T, 'clientMessageId' | 'context'> : never

/** Sends what one of the composer's dialogs made, quoting what the draft quotes. */
export function sendOwn(conversationId: string, own: Own<NewMessage>, media: Message['media'] = null): void {
  const { quote } = draftOf(conversationId).peek()
  const { type: _type, ...content } = own
  const context = quote ? { context: { messageId: quote.id } } : {}
  const message = { ...own, clientMessageId: newClientMessageId(), ...context } as NewMessage
  send(conversationId, message, { content: content as Partial<Message>, quote, media })
  changeDraft(conversationId, { quote: null })
}
