import { signal } from '@preact/signals'
import type { ConversationCounts } from '../../worker/contract/conversation.ts'
import { api } from '../api/endpoints.ts'
import { conversationSignal, forgetConversation, keepRead, putConversations } from './conversations.ts'
import { compareInView, type ListView, matchesView, queryOfView, searchOfView, viewOfSearch } from './list-view.ts'
import { go } from './place.ts'
import { clearSearch } from './search.ts'
import { clearSelection } from './selection.ts'
import { me } from './session.ts'

const pageSize = 50
const countEveryMs = 1_500

export interface ListState {
  ids: readonly string[]
  nextCursor: string | null
  state: 'loading' | 'ready' | 'failed'
  loadingMore: boolean
  error: unknown
}

const nothing: ListState = { ids: [], nextCursor: null, state: 'loading', loadingMore: false, error: null }

/** What the list shows; the address holds the same, so that a link opens it. */
export const view = signal<ListView>(viewOfSearch(location.search))
export const list = signal<ListState>(nothing)
export const counts = signal<ConversationCounts | null>(null)
/** The open conversation, from the address. */
export const selectedId = signal<string | null>(null)
/** Whether somebody new is being written to. */
export const startingConversation = signal(false)

let reading: AbortController | null = null
/** What events tell of while the first page is read: newer than what the page says. */
let toldMeanwhile: Set<string> | null = null

/** Opens a conversation, or none; the one that was open leaves the list if it belongs there no longer. */
export function selectConversation(id: string | null): void {
  const before = selectedId.peek()
  selectedId.value = id
  if (before !== null && before !== id) placeInList(before)
}

/** The address of a conversation in the present view, or of the list alone. */
export const placeOf = (id: string | null): string => `${id === null ? '/' : `/c/${id}`}${searchOfView(view.value)}`

/** Shows another part of the inbox, in place of what was searched. */
export function changeView(changes: Partial<ListView>): void {
  clearSearch()
  show({ ...view.peek(), ...changes })
  go(placeOf(selectedId.peek()), true)
}

/** Follows the address, as after the back button or a link. */
export function followAddress(search: string): void {
  const said = viewOfSearch(search)
  if (searchOfView(said) !== searchOfView(view.peek())) show(said)
}

function show(next: ListView): void {
  view.value = next
  list.value = nothing
  clearSelection()
  void readList()
}

/** Reads the first page of the view; what is on the screen stays until it is there. */
export async function readList(): Promise<void> {
  reading?.abort()
  const current = new AbortController()
  reading = current
  const told = new Set<string>()
  toldMeanwhile = told
  if (list.peek().state === 'failed') list.value = nothing
  try {
    const page = await api.listConversations({ ...queryOfView(view.peek()), limit: pageSize }, current.signal)
    if (current.signal.aborted) return
    putConversations(page.data.filter(({ id }) => !told.has(id)))
    const ids = page.data.map(({ id }) => id).filter((id) => conversationSignal(id) !== undefined)
    list.value = { ...nothing, ids, nextCursor: page.nextCursor, state: 'ready' }
    toldMeanwhile = null
    told.forEach(placeInList)
  } catch (error) {
    if (current.signal.aborted) return
    toldMeanwhile = null
    list.value = { ...list.peek(), state: 'failed', error }
  }
}

/** Reads the next page, if there is one. */
export async function readMore(): Promise<void> {
  const before = list.peek()
  if (before.nextCursor === null || before.loadingMore || before.state !== 'ready') return
  const signalOfRead = reading?.signal
  list.value = { ...before, loadingMore: true }
  try {
    const query = { ...queryOfView(view.peek()), cursor: before.nextCursor, limit: pageSize }
    const page = await keepRead(() => api.listConversations(query, signalOfRead))
    const present = new Set(list.peek().ids)
    const more = page.data.map(({ id }) => id).filter((id) => !present.has(id))
    list.value = { ...list.peek(), ids: [...list.peek().ids, ...more], nextCursor: page.nextCursor, loadingMore: false }
  } catch {
    if (!signalOfRead?.aborted) list.value = { ...list.peek(), loadingMore: false }
  }
}

/**
 * Puts a conversation that changed where it now belongs. The open one stays in the list until the view changes or
 * another is opened, so that answering or reading it does not take it from under the person's hands.
 */
export function placeInList(id: string): void {
  toldMeanwhile?.add(id)
  const conversation = conversationSignal(id)?.peek()
  const before = list.peek()
  if (!conversation || before.state !== 'ready') return
  const at = before.ids.indexOf(id)
  // Where one was mentioned only the server knows.
  const isKnown = view.peek().tab !== 'mentions' || at !== -1
  const belongs = isKnown && matchesView(view.peek(), conversation, me.peek()?.memberId ?? '')
  if (!belongs && !(at !== -1 && id === selectedId.peek())) {
    if (at !== -1) list.value = { ...before, ids: before.ids.filter((other) => other !== id) }
    return
  }
  if (!belongs) return
  const others = at === -1 ? before.ids : before.ids.filter((other) => other !== id)
  const to = positionOf(conversation.id, others)
  if (to === at) return
  // Below what was read so far: it comes with its page.
  if (at === -1 && to === others.length && before.nextCursor !== null) return
  list.value = { ...before, ids: [...others.slice(0, to), id, ...others.slice(to)] }
}

function positionOf(id: string, others: readonly string[]): number {
  const own = conversationSignal(id)?.peek()
  if (!own) return others.length
  const { sort } = view.peek()
  const at = others.findIndex((other) => {
    const conversation = conversationSignal(other)?.peek()
    return conversation !== undefined && compareInView(sort, own, conversation) < 0
  })
  return at === -1 ? others.length : at
}

export function removeFromList(id: string): void {
  toldMeanwhile?.add(id)
  list.value = { ...list.peek(), ids: list.peek().ids.filter((other) => other !== id) }
  forgetConversation(id)
}

let countTimer: ReturnType<typeof setTimeout> | undefined

export async function readCounts(): Promise<void> {
  try {
    counts.value = await api.countConversations()
  } catch {
    // The old counts are better than none; the next event or resync asks again.
  }
}

/** Asks for the counts soon, once for many events. */
export function countSoon(): void {
  if (countTimer !== undefined) return
  countTimer = setTimeout(() => {
    countTimer = undefined
    void readCounts()
  }, countEveryMs)
}
