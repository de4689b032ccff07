import { signal } from '@preact/signals'
import { render } from '@testing-library/preact'
import { beforeEach, describe, expect, it } from 'vitest'
import { now } from '../../web/models/clock.ts'
import { view } from '../../web/models/inbox.ts'
import { initialView } from '../../web/models/list-view.ts'
import { replyWindow } from '../../web/models/reply-window.ts'
import { ConversationRow } from '../../web/screens/inbox/conversation-row.tsx'
import { SystemLine } from '../../web/screens/inbox/message/system-line.tsx'
import { WindowRing } from '../../web/screens/inbox/window-ring.tsx'
import type { Conversation, Preview } from '../../worker/contract/conversation.ts'
import { aConversation, ago, aMessage, hourMs, inFuture, newId } from './made.ts'

beforeEach(() => {
  now.value = Date.now()
})

const ring = (closesAt: string | null) => render(<WindowRing window={replyWindow(closesAt, Date.now())} />).container

describe('the window ring', () => {
  it('shows how much of the 24 hours is left', () => {
    const dashes = ring(inFuture(12 * hourMs))
      .querySelector('.left')
      ?.getAttribute('stroke-dasharray')
    expect(dashes).toBe('50 100')
  })

  it('turns amber under two hours and says so', () => {
    const container = ring(inFuture(hourMs + 30_000))
    expect(container.querySelector('.ring')?.classList.contains('closing')).toBe(true)
    expect(container.textContent).toContain('1 hr left to answer freely')
    expect(ring(inFuture(3 * hourMs)).querySelector('.ring.open')).not.toBeNull()
  })

  it('is an empty track when only a template may be sent', () => {
    const closed = ring(inFuture(-1))
    expect(closed.querySelector('.left')).toBeNull()
    expect(closed.textContent).toContain('template only')
    expect(ring(null).textContent).toContain('Has not written yet')
  })
})

const row = (changes: Partial<Conversation>, isSelected = false) => {
  const conversation = signal(aConversation(changes))
  const props = { conversation, isSelected, top: 0, position: 3, total: 9 }
  return { conversation, ...render(<ConversationRow {...props} />) }
}
const preview: Preview = {
  ...{ messageId: newId(), direction: 'outbound', type: 'text', status: 'delivered', text: '', revoked: false },
}

describe('the conversation row', () => {
  it('leads to the conversation and says its place in the list', () => {
    const { container, conversation } = row({}, true)
    const link = container.querySelector('a')
    expect(link?.getAttribute('href')).toBe(`/c/${conversation.value.id}`)
    expect(link?.getAttribute('aria-current')).toBe('true')
    expect(container.querySelector('li')?.getAttribute('aria-posinset')).toBe('3')
  })

  it('names a customer by name, else username, else phone', () => {
    const contact = { id: newId(), name: null, phone: '+4915123456789', username: 'lucia.rosa' }
    expect(row({ contact }).container.querySelector('.row-name')?.textContent).toBe('@lucia.rosa')
    const { container } = row({ contact: { ...contact, username: null } })
    expect(container.querySelector('.row-name')?.textContent?.replaceAll(' ', '')).toBe('+4915123456789')
  })

  it('shows direction, status and words of the newest message without formatting marks', () => {
    const { container } = row({ preview: { ...preview, text: '*On its way*' } })
    expect(container.querySelector('.row-preview')?.textContent).toBe('DeliveredOn its way')
  })

  it('says what a message without words is', () => {
    const { container } = row({ preview: { ...preview, direction: 'inbound', type: 'audio' } })
    expect(container.querySelector('.row-preview')?.textContent).toBe('Voice message')
  })

  it.each([
    ['inbound', 'image', 'Deleted by the customer'],
    ['outbound', 'text', 'Deleted in the WhatsApp Business app'],
  ] as const)('says that what is %s was taken back, and nothing more', (direction, type, words) => {
    const { container } = row({ preview: { ...preview, direction, type, revoked: true } })
    expect(container.querySelector('.row-preview')?.innerHTML).toBe(`<em>${words}</em>`)
  })

  it.each([
    ['Mira Test changed from 491719991111 to 491719992222', 'The customer changed from +491719991111 to +491719992222'],
    ['12025550143 changed to 12025550177', 'The customer changed from +12025550143 to +12025550177'],
    ['User changed from US.48213957710334621905 to CA.91022846613300517428', 'The customer’s WhatsApp id changed'],
    ['Security code changed', 'The customer’s security code changed'],
    ['Something else happened', 'Something else happened'],
    ['', 'System message'],
  ])('says “%s” in the words of the app, as the thread does', (body, words) => {
    const { container } = row({ preview: { ...preview, direction: 'inbound', type: 'system', text: body } })
    expect(container.querySelector('.row-preview')?.textContent).toBe(words)
    const line = render(<SystemLine message={aMessage({ type: 'system', system: { body } })} />).container
    expect(line.textContent).toContain(words)
  })

  it('says a failure in the row', () => {
    const { container } = row({ preview: { ...preview, status: 'failed', text: 'See you' } })
    expect(container.querySelector('.failed')?.textContent).toContain('Not sent: See you')
  })

  it('counts unread, and follows its conversation', () => {
    const { container, conversation, rerender } = row({ unreadCount: 2 })
    expect(container.querySelector('.unread-count')?.textContent).toContain('2')
    conversation.value = { ...conversation.value, unreadCount: 0 }
    rerender(<ConversationRow conversation={conversation} isSelected={false} top={0} position={1} total={1} />)
    expect(container.querySelector('.unread-count')).toBeNull()
  })

  it('shows the time left instead of the last time when the window is about to close', () => {
    const { container } = row({ windowClosesAt: inFuture(86 * 60_000 + 30_000) })
    expect(container.querySelector('.row-time')?.textContent).toMatch(/^1 hr 26 mins? left$/)
  })

  it('shows how long they wait where the list is in that order', () => {
    const waiting = {
      waitingSince: ago(26 * hourMs + 30_000),
      lastMessageAt: ago(hourMs),
      windowClosesAt: inFuture(hourMs),
    }
    const time = () => row(waiting).container.querySelector('.row-time')?.textContent
    expect(time()).not.toContain('waits')
    view.value = { ...view.value, sort: 'oldest-waiting' }
    expect(time()).toBe('waits 26 hr')
    expect(row({ waitingSince: null }).container.querySelector('.row-time')?.textContent).not.toContain('waits')
    view.value = initialView
  })
})
