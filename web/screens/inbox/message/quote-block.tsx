import type { Message } from '../../../../worker/contract/message.ts'
import { conversationSignal } from '../../../models/conversations.ts'
import { plainText } from '../../../models/formatting.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { personName } from '../../../models/person.ts'
import { revokedWords } from '../../../models/revoked-words.ts'
import { t } from '../../../texts/index.ts'
import { jumpToMessage } from '../jump.ts'

interface QuoteBlockProps {
  message: ShownMessage
  quote: NonNullable<Message['context']>
}

/** The message that is answered; a click goes to it. */
export function QuoteBlock({ message, quote }: QuoteBlockProps) {
  const { conversationId } = message
  const contact = conversationId ? conversationSignal(conversationId)?.value.contact : undefined
  const who = quote.direction === 'inbound' ? contact && personName(contact) : t.thread.quoteYou
  const words = plainText(quote.preview) || (quote.type ? t.preview[quote.type] : t.thread.quoteMissing)
  const target = quote.messageId
  return (
    <button
      type="button"
      class="quote"
      disabled={target === null || conversationId === null}
      onClick={() => target && conversationId && void jumpToMessage(conversationId, target)}
    >
      {quote.direction && (
        <strong>
          <bdi>{who}</bdi>
        </strong>
      )}
      <span>{quote.revoked ? <em>{revokedWords(quote.direction)}</em> : words}</span>
    </button>
  )
}
