import type { Call } from '../../dev/seed/app-client.ts'
import type { ChannelHealth } from '../../worker/contract/channel.ts'
import type { Page } from '../../worker/contract/common.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import type { Message } from '../../worker/contract/message.ts'
import { eachOf, waitFor } from './trip-wait.ts'

export interface Thread {
  conversation: Conversation
  /** Oldest first, as the screen shows them. */
  messages: Message[]
}

/** Every conversation of the tenant with all its messages, by the digits of the customer's phone. */
export async function readThreads(call: Call): Promise<Map<string, Thread>> {
  const conversations = await readAll<Conversation>(call, '/conversations?status=open,snoozed,closed')
  const threads = new Map<string, Thread>()
  await eachOf(conversations, 8, async (conversation) => {
    const phone = conversation.contact.phone?.slice(1) ?? conversation.id
    if (threads.has(phone)) throw new Error(`two conversations with ${phone}`)
    const messages = await readAll<Message>(call, `/conversations/${conversation.id}/messages?`)
    threads.set(phone, { conversation, messages: messages.reverse() })
  })
  return threads
}

/** Follows a list to its end. @param path With its `?`. */
export async function readAll<T>(call: Call, path: string): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: Page<T> = await call('GET', `${path}&limit=100${more}`)
    all.push(...page.data)
    cursor = page.nextCursor
  }
  return all
}

/** Waits until everything that was acknowledged for a channel is in Postgres. @throws Error also if an event was parked. */
export async function waitUntilApplied(call: Call, channelId: string, timeoutMs: number): Promise<void> {
  const health = await waitFor('no unapplied events', timeoutMs, async () => {
    const found = await call<ChannelHealth>('GET', `/channels/${channelId}/health`)
    return found.unappliedEvents === 0 && found
  })
  if (health.parkedEvents > 0) throw new Error(`${health.parkedEvents} events are parked`)
}
