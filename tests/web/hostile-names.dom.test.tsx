import { cleanup, render, screen, waitFor } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contactList, readContacts, removeContact } from '../../web/models/contacts.ts'
import { conversationSignal } from '../../web/models/conversations.ts'
import { list, readList } from '../../web/models/inbox.ts'
import { me } from '../../web/models/session.ts'
import { toasts } from '../../web/models/toasts.ts'
import { ContactRows } from '../../web/screens/contacts/contact-rows.tsx'
import { ConversationRow } from '../../web/screens/inbox/conversation-row.tsx'
import { ThreadPane } from '../../web/screens/inbox/thread-pane.tsx'
import { Toasts } from '../../web/screens/toast-list.tsx'
import type { Contact } from '../../worker/contract/contact.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, ago, aPerson, newId } from './made.ts'

const turns = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/

/** A server whose one customer has this name. */
function serveCustomer(name: string) {
  const contact: Contact = {
    ...{ id: newId(), name, phone: '+4915123456789', username: null, email: null, country: 'DE' },
    ...{ consent: { marketing: 'unknown', source: null, at: null }, blocked: false, labelIds: [] },
    ...{ createdAt: ago(0), changedAt: ago(0), lastSeenAt: null },
  }
  const { id, phone, username } = contact
  const conversation = aConversation({ contact: { id, name, phone, username } })
  const asked = fakeServer(({ method, path }) => {
    if (method === 'DELETE') return { status: 204 }
    if (path === '/api/contacts/search') return { body: { data: [contact], nextCursor: null } }
    if (path === '/api/contacts/count') return { body: { count: 1 } }
    if (path.startsWith('/api/conversations?')) return { body: { data: [conversation], nextCursor: null } }
    if (path.includes('/messages')) return { body: { data: [], nextCursor: null } }
    return undefined
  })
  return { asked, conversationId: conversation.id }
}

async function showEverywhere(name: string): Promise<Element> {
  const { conversationId } = serveCustomer(name)
  await Promise.all([readList(), readContacts()])
  const conversation = conversationSignal(conversationId)
  const [contact] = contactList.value.rows
  if (!conversation || !contact) throw new Error('the customer did not come')
  const row = { conversation, isSelected: false, top: 0, position: 1, total: 1 }
  const { container } = render(
    <LocationProvider>
      <ul>
        <ConversationRow {...row} />
      </ul>
      <ThreadPane id={conversationId} />
      <ContactRows selected={null} onAdd={() => {}} />
      <Toasts />
    </LocationProvider>,
  )
  await waitFor(() => expect(screen.getByRole('heading', { level: 2 })).toBeTruthy())
  await removeContact(contact)
  await waitFor(() => expect(container.querySelector('.toast')).not.toBeNull())
  return container
}

beforeEach(() => {
  me.value = aPerson({ role: 'owner' })
  toasts.value = []
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  list.value = { ...list.peek(), ids: [] }
})

describe('a customer whose name would turn what stands around it', () => {
  it('is shown without that, in rows, headings, labels and sentences', async () => {
    const container = await showEverywhere('\u2067Eve\u202E dna \u200F')
    const row = container.querySelector('.row-name bdi')
    expect(row?.textContent).toBe('Eve dna')
    expect(screen.getByRole('region', { name: 'Conversation with Eve dna' })).toBeTruthy()
    expect(container.querySelector('h2 bdi')?.textContent).toBe('Eve dna')
    expect(screen.getByText('Eve dna is deleted with all messages')).toBeTruthy()
    expect(container.innerHTML).not.toMatch(turns)
  })

  it('is called by the number if nothing else is left', async () => {
    const container = await showEverywhere('\u202E\u2066')
    expect(container.querySelector('.row-name')?.textContent?.replaceAll(' ', '')).toBe('+4915123456789')
  })

  it('stands in an isolate of its own if the name is written from the right, and labels say only the name', async () => {
    const container = await showEverywhere('דנה 7')
    expect(container.querySelector('.row-name bdi')?.textContent).toBe('דנה 7')
    expect(container.querySelector('.toast strong')?.textContent).toBe('\u2068דנה 7\u2069 is deleted with all messages')
    expect(screen.getByRole('region', { name: 'Conversation with דנה 7' })).toBeTruthy()
    const labels = [...container.querySelectorAll('[aria-label]')].map((each) => each.getAttribute('aria-label'))
    expect(labels.some((label) => label?.includes('דנה'))).toBe(true)
    expect(labels.filter((label) => turns.test(label ?? ''))).toEqual([])
  })
})
