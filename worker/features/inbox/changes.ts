import type { BulkAction, BulkOutcome } from '../../contract/bulk.ts'
import type { MessageContent } from '../../contract/message.ts'
import { priorities } from '../../contract/priorities.ts'

/** Of a conversation, what people change. */
export type Standing = {
  status: 'open' | 'snoozed' | 'closed'
  snoozedUntil: string | null
  assigneeId: string | null
  teamId: string | null
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
  /** Done by itself, after so many days without a word, and only while there is none. */
  afterDays?: number
  /** Taken back: whoever has it again never heard that it was gone. */
  isUndo?: true
}

/** What an action makes of a conversation: decided here, written by writeChanges. */
export function changeOf(action: BulkAction, id: string, now: Standing): Change | Exclude<BulkOutcome, 'changed'> {
  const { after, episode = null } = wanted(action, now)
  if (after === null) return 'refused'
  const wantedFields = Object.keys(after) as (keyof Standing)[]
  const differing = wantedFields.filter((field) => !isSame(after[field], now[field]))
  if (differing.length === 0) return 'unchanged'
  // Of who has it, both are told: the member and the team.
  const fields = action.type === 'assign' ? wantedFields : differing
  const only = (of: Partial<Standing>) => Object.fromEntries(fields.map((field) => [field, of[field]]))
  return { id, before: only(now), after: only(after), episode }
}

function wanted(action: BulkAction, now: Standing): { after: Partial<Standing> | null; episode?: Change['episode'] } {
  switch (action.type) {
    case 'assign':
      return { after: { assigneeId: action.memberId, ...(action.teamId !== undefined && { teamId: action.teamId }) } }
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
  return { id, before: after, after: before, episode: back, isUndo: true }
}

type Activity = NonNullable<MessageContent['activity']>

/** Whether a team gets it that did not have it. */
export function isForTeam({ before, after }: Change): boolean {
  return (after.teamId ?? null) !== null && after.teamId !== before.teamId
}

/** The line of the thread that tells of a change; null if it is not worth one. */
export function activityOf(change: Change): Activity | null {
  const { before, after, afterDays } = change
  if (after.assigneeId !== undefined) {
    const team = isForTeam(change) ? { teamId: after.teamId as string } : {}
    return { action: after.assigneeId || team.teamId ? 'assigned' : 'unassigned', memberId: after.assigneeId, ...team }
  }
  if (after.status === 'closed')
    return { action: 'closed', memberId: null, ...(afterDays !== undefined && { afterDays }) }
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
