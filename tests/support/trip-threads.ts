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

/** Every conversation of the tenant with all its messages. */
export async function readThreads(call: Call): Promise<Thread[]> {
  const threads: Thread[] = []
  await eachOf(
    await readAll<Conversation>(call, '/conversations?status=open,snoozed,closed'),
    8,
    async (conversation) => {
      const messages = await readAll<Message>(call, `/conversations/${conversation.id}/messages?`)
      threads.push({ conversation, messages: messages.reverse() })
    },
  )
  return threads
}

/** The same by the digits of the customer's phone. @throws Error if somebody has two. */
export async function readThreadsByPhone(call: Call): Promise<Map<string, Thread>> {
  const threads = await readThreads(call)
  const byPhone = new Map(threads.map((thread) => [thread.conversation.contact.phone?.slice(1) ?? '', thread]))
  if (byPhone.size < threads.length) throw new Error('two conversations with one customer')
  return byPhone
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
