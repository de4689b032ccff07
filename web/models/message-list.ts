import type { Message } from '../../worker/contract/message.ts'
import { isBehind } from './statuses.ts'

/** A message on the screen. `local` is set while it exists only here. */
export interface ShownMessage extends Message {
  local?: 'sending' | 'waiting' | 'refused'
}

/** Oldest first; what exists only here stands last, in the order it was written. */
function compare(a: ShownMessage, b: ShownMessage): number {
  if ((a.local === undefined) !== (b.local === undefined)) return a.local === undefined ? -1 : 1
  return a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.seq - b.seq
}

/**
 * Adds or replaces messages by id. A message that was drawn before the server knew it makes way for the real one with
 * its clientMessageId.
 */
export function mergeMessages(present: readonly ShownMessage[], incoming: readonly Message[]): ShownMessage[] {
  const ids = new Set(incoming.map((message) => message.id))
  const clientIds = new Set(incoming.map((message) => message.clientMessageId))
  const kept = present.filter(
    (message) => !ids.has(message.id) && !(message.local !== undefined && clientIds.has(message.clientMessageId)),
  )
  const newest = kept.at(-1)
  const merged = [...kept, ...incoming]
  const inOrder = incoming.every((message, index) => compare(incoming[index - 1] ?? newest ?? message, message) <= 0)
  return inOrder ? merged : merged.sort(compare)
}

/** The answer to a send may be older than the events that overtook it: it never moves a status back. */
export function mergeAnswer(present: readonly ShownMessage[], answer: Message): ShownMessage[] {
  const known = present.find((message) => message.id === answer.id)
  if (known && isBehind(answer.status, known.status)) return present.filter((message) => !isDraftOf(message, answer))
  return mergeMessages(present, [answer])
}

const isDraftOf = (message: ShownMessage, answer: Message) =>
  message.local !== undefined && message.clientMessageId === answer.clientMessageId

export function changeMessage(
  present: readonly ShownMessage[],
  id: string,
  changes: Partial<ShownMessage>,
): ShownMessage[] {
  return present.map((message) => (message.id === id ? { ...message, ...changes } : message))
}
