import { type Signal, signal } from '@preact/signals'
import type { NewMessage } from '../../worker/contract/new-message.ts'
import type { ScheduledMessage, ScheduledMessageChanges, SendScheduled } from '../../worker/contract/scheduled.ts'
import { api } from '../api/endpoints.ts'
import { ApiError } from '../api/problem.ts'
import { putAnswer } from './threads.ts'
import { repliersIn } from './typing.ts'

/** What waits to be sent, by conversation, the next first. */
const waiting = new Map<string, Signal<readonly ScheduledMessage[]>>()

export function scheduledOf(conversationId: string): Signal<readonly ScheduledMessage[]> {
  const present = waiting.get(conversationId)
  if (present) return present
  const created = signal<readonly ScheduledMessage[]>([])
  waiting.set(conversationId, created)
  return created
}

export const hasScheduled = (conversationId: string): boolean => (waiting.get(conversationId)?.peek().length ?? 0) > 0

/** Reads them if the conversation was opened here; what is not there keeps what was. */
export async function readScheduled(conversationId: string): Promise<void> {
  const target = waiting.get(conversationId)
  if (!target) return
  try {
    target.value = (await api.listScheduled(conversationId)).data
  } catch {
    // The next event or opening reads it again.
  }
}

/** Keeps messages until then, in their order. Throws ApiError; those before the failed one wait. */
export async function schedule(conversationId: string, sendAt: string, messages: readonly NewMessage[]): Promise<void> {
  try {
    for (const message of messages) await api.scheduleMessage(conversationId, { sendAt, message })
  } finally {
    await readScheduled(conversationId)
  }
}

export async function changeScheduled(
  { id, conversationId }: ScheduledMessage,
  changes: ScheduledMessageChanges,
): Promise<void> {
  await api.changeScheduled(id, changes)
  await readScheduled(conversationId)
}

export async function cancelScheduled({ id, conversationId }: ScheduledMessage): Promise<void> {
  drop(conversationId, id)
  try {
    await api.cancelScheduled(id)
  } finally {
    await readScheduled(conversationId)
  }
}

/** The waiting message that was to be sent while a colleague writes: it waits for the person's word. */
export const sendQuestioned = signal<ScheduledMessage | null>(null)

/** Sends it, or asks first where a colleague is writing. */
export async function sendScheduledNow(message: ScheduledMessage): Promise<void> {
  if (repliersIn(message.conversationId).length > 0) sendQuestioned.value = message
  else await sendWaiting(message, {})
}

/** The person insists: it goes out although a colleague is writing. */
export async function sendScheduledAnyway(message: ScheduledMessage): Promise<void> {
  sendQuestioned.value = null
  await sendWaiting(message, { despiteTyping: true })
}

async function sendWaiting(message: ScheduledMessage, input: SendScheduled): Promise<void> {
  const { id, conversationId } = message
  drop(conversationId, id)
  try {
    putAnswer(conversationId, await api.sendScheduledNow(id, input))
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'COLLEAGUE_WRITING')) throw error
    sendQuestioned.value = message
  } finally {
    await readScheduled(conversationId)
  }
}

function drop(conversationId: string, id: string): void {
  const target = scheduledOf(conversationId)
  target.value = target.peek().filter((one) => one.id !== id)
}
