import { signal } from '@preact/signals'
import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { draftOf } from '../../web/models/drafts.ts'
import { me } from '../../web/models/session.ts'
import { openThread } from '../../web/models/threads.ts'
import { BubbleActions } from '../../web/screens/inbox/message/bubble-actions.tsx'
import { FailureLine } from '../../web/screens/inbox/message/failure-line.tsx'
import { MessageBody } from '../../web/screens/inbox/message/message-body.tsx'
import { Ticks } from '../../web/screens/inbox/message/ticks.tsx'
import { messageStatuses } from '../../worker/contract/message.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, aMessage, aPerson, hourMs, inFuture } from './made.ts'

beforeEach(() => {
  me.value = aPerson()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const out = { direction: 'outbound', author: { kind: 'member', memberId: null } } as const
const failure = {
  code: 130472,
  title: 'The customer cannot be reached',
  detail: 'Try later.',
  action: 'retry',
} as const

describe('ticks', () => {
  it('say every status in words, and nothing for what came in', () => {
    const outgoing = messageStatuses.filter((status) => status !== 'received')
    expect(outgoing.length).toBeGreaterThan(5)
    for (const status of outgoing) {
      const { container, unmount } = render(<Ticks status={status} />)
      expect(container.textContent).not.toBe('')
      expect(container.querySelector('svg')).not.toBeNull()
      unmount()
    }
    expect(render(<Ticks status="received" />).container.innerHTML).toBe('')
  })

  it('tell read from delivered by class and word, not by shape alone', () => {
    const { container } = render(
      <>
        <Ticks status="delivered" />
        <Ticks status="read" />
      </>,
    )
    const [delivered, read] = [...container.querySelectorAll('.ticks')]
    expect(delivered?.textContent).toBe('Delivered')
    expect(read?.classList.contains('read')).toBe(true)
  })
})

describe('the failure line', () => {
  it('says the reason and retries', async () => {
    const message = aMessage({ ...out, status: 'failed', failure })
    const asked = fakeServer(() => ({ status: 202, body: { ...message, status: 'queued', failure: null } }))
    render(<FailureLine message={message} />)
    expect(screen.getByText('Not sent: The customer cannot be reached')).toBeTruthy()
    expect(screen.getByText('Try later.')).toBeTruthy()
    fireEvent.click(screen.getByText('Retry'))
    await vi.waitFor(() => expect(asked.map((request) => request.path)).toEqual([`/api/messages/${message.id}/retry`]))
  })

  it('offers to send a file again that WhatsApp could not read', () => {
    const message = aMessage({ ...out, status: 'failed', failure: { ...failure, action: 'fix-media' } })
    render(<FailureLine message={message} />)
    expect(screen.getByText('Retry')).toBeTruthy()
  })

  it('offers no retry where one cannot help, nor to somebody who may not', () => {
    render(<FailureLine message={aMessage({ ...out, status: 'failed', failure: { ...failure, action: 'none' } })} />)
    expect(screen.queryByText('Retry')).toBeNull()
    me.value = aPerson({ role: 'viewer' })
    render(<FailureLine message={aMessage({ ...out, status: 'failed', failure })} />)
    expect(screen.queryByText('Retry')).toBeNull()
  })

  it('counts down to the next try', () => {
    render(<FailureLine message={aMessage({ ...out, status: 'queued', failure, retryAt: inFuture(8_000) })} />)
    expect(screen.getByText(/trying again in [78] sec/)).toBeTruthy()
    expect(screen.getByText('Send now')).toBeTruthy()
  })

  it('explains a message that is not confirmed', () => {
    render(<FailureLine message={aMessage({ ...out, status: 'unconfirmed' })} />)
    expect(screen.getByText('Not confirmed')).toBeTruthy()
    expect(screen.getByText(/never gets it twice/)).toBeTruthy()
  })

  it('gives the words of a refused message back to the composer', () => {
    const conversation = aConversation()
    putConversation(conversation)
    fakeServer(() => ({ body: { data: [], nextCursor: null } }))
    const thread = openThread(conversation.id)
    const message = {
      ...aMessage({ ...out, conversationId: conversation.id, text: { body: 'my words' } }),
      local: 'refused' as const,
    }
    thread.messages.value = [message]
    render(<FailureLine message={{ ...message, failure: { ...failure, action: 'none' } }} />)
    fireEvent.click(screen.getByText('Edit'))
    expect(draftOf(conversation.id).value.text).toBe('my words')
    expect(thread.messages.value).toHaveLength(0)
    expect(conversationSignal(conversation.id)).toBeDefined()
  })
})

describe('what can be done with a message', () => {
  const offered = (changes: Parameters<typeof aMessage>[0]) => {
    cleanup()
    render(<BubbleActions message={aMessage(changes)} near={signal(true)} />)
    return screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))
  }

  it('is to answer it and to react, unless it is a note or was deleted', () => {
    expect(offered({})).toEqual(['Reply with a quote', 'React', 'Message actions'])
    expect(offered({ direction: 'internal', type: 'note' })).toEqual(['Message actions'])
    expect(offered({ revokedAt: new Date(0).toISOString() })).toEqual(['Message actions'])
  })
})

describe('what a message shows', () => {
  const show = (message: Parameters<typeof aMessage>[0]) => {
    const { text: _text, ...rest } = aMessage(message)
    return render(<MessageBody message={{ ...rest, ...message }} images={[]} />).container
  }

  it('names a kind that is not known, instead of an empty bubble', () => {
    expect(show({ type: 'unknown', unknown: { type: 'hologram' } }).textContent).toContain('Type: hologram')
    const unsupported = show({ type: 'unsupported', unsupported: { type: 'poll' } })
    expect(unsupported.textContent).toContain('WhatsApp did not pass this message on')
    expect(unsupported.textContent).toContain('Type: poll')
  })

  it('says how long a file that is being fetched can still be had', () => {
    const media = {
      id: 'm',
      state: 'pending',
      mimeType: null,
      bytes: null,
      failure: null,
      retryUntil: inFuture(30 * hourMs),
    } as const
    const { textContent } = show({ type: 'video', video: {}, media })
    expect(textContent).toContain('Being fetched from WhatsApp')
    expect(textContent).toMatch(/keeps it for (29|30) hr/)
  })

  it('draws a place without asking a map service', () => {
    const card = show({ type: 'location', location: { latitude: 52.52, longitude: 13.4, name: 'Café' } })
    expect(card.querySelectorAll('img, iframe')).toHaveLength(0)
    expect(card.querySelector('a')?.href).toContain('openstreetmap.org')
  })

  it('adds up an order in its currency', () => {
    const product_items = [
      { product_retailer_id: 'LID', quantity: 2, item_price: 19.9, currency: 'EUR' },
      { product_retailer_id: 'PAN', quantity: 1, item_price: '59', currency: 'EUR' },
    ]
    expect(show({ type: 'order', order: { product_items } }).textContent).toMatch(/€98\.80/)
  })

  it('shows the answers of a form without its token', () => {
    const nfm_reply = { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t-1","shoe_size":"42"}' }
    const { textContent } = show({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } })
    expect(textContent).toContain('shoe size')
    expect(textContent).not.toContain('t-1')
  })
})
