import { batch, type Signal, signal } from '@preact/signals'
import type { Conversation } from '../../worker/contract/conversation.ts'

/** Every conversation the screen has seen, each in a signal of its own, so that one event redraws one row. */
const known = new Map<string, Signal<Conversation>>()

export function conversationSignal(id: string): Signal<Conversation> | undefined {
  return known.get(id)
}

export function knownConversations(): Iterable<Signal<Conversation>> {
  return known.values()
}

/** Keeps what the server says about a conversation. */
export function putConversation(conversation: Conversation): Signal<Conversation> {
  const present = known.get(conversation.id)
  if (present) {
    present.value = conversation
    return present
  }
  const created = signal(conversation)
  known.set(conversation.id, created)
  return created
}

export function putConversations(conversations: readonly Conversation[]): string[] {
  return batch(() => conversations.map((conversation) => putConversation(conversation).peek().id))
}

/** Reads under way, each with the ids that events told of since it began. */
const reads = new Set<Set<string>>()

/** Notes that an event told of a conversation. */
export function noteTold(id: string): void {
  for (const told of reads) told.add(id)
}

/** Reads conversations and keeps them, but for those that an event told of meanwhile: it, or what it makes read, is newer. */
export async function keepRead<Page extends { data: readonly Conversation[] }>(
  read: () => Promise<Page>,
): Promise<Page> {
  const told = new Set<string>()
  reads.add(told)
  try {
    const page = await read()
    putConversations(page.data.filter(({ id }) => !told.has(id) || !known.has(id)))
    return page
  } finally {
    reads.delete(told)
  }
}

export function forgetConversation(id: string): void {
  known.delete(id)
}

/**
 * Changes a conversation on the screen before the server has answered.
 *
 * @returns Takes back what is still as this change left it; what an event has changed since stays.
 */
export function patchConversation(id: string, changes: Partial<Conversation>): () => void {
  const target = known.get(id)
  if (!target) return () => {}
  const before = target.peek()
  target.value = { ...before, ...changes }
  return () => {
    const present = target.peek()
    const stillOurs = Object.entries(changes).filter(([key, value]) => present[key as keyof Conversation] === value)
    const restored = stillOurs.map(([key]) => [key, before[key as keyof Conversation]])
    target.value = { ...present, ...Object.fromEntries(restored) }
  }
}
