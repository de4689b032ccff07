import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channels } from '../../web/models/channels.ts'
import { attributes, changeContactView, contactList, readContacts, segments } from '../../web/models/contacts.ts'
import { labels } from '../../web/models/labels.ts'
import { applyFrame } from '../../web/models/live.ts'
import { me } from '../../web/models/session.ts'
import { toasts } from '../../web/models/toasts.ts'
import { ContactPanel } from '../../web/screens/contacts/contact-panel.tsx'
import { ContactRows } from '../../web/screens/contacts/contact-rows.tsx'
import { ContactsHead } from '../../web/screens/contacts/contacts-head.tsx'
import { MergeDialog } from '../../web/screens/contacts/merge-dialog.tsx'
import { NewContactDialog } from '../../web/screens/contacts/new-contact-dialog.tsx'
import { PersonDetails } from '../../web/screens/contacts/person/person-details.tsx'
import { SegmentDialog } from '../../web/screens/contacts/segment-dialog.tsx'
import { AttributesScreen } from '../../web/screens/settings/attributes-screen.tsx'
import { Toasts } from '../../web/screens/toast-list.tsx'
import type { Channel } from '../../worker/contract/channel.ts'
import type { Attribute, ContactDetail, MergePreview, Segment } from '../../worker/contract/contact.ts'
import type { Label } from '../../worker/contract/label.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aConversation, ago, aPerson, hourMs, newId } from './made.ts'

function aContact(changes: Partial<ContactDetail> = {}): ContactDetail {
  return {
    ...{ id: newId(), name: 'Ana Silva', phone: '+4915123456789', username: null, email: null, country: 'DE' },
    ...{
      consent: { marketing: 'unknown', source: null, at: null },
      blocked: false,
      labelIds: [],
      lastSeenAt: ago(hourMs),
    },
    ...{ createdAt: ago(24 * hourMs), changedAt: ago(hourMs), profileName: 'Ana', attributes: [], notes: [] },
    ...{ identities: [], merged: [], ...changes },
  }
}
const anAttribute = (changes: Partial<Attribute> = {}): Attribute => ({
  ...{ id: newId(), key: 'shop', name: 'Shop', kind: 'text', options: [], createdAt: ago(0), ...changes },
})

type Answer = ReturnType<Parameters<typeof fakeServer>[0]>

/** A server that has this person; `answer` decides first. */
function serverWith(contact: ContactDetail, answer: (asked: Asked) => Answer = () => undefined): Asked[] {
  return fakeServer((asked) => {
    const given = answer(asked)
    if (given) return given
    const { method, path } = asked
    if (path === '/api/contacts/search') return { body: { data: [contact], nextCursor: null } }
    if (path === '/api/contacts/count') return { body: { count: 1 } }
    if (path.startsWith('/api/conversations')) return { body: { data: [], nextCursor: null } }
    if (path === '/api/attributes') return { body: { data: attributes.peek().value ?? [] } }
    if (path === '/api/segments') return { body: { data: segments.peek().value ?? [] } }
    if (method === 'GET' && path === `/api/contacts/${contact.id}`) return { body: contact }
    return undefined
  })
}
const changesOf = (asked: Asked[]) => asked.filter(({ method }) => method !== 'GET')
const atHome = (child: preact.ComponentChild) => <LocationProvider>{child}</LocationProvider>

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => {}
  HTMLDialogElement.prototype.close ??= () => {}
  me.value = aPerson({ role: 'owner' })
  toasts.value = []
  attributes.value = { state: 'ready', value: [], error: null }
  segments.value = { state: 'ready', value: [], error: null }
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('a person', () => {
  it('is renamed where the name stands', async () => {
    const contact = aContact()
    const asked = serverWith(contact, ({ method }) =>
      method === 'PATCH' ? { body: { ...contact, name: 'Ana Berlin' } } : undefined,
    )
    render(<PersonDetails contactId={contact.id} />)
    fireEvent.click(await screen.findByLabelText('Name: Ana Silva'))
    fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Ana Berlin' } })
    fireEvent.keyDown(screen.getByLabelText('Name'), { key: 'Enter' })
    expect(await screen.findByLabelText('Name: Ana Berlin')).toBeTruthy()
    expect(changesOf(asked)).toMatchObject([{ path: `/api/contacts/${contact.id}`, body: { name: 'Ana Berlin' } }])
    expect(screen.getByText('In WhatsApp: Ana')).toBeTruthy()
  })

  it('keeps what stood there on Escape, and asks nothing', async () => {
    const contact = aContact()
    const asked = serverWith(contact)
    render(<PersonDetails contactId={contact.id} />)
    fireEvent.click(await screen.findByLabelText('Name: Ana Silva'))
    fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Other' } })
    const field = screen.getByLabelText('Name')
    fireEvent.keyDown(field, { key: 'Escape' })
    // As browsers do when a field with the focus goes away.
    fireEvent.blur(field)
    expect(screen.getByLabelText('Name: Ana Silva')).toBeTruthy()
    expect(changesOf(asked)).toEqual([])
  })

  it('goes back to what is true when the server refuses, and says why', async () => {
    const contact = aContact()
    serverWith(contact, ({ method }) =>
      method === 'PATCH' ? refusal(400, 'INVALID_REQUEST', 'Not an address.') : undefined,
    )
    render(<PersonDetails contactId={contact.id} />)
    fireEvent.click(await screen.findByLabelText('E-mail: Add an e-mail'))
    fireEvent.input(screen.getByLabelText('E-mail'), { target: { value: 'ana@example.test' } })
    fireEvent.keyDown(screen.getByLabelText('E-mail'), { key: 'Enter' })
    expect(await screen.findByLabelText('E-mail: ana@example.test')).toBeTruthy()
    expect(await screen.findByLabelText('E-mail: Add an e-mail')).toBeTruthy()
    expect(toasts.value).toMatchObject([{ title: 'E-mail was not saved', detail: 'Not an address.' }])
  })

  it('says what they want of marketing, and how they said it', async () => {
    const contact = aContact()
    const consent = { marketing: 'granted', source: 'agent', at: ago(0) } as const
    const asked = serverWith(contact, ({ method }) =>
      method === 'PUT' ? { body: { ...contact, consent } } : undefined,
    )
    render(<PersonDetails contactId={contact.id} />)
    fireEvent.change(await screen.findByLabelText('Marketing'), { target: { value: 'granted' } })
    fireEvent.change(await screen.findByLabelText('How they said it'), { target: { value: 'form' } })
    await vi.waitFor(() =>
      expect(changesOf(asked).map((each) => each.body)).toEqual([
        { marketing: 'granted', source: 'agent' },
        { marketing: 'granted', source: 'form' },
      ]),
    )
  })

  it.each([
    ['text', 'North', 'North'],
    ['number', '4.5', 4.5],
    ['date', '2026-11-25', '2026-11-25'],
    ['link', 'https://example.test/', 'https://example.test/'],
  ] as const)('has an attribute of kind %s changed in place', async (kind, typed, value) => {
    const attribute = anAttribute({ kind })
    attributes.value = { state: 'ready', value: [attribute], error: null }
    const contact = aContact()
    const asked = serverWith(contact, ({ method }) => (method === 'PATCH' ? { body: contact } : undefined))
    render(<PersonDetails contactId={contact.id} />)
    fireEvent.click(await screen.findByLabelText('Shop: Add'))
    fireEvent.input(screen.getByLabelText('Shop'), { target: { value: typed } })
    fireEvent.keyDown(screen.getByLabelText('Shop'), { key: 'Enter' })
    await vi.waitFor(() =>
      expect(changesOf(asked)).toMatchObject([{ body: { attributes: [{ attributeId: attribute.id, value }] } }]),
    )
  })

  it.each([
    ['number', 12_500, 'Shop: 12,500', '12500'],
    ['date', '2026-11-25', /^Shop: .*Nov.*2026$/, '2026-11-25'],
  ] as const)(
    'shows an attribute of kind %s as people write it, and changes it as it is',
    async (kind, value, shown, field) => {
      const attribute = anAttribute({ kind })
      attributes.value = { state: 'ready', value: [attribute], error: null }
      const contact = aContact({ attributes: [{ attributeId: attribute.id, value }] })
      serverWith(contact)
      render(<PersonDetails contactId={contact.id} />)
      fireEvent.click(await screen.findByLabelText(shown))
      expect((screen.getByLabelText('Shop') as HTMLInputElement).value).toBe(field)
    },
  )

  it('refuses at the field what is no number', async () => {
    attributes.value = { state: 'ready', value: [anAttribute({ kind: 'number' })], error: null }
    const contact = aContact()
    const asked = serverWith(contact, ({ method }) => (method === 'PATCH' ? { body: contact } : undefined))
    render(<PersonDetails contactId={contact.id} />)
    fireEvent.click(await screen.findByLabelText('Shop: Add'))
    const field = screen.getByLabelText<HTMLInputElement>('Shop')
    // The browser would read it in its own language, which need not be the app's.
    expect([field.type, field.inputMode]).toEqual(['text', 'decimal'])
    fireEvent.input(field, { target: { value: '1234,5' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(screen.getByRole('alert').textContent).toBe('Not a number. Write it like 12.5.')
    expect(field.getAttribute('aria-describedby')).toBe(screen.getByRole('alert').id)
    expect(changesOf(asked)).toEqual([])
    fireEvent.input(field, { target: { value: '1,234.5' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    await vi.waitFor(() => expect(changesOf(asked)).toMatchObject([{ body: { attributes: [{ value: 1234.5 }] } }]))
  })

  it('chooses from a list, also when the option was taken off it', async () => {
    const list = anAttribute({ kind: 'list', options: ['North'] })
    attributes.value = { state: 'ready', value: [list], error: null }
    const contact = aContact({ attributes: [{ attributeId: list.id, value: 'Old' }] })
    serverWith(contact)
    render(<PersonDetails contactId={contact.id} />)
    const options = within(await screen.findByLabelText('Shop')).getAllByRole('option')
    expect(options.map((option) => option.textContent)).toEqual(['–', 'North', 'Old'])
  })

  it('gets a note, and keeps the text when it could not be stored', async () => {
    const contact = aContact()
    let tries = 0
    const note = { id: newId(), memberId: newId(), createdAt: ago(0), text: 'Likes tea' }
    serverWith(contact, ({ method }) => {
      if (method !== 'POST') return undefined
      tries += 1
      return tries === 1 ? refusal(500, 'INTERNAL', '') : { status: 201, body: { ...contact, notes: [note] } }
    })
    render(<PersonDetails contactId={contact.id} />)
    const box = await screen.findByLabelText<HTMLTextAreaElement>('New note about this person')
    fireEvent.input(box, { target: { value: 'Likes tea' } })
    fireEvent.click(screen.getByText('Add note'))
    await vi.waitFor(() => expect(toasts.value).toHaveLength(1))
    expect(box.value).toBe('Likes tea')
    fireEvent.click(screen.getByText('Add note'))
    await vi.waitFor(() => expect(box.value).toBe(''))
    expect(screen.getByText('Likes tea')).toBeTruthy()
  })

  it('changes nothing for a viewer', async () => {
    me.value = aPerson({ role: 'viewer' })
    const contact = aContact()
    serverWith(contact)
    render(<PersonDetails contactId={contact.id} />)
    expect(await screen.findByText('Ana Silva')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.queryByLabelText('New note about this person')).toBeNull()
  })

  it('shows the other conversations, and not the one beside it', async () => {
    const contact = aContact()
    const [here, there] = [aConversation(), aConversation({ status: 'closed' })]
    serverWith(contact, ({ path }) =>
      path.startsWith('/api/conversations') ? { body: { data: [here, there], nextCursor: null } } : undefined,
    )
    render(<PersonDetails contactId={contact.id} conversationId={here.id} />)
    expect(await screen.findByText('Other conversations')).toBeTruthy()
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([`/c/${there.id}`])
  })

  it('is read again when somebody else changed them', async () => {
    const contact = aContact()
    let name = 'Ana Silva'
    serverWith(contact, ({ method, path }) =>
      method === 'GET' && path === `/api/contacts/${contact.id}` ? { body: { ...contact, name } } : undefined,
    )
    render(<PersonDetails contactId={contact.id} />)
    await screen.findByLabelText('Name: Ana Silva')
    name = 'Ana Lima'
    applyFrame({ seq: 'a.1', type: 'contact.updated', data: { contactId: contact.id } })
    expect(await screen.findByLabelText('Name: Ana Lima')).toBeTruthy()
  })

  it('says why they could not be read, with the request id', async () => {
    const contact = aContact()
    serverWith(contact, ({ path }) => (path.endsWith(contact.id) ? refusal(404, 'NOT_FOUND', 'Not found.') : undefined))
    render(<PersonDetails contactId={contact.id} />)
    expect(await screen.findByText('Request id req-1')).toBeTruthy()
  })
})

describe('what can be done', () => {
  it('asks before blocking, and says what WhatsApp did not take', async () => {
    const contact = aContact()
    const channels = [{ channelId: newId(), done: false, reason: 'Not in 24 hours' }]
    const asked = serverWith(contact, ({ method }) =>
      method === 'PUT' ? { body: { contact: { ...contact, blocked: true }, channels } } : undefined,
    )
    render(atHome(<ContactPanel id={contact.id} />))
    fireEvent.click(await screen.findByText('Block'))
    expect(changesOf(asked)).toEqual([])
    const dialog = screen.getByText('Block Ana Silva?').closest('dialog') as HTMLElement
    fireEvent.click(within(dialog).getByText('Block'))
    await vi.waitFor(() => expect(toasts.value[0]?.detail).toBe('Only here. WhatsApp says: Not in 24 hours'))
  })

  it('deletes at once, and brings back', async () => {
    const contact = aContact()
    contactList.value = { state: 'ready', rows: [contact], nextCursor: null, loadingMore: false, error: null }
    const asked = serverWith(contact, ({ method, path }) => {
      if (method !== 'DELETE') return undefined
      return path.endsWith('/removal') ? { body: contact } : { status: 204 }
    })
    render(
      atHome(
        <>
          <ContactPanel id={contact.id} />
          <Toasts />
        </>,
      ),
    )
    fireEvent.click(await screen.findByText('Delete'))
    expect(contactList.value.rows).toEqual([])
    fireEvent.click(await screen.findByText('Undo'))
    expect(await screen.findByText('Ana Silva is back')).toBeTruthy()
    expect(changesOf(asked).map(({ path }) => path)).toContain(`/api/contacts/${contact.id}/removal`)
  })

  it('writes to somebody who never wrote, with their number filled in', async () => {
    const channel = { id: newId(), name: 'Shop', displayPhoneNumber: '15550001', state: 'active' } as Channel
    channels.value = { state: 'ready', value: [channel], error: null }
    const contact = aContact({ lastSeenAt: null })
    serverWith(contact)
    render(atHome(<ContactPanel id={contact.id} />))
    fireEvent.click(await screen.findByText('Write'))
    const field = await screen.findByDisplayValue('+4915123456789', {}, { timeout: 10_000 })
    expect(field.getAttribute('type')).toBe('tel')
  }, 15_000)

  it('offers an agent neither merging nor deleting', async () => {
    me.value = aPerson({ role: 'agent' })
    const contact = aContact()
    serverWith(contact)
    render(atHome(<ContactPanel id={contact.id} />))
    expect(await screen.findByText('Block')).toBeTruthy()
    expect(screen.queryByText('Merge')).toBeNull()
    expect(screen.queryByText('Delete')).toBeNull()
  })

  it('shows what merging gives before it merges, under a name one chooses', async () => {
    const [contact, other] = [aContact(), aContact({ name: 'A. Silva', phone: '+351912345678' })]
    const shop = anAttribute()
    const regular: Label = { id: newId(), name: 'Regular', color: 'teal' }
    const result: MergePreview['result'] = {
      ...{ name: 'Ana Silva', phones: ['+4915123456789', '+351912345678'], email: null },
      ...{ marketing: 'withdrawn', blocked: false, conversations: 3, notes: 1 },
      ...{ labelIds: [regular.id], attributes: [{ attributeId: shop.id, value: 'Lisbon' }] },
    }
    labels.value = { state: 'ready', value: [regular], error: null }
    attributes.value = { state: 'ready', value: [shop, anAttribute({ name: 'Size' })], error: null }
    const asked = serverWith(other, ({ path }) => {
      if (path.endsWith('/merge/preview')) return { body: { survivor: contact, merged: other, result } }
      return path.endsWith('/merge') ? { body: contact } : undefined
    })
    const onClose = vi.fn()
    render(<MergeDialog contact={contact} onClose={onClose} />)
    fireEvent.input(screen.getByLabelText(/Whole number/), { target: { value: '+351912345678' } })
    fireEvent.click(screen.getByText('Find'))
    expect(await screen.findByText('3 conversations')).toBeTruthy()
    expect(screen.getByText('Does not want it')).toBeTruthy()
    expect(screen.getByText(/stays with both, even when you separate them/)).toBeTruthy()
    expect(screen.getByText('Regular')).toBeTruthy()
    // A face wraps with its name, and a number as a whole.
    expect(document.querySelectorAll('.merge-who > .face + span')).toHaveLength(2)
    expect([...document.querySelectorAll('.merge-phones span')].map((each) => each.textContent)).toEqual(result.phones)
    expect(screen.queryByText('Size')).toBeNull()
    expect(screen.getByText('Shop').nextElementSibling?.textContent).toBe('Lisbon')
    fireEvent.input(screen.getByLabelText('Called from now on'), { target: { value: 'Ana S.' } })
    fireEvent.click(screen.getByText('Merge'))
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
    expect(asked.find(({ path }) => path.endsWith('/merge'))?.body).toEqual({ contactId: other.id, name: 'Ana S.' })
  })

  it('says that nobody was found to merge', async () => {
    const contact = aContact()
    serverWith(contact, ({ path }) => (path.endsWith('/search') ? { body: { data: [], nextCursor: null } } : undefined))
    render(<MergeDialog contact={contact} onClose={() => {}} />)
    fireEvent.input(screen.getByLabelText(/Whole number/), { target: { value: '+351912345678' } })
    fireEvent.click(screen.getByText('Find'))
    expect(await screen.findByText('Nobody was found.')).toBeTruthy()
  })

  it('adds somebody by a whole number only', async () => {
    const contact = aContact()
    const asked = serverWith(contact, ({ method, path }) =>
      method === 'POST' && path === '/api/contacts' ? { status: 201, body: contact } : undefined,
    )
    const onClose = vi.fn()
    render(atHome(<NewContactDialog onClose={onClose} />))
    fireEvent.input(screen.getByLabelText(/Phone number/), { target: { value: '12' } })
    fireEvent.click(screen.getByText('Add contact'))
    expect(await screen.findByText('This is not a whole international number.')).toBeTruthy()
    fireEvent.input(screen.getByLabelText(/Phone number/), { target: { value: '+49 151 23456789' } })
    fireEvent.click(screen.getByText('Add contact'))
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
    expect(asked.find(({ path }) => path === '/api/contacts')?.body).toEqual({ phone: '+4915123456789' })
  })
})

describe('the list', () => {
  it('says what it is for while there is nobody, and what to do when nobody fits', async () => {
    serverWith(aContact(), ({ path }) =>
      path.endsWith('/search') ? { body: { data: [], nextCursor: null } } : undefined,
    )
    const onAdd = vi.fn()
    changeContactView({ q: '', filters: {}, segmentId: null })
    render(<ContactRows selected={null} onAdd={onAdd} />)
    fireEvent.click(await screen.findByText('New contact'))
    expect(onAdd).toHaveBeenCalledTimes(1)
    changeContactView({ filters: { blocked: true } })
    fireEvent.click(await screen.findByText('Clear filters'))
    expect(await screen.findByText('No contacts yet')).toBeTruthy()
  })

  it('says why it could not be read, and tries again', async () => {
    let tries = 0
    serverWith(aContact(), ({ path }) => {
      if (!path.endsWith('/search')) return undefined
      tries += 1
      return tries === 1 ? refusal(503, 'UNAVAILABLE', '') : { body: { data: [], nextCursor: null } }
    })
    changeContactView({ q: '', filters: {}, segmentId: null })
    render(<ContactRows selected={null} onAdd={() => {}} />)
    fireEvent.click(await screen.findByText('Try again'))
    expect(await screen.findByText('No contacts yet')).toBeTruthy()
  })

  it('is searched in a body, never in an address, and filtered by chips', async () => {
    const asked = serverWith(aContact())
    changeContactView({ q: '', filters: {}, segmentId: null })
    render(<ContactsHead onAdd={() => {}} />)
    expect(await screen.findByText('1 contact')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Marketing'), { target: { value: 'granted' } })
    const search = screen.getByLabelText(/^Search contacts/)
    fireEvent.input(search, { target: { value: 'ana@example.test' } })
    fireEvent.keyDown(search, { key: 'Enter' })
    await vi.waitFor(() =>
      expect(asked.findLast(({ path }) => path.endsWith('/search'))?.body).toMatchObject({
        ...{ q: 'ana@example.test', filters: { consent: 'granted' } },
      }),
    )
    expect(asked.every(({ path }) => !path.includes('ana'))).toBe(true)
  })

  it('shows a segment by one click', async () => {
    const filters = { countries: ['NL'] }
    const segment: Segment = { id: newId(), name: 'Dutch', filters, createdAt: ago(0) }
    segments.value = { state: 'ready', value: [segment], error: null }
    const asked = serverWith(aContact())
    render(<ContactsHead onAdd={() => {}} />)
    fireEvent.click(screen.getByText('Dutch'))
    expect(screen.getByText('Dutch').getAttribute('aria-pressed')).toBe('true')
    expect(asked.find(({ path }) => path.endsWith('/search'))?.body).toMatchObject({ filters })
  })

  it('forgets who was removed elsewhere', async () => {
    const contact = aContact()
    serverWith(contact)
    await readContacts()
    contactList.value = { ...contactList.value, rows: [contact] }
    const { followContacts } = await import('../../web/models/contacts.ts')
    const stop = followContacts()
    applyFrame({ seq: 'a.1', type: 'contact.removed', data: { contactId: contact.id } })
    expect(contactList.value.rows).toEqual([])
    stop()
  })
})

describe('what a team sets up', () => {
  it('counts who fits while a segment is made', async () => {
    const saved: Segment = { id: newId(), name: 'Agreed', filters: { consent: 'granted' }, createdAt: ago(0) }
    const asked = serverWith(aContact(), ({ method, path }) =>
      method === 'POST' && path === '/api/segments' ? { status: 201, body: saved } : undefined,
    )
    changeContactView({ q: '', filters: {}, segmentId: null })
    const onClose = vi.fn()
    render(<SegmentDialog segment={null} onClose={onClose} />)
    expect(await screen.findByText('1 person fits')).toBeTruthy()
    fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Agreed' } })
    fireEvent.change(screen.getByLabelText('Marketing'), { target: { value: 'granted' } })
    fireEvent.click(screen.getByText('Save the segment'))
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
    const { body } = asked.find(({ method, path }) => method === 'POST' && path === '/api/segments') as Asked
    expect(body).toEqual({ name: 'Agreed', filters: { consent: 'granted' } })
  })

  it('says no number for a period that ends before it begins', async () => {
    serverWith(aContact(), ({ path }) =>
      path === '/api/contacts/count'
        ? refusal(400, 'INVALID_REQUEST', 'The end comes after the beginning.')
        : undefined,
    )
    const filters = { seenAfter: '2026-05-02T00:00:00.000Z', seenBefore: '2026-05-01T00:00:00.000Z' }
    const segment: Segment = { id: newId(), name: 'Regulars', filters, createdAt: ago(0) }
    render(<SegmentDialog segment={segment} onClose={() => {}} />)
    expect(screen.getByText('Counting…')).toBeTruthy()
    await vi.waitFor(() => expect(screen.queryByText('Counting…')).toBeNull())
    expect(screen.queryByText(/fits?$/)).toBeNull()
    expect(screen.getByLabelText<HTMLInputElement>('Not since').min).toBe('2026-05-02')
  })

  it('tells of an attribute that is gone, and lets its condition be dropped', async () => {
    const filters = { consent: 'granted' as const, attributes: [{ attributeId: newId(), value: 'x' }] }
    const segment: Segment = { id: newId(), name: 'Regulars', filters, createdAt: ago(0) }
    const asked = serverWith(aContact(), ({ method }) => (method === 'PATCH' ? { body: segment } : undefined))
    render(<SegmentDialog segment={segment} onClose={() => {}} />)
    const attribute = screen.getByLabelText('Attribute') as HTMLSelectElement
    expect(attribute.selectedOptions[0]?.textContent).toBe('A deleted attribute')
    fireEvent.change(attribute, { target: { value: '' } })
    fireEvent.click(screen.getByText('Save the segment'))
    await vi.waitFor(() =>
      expect(asked.find(({ method }) => method === 'PATCH')?.body).toEqual({
        ...{ name: 'Regulars', filters: { consent: 'granted' } },
      }),
    )
  })

  it('has a number in a segment, and no segment without it while it is none', async () => {
    const attribute = anAttribute({ kind: 'number' })
    attributes.value = { state: 'ready', value: [attribute], error: null }
    const filters = { attributes: [{ attributeId: attribute.id, value: 12_500.5 }] }
    const segment: Segment = { id: newId(), name: 'Large', filters, createdAt: ago(0) }
    const asked = serverWith(aContact(), ({ method }) => (method === 'PATCH' ? { body: segment } : undefined))
    render(<SegmentDialog segment={segment} onClose={() => {}} />)
    const field = screen.getByLabelText<HTMLInputElement>('is')
    const save = screen.getByText<HTMLButtonElement>('Save the segment')
    expect(field.value).toBe('12500.5')
    fireEvent.input(field, { target: { value: '12,5' } })
    expect(screen.getByText('Not a number. Write it like 12.5.')).toBeTruthy()
    expect(save.disabled).toBe(true)
    fireEvent.input(field, { target: { value: '12.5' } })
    fireEvent.click(save)
    await vi.waitFor(() =>
      expect(changesOf(asked)).toMatchObject([
        { body: { filters: { attributes: [{ attributeId: attribute.id, value: 12.5 }] } } },
      ]),
    )
  })

  it('defines a list, with a key made from its name', async () => {
    const asked = serverWith(aContact(), ({ method, path }) =>
      method === 'POST' && path === '/api/attributes' ? { status: 201, body: anAttribute() } : undefined,
    )
    render(<AttributesScreen />)
    fireEvent.click(await screen.findByText('New attribute'))
    fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Größe & no.' } })
    fireEvent.change(screen.getByLabelText('Kind'), { target: { value: 'list' } })
    fireEvent.input(screen.getByLabelText('Options'), { target: { value: 'Small\n Large \nSmall\n' } })
    fireEvent.click(screen.getByText('Save'))
    await vi.waitFor(() =>
      expect(changesOf(asked)[0]?.body).toEqual({
        ...{ name: 'Größe & no.', key: 'gro_e_no', kind: 'list', options: ['Small', 'Large'] },
      }),
    )
  })

  it('asks by name before an attribute goes', async () => {
    const attribute = anAttribute()
    attributes.value = { state: 'ready', value: [attribute], error: null }
    const asked = serverWith(aContact(), ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined))
    render(<AttributesScreen />)
    fireEvent.click(await screen.findByLabelText('Delete Shop'))
    expect(changesOf(asked)).toEqual([])
    fireEvent.click(within(screen.getByText('Delete “Shop”?').closest('dialog') as HTMLElement).getByText('Delete'))
    await vi.waitFor(() => expect(changesOf(asked)).toMatchObject([{ path: `/api/attributes/${attribute.id}` }]))
  })
})
