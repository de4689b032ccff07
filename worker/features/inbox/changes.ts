import type { BulkAction, BulkOutcome } from '../../contract/bulk.ts'
import type { MessageContent } from '../../contract/message.ts'
import { priorities } from '../../contract/priorities.ts'

/** Of a conversation, what people change. */
export type Standing = {
  status: 'open' | 'snoozed' | 'closed'
  snoozedUntil: string | null
  assigneeId: string | null
  priority: number
  unreadCount: number
  waitingSince: string | null
  labelIds: string[]
}

/** What a change makes of a conversation, and what it was before: what undoing it needs. Both have the same fields. */
export interface Change {
  id: string
  before: Partial<Standing>
  after: Partial<Standing>
  /** What becomes of its episode: closed, begun, or what was done to it before taken back. */
  episode: 'close' | 'open' | 'again' | 'drop' | null
}

/** What an action makes of a conversation: decided here, written by writeChanges. */
export function changeOf(action: BulkAction, id: string, now: Standing): Change | Exclude<BulkOutcome, 'changed'> {
  const { after, episode = null } = wanted(action, now)
  if (after === null) return 'refused'
  const fields = (Object.keys(after) as (keyof Standing)[]).filter((field) => !isSame(after[field], now[field]))
  if (fields.length === 0) return 'unchanged'
  const only = (of: Partial<Standing>) => Object.fromEntries(fields.map((field) => [field, of[field]]))
  return { id, before: only(now), after: only(after), episode }
}

function wanted(action: BulkAction, now: Standing): { after: Partial<Standing> | null; episode?: Change['episode'] } {
  switch (action.type) {
    case 'assign':
      return { after: { assigneeId: action.memberId } }
    case 'close':
      if (now.status === 'closed') return { after: {} }
      return { after: { status: 'closed', snoozedUntil: null, unreadCount: 0, waitingSince: null }, episode: 'close' }
    case 'reopen':
      return {
        after: { status: 'open', snoozedUntil: null },
        episode: now.status === 'closed' ? 'open' : null,
      }
    case 'snooze':
      return { after: now.status === 'closed' ? null : { status: 'snoozed', snoozedUntil: action.until } }
    case 'priority':
      return { after: { priority: priorities.indexOf(action.priority) } }
    case 'read':
      return { after: { unreadCount: 0 } }
    case 'label': {
      const kept = now.labelIds.filter((id) => !action.remove.includes(id))
      return { after: { labelIds: [...kept, ...action.add.filter((id) => !kept.includes(id))] } }
    }
  }
}

/** The change back. */
export function undoing({ id, before, after, episode }: Change): Change {
  const back = episode === 'close' ? 'again' : episode === 'open' ? 'drop' : null
  return { id, before: after, after: before, episode: back }
}

/** The line of the thread that tells of a change; null if it is not worth one. */
export function activityOf({ before, after }: Change): MessageContent['activity'] | null {
  if (after.assigneeId !== undefined) {
    return { action: after.assigneeId ? 'assigned' : 'unassigned', memberId: after.assigneeId }
  }
  if (after.status === 'closed') return { action: 'closed', memberId: null }
  if (after.status === 'snoozed' || after.snoozedUntil) {
    return { action: 'snoozed', memberId: null, until: after.snoozedUntil ?? null }
  }
  if (after.status === 'open') return { action: before.status === 'snoozed' ? 'woken' : 'reopened', memberId: null }
  return null
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each) => b.includes(each))
  return a === b
}
