import type { Conversation, NewAssignee } from '../../worker/contract/conversation.ts'
import { api } from '../api/endpoints.ts'
import { t } from '../texts/index.ts'
import { conversationSignal, keepRead, patchConversation } from './conversations.ts'
import { countSoon, placeInList } from './inbox.ts'
import type { ShownMessage } from './message-list.ts'
import { newClientMessageId } from './outbox.ts'
import { can, me } from './session.ts'
import { patchMessage, putAnswer } from './threads.ts'
import { tellError } from './toasts.ts'

/** Shows a change at once, and takes it back with the reason if the server refuses. */
async function optimistic(
  id: string,
  changes: Partial<Conversation>,
  run: () => Promise<Conversation | undefined>,
  failed: string,
): Promise<boolean> {
  const undo = patchConversation(id, changes)
  placeInList(id)
  try {
    await keepRead(async () => {
      const answer = await run()
      return { data: answer ? [answer] : [] }
    })
    placeInList(id)
    countSoon()
    return true
  } catch (error) {
    undo()
    placeInList(id)
    tellError(failed, error)
    return false
  }
}

export async function assign(id: string, to: NewAssignee): Promise<void> {
  const { memberId, teamId } = to
  const changes = { assigneeId: memberId, ...(teamId !== undefined && { teamId }) }
  await optimistic(id, changes, () => api.assign(id, to), t.actions.assignFailed)
}

export async function setLabels(id: string, labelIds: string[]): Promise<void> {
  await optimistic(id, { labelIds }, () => api.setLabels(id, labelIds), t.actions.labelsFailed)
}

/** As a change of many, whose undo brings back who waited and what was unread. */
export async function closeConversation(id: string): Promise<void> {
  const { changeMany } = await import('./bulk.ts')
  await changeMany([id], { type: 'close' })
}

/** Also ends a snooze. */
export async function reopenConversation(id: string): Promise<void> {
  await optimistic(id, { status: 'open', snoozedUntil: null }, () => api.reopen(id), t.actions.reopenFailed)
}

export function toggleClosed(id: string): void {
  const isClosed = conversationSignal(id)?.peek().status === 'closed'
  void (isClosed ? reopenConversation(id) : closeConversation(id))
}

/** Says that the open conversation was read. A refusal is silent: the count comes back with the next event. */
export async function markRead(id: string): Promise<void> {
  const conversation = conversationSignal(id)?.peek()
  if (!conversation || conversation.unreadCount === 0 || !can('markRead')) return
  const undo = patchConversation(id, { unreadCount: 0 })
  try {
    await api.markRead(id)
    countSoon()
  } catch {
    undo()
  }
}

/** Sets or takes back our one reaction to a message. */
export async function react(message: ShownMessage, emoji: string): Promise<void> {
  const id = message.conversationId
  if (id === null) return
  const own = message.reactions.find((reaction) => reaction.by === 'business')
  const chosen = own?.emoji === emoji ? '' : emoji
  const theirs = message.reactions.filter((reaction) => reaction.by !== 'business')
  patchMessage(id, message.id, {
    reactions: chosen === '' ? theirs : [...theirs, { emoji: chosen, by: 'business' as const }],
  })
  try {
    const reaction = { message_id: message.id, emoji: chosen }
    await api.sendMessage(id, { clientMessageId: newClientMessageId(), type: 'reaction', reaction })
  } catch (error) {
    patchMessage(id, message.id, { reactions: message.reactions })
    tellError(t.actions.reactionFailed, error)
  }
}

/** Sends a failed message again. */
export async function retryMessage(message: ShownMessage): Promise<void> {
  const id = message.conversationId
  if (id === null) return
  patchMessage(id, message.id, { status: 'queued', failure: null, retryAt: null })
  try {
    putAnswer(id, await api.retryMessage(message.id))
  } catch (error) {
    patchMessage(id, message.id, { status: message.status, failure: message.failure, retryAt: message.retryAt })
    tellError(t.actions.retryFailed, error)
  }
}

export const isOwn = (memberId: string | null): boolean => memberId !== null && memberId === me.value?.memberId
