import type { WebhookEvent } from '../contract/events.ts'
import { type Change, channelEvent, type ReadItem } from './change.ts'
import { findCustomer, namingOf } from './customers.ts'
import { readErrors } from './errors.ts'
import { readMessage } from './messages.ts'
import { isRaw, phoneOf, type Raw, rawOf, textOf } from './raw.ts'

/**
 * One chunk of the chats that a coexistence number shares: a channel event about the progress (or the refusal, 2593109),
 * and every message of every thread.
 */
export const readHistoryChunk: ReadItem = (chunk, change) => {
  const { threads, ...about } = chunk
  const { phase, chunk_order } = rawOf(chunk.metadata)
  const [error] = readErrors(chunk.errors)
  const subject = error ? String(error.code) : `${textOf(phase) ?? ''}.${textOf(chunk_order) ?? ''}`
  const events: WebhookEvent[] = [channelEvent(change, about, { subject })]
  for (const thread of Array.isArray(threads) ? threads : []) {
    const messages = rawOf(thread).messages
    if (!Array.isArray(messages)) {
      change.problems.push('history: thread without messages')
      events.push(channelEvent(change, { thread }))
      continue
    }
    for (const message of messages) events.push(...readThreadMessage(message, rawOf(thread), change))
  }
  return events
}

/** A file of the history, in a webhook of its own that names no thread. */
export const readHistoryMedia: ReadItem = (message, change) => {
  const echo = isFromBusiness(message, undefined, change)
  const naming = echo
    ? namingOf(message.to, message.to_user_id, message.to_parent_user_id)
    : namingOf(message.from, message.from_user_id, message.from_parent_user_id)
  const customer = findCustomer(change.contacts, naming)
  return readMessage(message, change, { source: echo ? 'echo' : 'customer', customer, history: true })
}

function readThreadMessage(message: unknown, thread: Raw, change: Change): WebhookEvent[] {
  if (isRaw(message)) {
    const context = rawOf(thread.context)
    const userId = thread.user_id ?? context.user_id
    const naming = namingOf(thread.id ?? context.wa_id, userId, thread.parent_user_id ?? context.parent_user_id)
    const events = readMessage(message, change, {
      source: isFromBusiness(message, naming.phone, change) ? 'echo' : 'customer',
      customer: findCustomer(change.contacts, naming),
      history: true,
    })
    if (events.length > 0) return events
  }
  change.problems.push('history: malformed message')
  return [channelEvent(change, { thread: thread.id, message })]
}

function isFromBusiness(message: Raw, customerPhone: string | undefined, change: Change): boolean {
  const from = phoneOf(message.from)
  if (message.to !== undefined || message.to_user_id !== undefined) return true
  if (from === undefined) return false
  return from === change.businessPhone || (customerPhone !== undefined && from !== customerPhone)
}
