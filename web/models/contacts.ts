import { effect, signal } from '@preact/signals'
import type { Attribute, Contact, ContactFilters, NewContact, Segment } from '../../worker/contract/contact.ts'
import { contactApi } from '../api/contacts.ts'
import { t } from '../texts/contacts.ts'
import { inSentence } from '../texts/direction.ts'
import { contactNews } from './contact-news.ts'
import { loadInto, loading } from './load.ts'
import { onPersonChanged, putPerson } from './people.ts'
import { personName } from './person.ts'
import { tell, tellError } from './toasts.ts'

/** What the list of contacts is narrowed down to. */
export interface ContactView {
  q: string
  filters: ContactFilters
  segmentId: string | null
}

interface ContactList {
  state: 'loading' | 'ready' | 'failed'
  rows: Contact[]
  nextCursor: string | null
  loadingMore: boolean
  error: unknown
}

const pageSize = 50
const undoMs = 10_000
const newsWaitMs = 400
const empty: ContactList = { state: 'loading', rows: [], nextCursor: null, loadingMore: false, error: null }

/** What is typed into the search box. */
export const contactSearchText = signal('')
export const contactView = signal<ContactView>({ q: '', filters: {}, segmentId: null })
export const contactList = signal<ContactList>(empty)
/** How many there are in the view; null while it is not known, or while somebody is searched for. */
export const contactCount = signal<number | null>(null)
export const attributes = loading<Attribute[]>()
export const segments = loading<Segment[]>()

export const isNarrowed = ({ q, filters }: ContactView): boolean => q !== '' || Object.keys(filters).length > 0

export const readAttributes = (): Promise<void> =>
  loadInto(attributes, async () => (await contactApi.listAttributes()).data)
export const readSegments = (): Promise<void> => loadInto(segments, async () => (await contactApi.listSegments()).data)

export function changeContactView(changes: Partial<ContactView>): void {
  contactView.value = { ...contactView.peek(), ...changes }
  contactList.value = empty
  void readContacts()
}

/** Everybody again. */
export function clearContactView(): void {
  contactSearchText.value = ''
  changeContactView({ q: '', filters: {}, segmentId: null })
}

/** Without what is undefined: the server takes only what is there. */
export function changeFilters(changes: Partial<ContactFilters>): void {
  const filters = Object.entries({ ...contactView.peek().filters, ...changes }).filter(
    ([, value]) => value !== undefined,
  )
  changeContactView({ filters: Object.fromEntries(filters), segmentId: null })
}

const searchOf = ({ q, filters }: ContactView) => ({ ...(q.length > 1 && { q }), filters, limit: pageSize })

/** Reads the first page of the view, and how many there are. The last read that was begun wins. */
export async function readContacts(): Promise<void> {
  const view = contactView.peek()
  const isCurrent = () => contactView.peek() === view
  void readCount(view)
  try {
    const { data, nextCursor } = await contactApi.search(searchOf(view))
    if (isCurrent()) contactList.value = { ...empty, state: 'ready', rows: data, nextCursor }
  } catch (error) {
    if (isCurrent()) contactList.value = { ...contactList.peek(), state: 'failed', error }
  }
}

async function readCount(view: ContactView): Promise<void> {
  // Without a count the list is as good.
  const count = view.q === '' ? await contactApi.count(view.filters).catch(() => null) : null
  if (contactView.peek() === view) contactCount.value = count?.count ?? null
}

export async function readMoreContacts(): Promise<void> {
  const list = contactList.peek()
  if (list.nextCursor === null || list.loadingMore || list.state !== 'ready') return
  const view = contactView.peek()
  contactList.value = { ...list, loadingMore: true }
  try {
    const { data, nextCursor } = await contactApi.search({ ...searchOf(view), cursor: list.nextCursor })
    if (contactView.peek() !== view) return
    const present = contactList.peek().rows
    const ids = new Set(present.map((row) => row.id))
    const rows = [...present, ...data.filter((row) => !ids.has(row.id))]
    contactList.value = { ...contactList.peek(), rows, nextCursor, loadingMore: false }
  } catch (error) {
    if (contactView.peek() === view) contactList.value = { ...contactList.peek(), loadingMore: false }
    tellError(t.errors.load, error)
  }
}

onPersonChanged((contact) => {
  const list = contactList.peek()
  if (!list.rows.some((row) => row.id === contact.id)) return
  contactList.value = { ...list, rows: list.rows.map((row) => (row.id === contact.id ? contact : row)) }
})

let newsTimer: ReturnType<typeof setTimeout> | undefined
/** Follows events while the list is on the screen. @returns the end of it. */
export function followContacts(): () => void {
  const first = contactNews.peek()
  const stop = effect(() => {
    const news = contactNews.value
    if (news === null || news === first) return
    if (news.isRemoved) dropRow(news.contactId)
    // Many at once, as under an import, are one reading.
    clearTimeout(newsTimer)
    newsTimer = setTimeout(() => contactList.peek().rows.length <= pageSize && void readContacts(), newsWaitMs)
  })
  return () => {
    clearTimeout(newsTimer)
    stop()
  }
}

function dropRow(id: string): void {
  const list = contactList.peek()
  contactList.value = { ...list, rows: list.rows.filter((row) => row.id !== id) }
}

/** @returns the new contact. @throws ApiError */
export async function createContact(input: NewContact): Promise<Contact> {
  const contact = await contactApi.create(input)
  putPerson(contact)
  void readContacts()
  return contact
}

/** Takes a person off the screen at once; for ten seconds it can be undone. */
export async function removeContact(contact: Contact): Promise<void> {
  const before = contactList.peek()
  dropRow(contact.id)
  try {
    await contactApi.remove(contact.id)
  } catch (error) {
    contactList.value = before
    tellError(t.does.removeFailed, error)
    return
  }
  const undo = { label: t.does.undo, run: () => void restoreContact(contact) }
  tell(t.does.removed(inSentence(personName(contact))), undo, '', undoMs)
}

async function restoreContact(contact: Contact): Promise<void> {
  try {
    putPerson(await contactApi.restore(contact.id))
    tell(t.does.restored(inSentence(personName(contact))))
    void readContacts()
  } catch (error) {
    tellError(t.does.restoreFailed, error)
  }
}
