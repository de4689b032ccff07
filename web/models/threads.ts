import { type Signal, signal } from '@preact/signals'
import type { ConversationDetail } from '../../worker/contract/conversation.ts'
import type { Message } from '../../worker/contract/message.ts'
import { api } from '../api/endpoints.ts'
import { keepRead } from './conversations.ts'
import { type Loaded, loadInto, loading } from './load.ts'
import { changeMessage, mergeAnswer, mergeMessages, type ShownMessage } from './message-list.ts'

const firstPageSize = 40
const olderPageSize = 100
const threadsKept = 30

export interface Thread {
  id: string
  messages: Signal<readonly ShownMessage[]>
  state: Signal<'loading' | 'ready' | 'failed'>
  error: unknown
  nextCursor: string | null
  older: Signal<'more' | 'loading' | 'failed' | 'complete'>
  detail: Signal<Loaded<ConversationDetail>>
}

/** Open threads, least recently used first. */
const threads = new Map<string, Thread>()

/** The thread of a conversation, read if it is not here yet. */
export function openThread(id: string): Thread {
  const thread = threads.get(id) ?? createThread(id)
  threads.delete(id)
  threads.set(id, thread)
  for (const other of threads.keys()) {
    if (threads.size <= threadsKept) break
    if (
      !threads
        .get(other)
        ?.messages.peek()
        .some((message) => message.local)
    )
      threads.delete(other)
    else break
  }
  return thread
}

export function loadedThread(id: string | null): Thread | undefined {
  return id === null ? undefined : threads.get(id)
}

/** Everything that was read may be old, as after a long time without events. */
export function dropThreads(except: string | null): void {
  for (const [id, thread] of threads) {
    if (id !== except && !thread.messages.peek().some((message) => message.local)) threads.delete(id)
  }
}

function createThread(id: string): Thread {
  const thread: Thread = {
    id,
    messages: signal<readonly ShownMessage[]>([]),
    state: signal<'loading' | 'ready' | 'failed'>('loading'),
    error: null,
    nextCursor: null,
    older: signal<'more' | 'loading' | 'failed' | 'complete'>('more'),
    detail: loading<ConversationDetail>(),
  }
  void readNewest(thread)
  void readDetail(thread)
  return thread
}

/** Reads the newest page; when nothing of it was known, what is older is read again too. */
export async function readNewest(thread: Thread): Promise<void> {
  try {
    const page = await api.listMessages(thread.id, null, firstPageSize)
    const present = thread.messages.peek()
    const known = new Set(present.map((message) => message.id))
    const joins = page.nextCursor === null || page.data.some((message) => known.has(message.id))
    const kept = joins ? present : present.filter((message) => message.local)
    thread.messages.value = mergeMessages(kept, page.data.toReversed())
    if (!joins || thread.state.peek() !== 'ready') {
      thread.nextCursor = page.nextCursor
      thread.older.value = page.nextCursor === null ? 'complete' : 'more'
    }
    thread.state.value = 'ready'
  } catch (error) {
    thread.error = error
    if (thread.state.peek() === 'loading') thread.state.value = 'failed'
  }
}

export function retryThread(thread: Thread): void {
  thread.state.value = 'loading'
  void readNewest(thread)
  void readDetail(thread)
}

export async function readDetail(thread: Thread): Promise<void> {
  await loadInto(thread.detail, async () => {
    const { detail } = await keepRead(async () => {
      const detail = await api.getConversation(thread.id)
      const {
        identities: _identities,
        episodes: _episodes,
        customerSince: _since,
        contactLabelIds: _labels,
        ...conversation
      } = detail
      return { detail, data: [conversation] }
    })
    return detail
  })
}

export async function readOlder(thread: Thread): Promise<void> {
  if (thread.older.peek() !== 'more' || thread.state.peek() !== 'ready') return
  thread.older.value = 'loading'
  try {
    const page = await api.listMessages(thread.id, thread.nextCursor, olderPageSize)
    thread.nextCursor = page.nextCursor
    thread.messages.value = mergeMessages(thread.messages.peek(), page.data.toReversed())
    thread.older.value = page.nextCursor === null ? 'complete' : 'more'
  } catch {
    thread.older.value = 'failed'
  }
}

export function retryOlder(thread: Thread): void {
  thread.older.value = 'more'
  void readOlder(thread)
}

/** Puts what the server says into the thread, if it is open. */
export function putMessages(conversationId: string, incoming: readonly Message[]): void {
  const thread = threads.get(conversationId)
  if (thread) thread.messages.value = mergeMessages(thread.messages.peek(), incoming)
}

/** Puts the answer to a send or retry into the thread; a status that events have passed already stays. */
export function putAnswer(conversationId: string, answer: Message): void {
  const thread = threads.get(conversationId)
  if (thread) thread.messages.value = mergeAnswer(thread.messages.peek(), answer)
}

export function patchMessage(conversationId: string, id: string, changes: Partial<ShownMessage>): void {
  const thread = threads.get(conversationId)
  if (thread) thread.messages.value = changeMessage(thread.messages.peek(), id, changes)
}

export function dropMessage(conversationId: string, id: string): void {
  const thread = threads.get(conversationId)
  if (thread) thread.messages.value = thread.messages.peek().filter((message) => message.id !== id)
}

/** Whether a message is on the screen's side already, so that an event about it has somewhere to go. */
export function findMessage(conversationId: string, id: string): ShownMessage | undefined {
  return threads
    .get(conversationId)
    ?.messages.peek()
    .find((message) => message.id === id)
}
