import { batch } from '@preact/signals'
import type { BulkAction, BulkResult } from '../../worker/contract/bulk.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import { api } from '../api/endpoints.ts'
import { t } from '../texts/desk.ts'
import { textsLoaded } from '../texts/index.ts'
import { conversationSignal, keepRead, patchConversation } from './conversations.ts'
import { countSoon, placeInList } from './inbox.ts'
import { tell, tellError } from './toasts.ts'

/** Does one thing to conversations: shown at once, taken back where it is refused, and undone for ten seconds. */
export async function changeMany(ids: readonly string[], action: BulkAction): Promise<void> {
  const undos = new Map(ids.map((id) => [id, patchConversation(id, patchOf(action, id))]))
  place(ids)
  try {
    await textsLoaded() // They may come with this file.
    const { data, bulkId } = await api.changeConversations({ ids: [...ids], action })
    const isChanged = (outcome: string) => outcome === 'changed' || outcome === 'unchanged'
    const left = data.filter(({ outcome }) => !isChanged(outcome))
    for (const { id } of left) undos.get(id)?.()
    const done = data.filter(({ outcome }) => outcome === 'changed').map(({ id }) => id)
    if (left.length > 0) tell(t.bulk.left(left.length))
    if (bulkId !== null) {
      tell(t.bulk.done[action.type](done.length), { label: t.actions.undo, run: () => void undo(bulkId) })
    }
    await readAgain(ids)
  } catch (error) {
    for (const takeBack of undos.values()) takeBack()
    place(ids)
    tellError(t.bulk.failed, error)
  }
}

async function undo(bulkId: string): Promise<void> {
  try {
    const result: BulkResult = await api.undoChanges(bulkId)
    const kept = result.data.filter(({ outcome }) => outcome !== 'changed')
    if (kept.length > 0) tell(t.bulk.kept(kept.length))
    await readAgain(result.data.map(({ id }) => id))
  } catch (error) {
    tellError(t.bulk.undoFailed, error)
  }
}

/** The events say the same, but only where there is a connection for them. */
async function readAgain(ids: readonly string[]): Promise<void> {
  await keepRead(() => api.readConversations([...ids]))
  place(ids)
  countSoon()
}

function place(ids: readonly string[]): void {
  batch(() => ids.forEach(placeInList))
}

function patchOf(action: BulkAction, id: string): Partial<Conversation> {
  switch (action.type) {
    case 'assign':
      return { assigneeId: action.memberId, ...(action.teamId !== undefined && { teamId: action.teamId }) }
    case 'close':
      return { status: 'closed', snoozedUntil: null, unreadCount: 0, waitingSince: null }
    case 'reopen':
      return { status: 'open', snoozedUntil: null }
    case 'snooze':
      return { status: 'snoozed', snoozedUntil: action.until }
    case 'priority':
      return { priority: action.priority }
    case 'read':
      return { unreadCount: 0 }
    case 'label': {
      const present = conversationSignal(id)?.peek().labelIds ?? []
      const kept = present.filter((each) => !action.remove.includes(each))
      return { labelIds: [...kept, ...action.add.filter((each) => !kept.includes(each))] }
    }
  }
}
