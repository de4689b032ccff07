import { cleanup, render } from '@testing-library/preact'
import { afterEach, describe, expect, it } from 'vitest'
import { putConversation } from '../../web/models/conversations.ts'
import { PersonConversations } from '../../web/screens/contacts/person/person-conversations.tsx'
import { QuoteBlock } from '../../web/screens/inbox/message/quote-block.tsx'
import type { Preview } from '../../worker/contract/conversation.ts'
import type { Quote } from '../../worker/contract/message.ts'
import { aConversation, aMessage, newId } from './made.ts'

afterEach(cleanup)

const sides = [
  ['inbound', 'Deleted by the customer'],
  ['outbound', 'Deleted in the WhatsApp Business app'],
] as const

describe.each(sides)('what is %s and was taken back', (direction, words) => {
  it('is said so in a quote of it', () => {
    const conversation = putConversation(aConversation()).value
    const quote: Quote = { messageId: newId(), direction, type: 'image', preview: '', revoked: true }
    const message = aMessage({ conversationId: conversation.id, context: quote })
    const { container } = render(<QuoteBlock message={message} quote={quote} />)
    expect(container.querySelector('.quote span')?.textContent).toBe(words)
    const { container: kept } = render(<QuoteBlock message={message} quote={{ ...quote, revoked: false }} />)
    expect(kept.querySelector('.quote span')?.textContent).toBe('Photo')
  })

  it('is said so among the conversations of a person', () => {
    const preview: Preview = {
      ...{ messageId: newId(), direction, type: 'text', status: 'received', text: '', revoked: true },
    }
    const { container } = render(<PersonConversations conversations={[aConversation({ preview })]} />)
    expect(container.querySelector('.preview')?.textContent).toBe(words)
  })
})
