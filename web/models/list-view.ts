import type { Conversation } from '../../worker/contract/conversation.ts'
import type { ListQuery } from '../api/endpoints.ts'

export const tabs = ['mine', 'unassigned', 'all', 'mentions'] as const
export const statusFilters = ['open', 'closed', 'any'] as const
export const sorts = ['newest', 'oldest-waiting', 'window-closes'] as const
export type Tab = (typeof tabs)[number]
export type StatusFilter = (typeof statusFilters)[number]
export type Sort = (typeof sorts)[number]

export interface ListView {
  tab: Tab
  status: StatusFilter
  unread: boolean
  sort: Sort
  channelId: string | null
  teamId: string | null
  /** Only what this member has; beside the tab `all`. */
  memberId: string | null
  /** Only where a message of the last 24 hours failed. */
  failed: boolean
  labelId: string | null
}

export const initialView: ListView = {
  tab: 'mine',
  status: 'open',
  unread: false,
  sort: 'newest',
  channelId: null,
  teamId: null,
  memberId: null,
  failed: false,
  labelId: null,
}

const statuses: Record<StatusFilter, string> = { open: 'open,snoozed', closed: 'closed', any: 'open,snoozed,closed' }
const assignees: Record<Tab, string | undefined> = {
  mine: 'me',
  unassigned: 'none',
  all: undefined,
  mentions: undefined,
}

export const isFiltered = (view: ListView): boolean =>
  view.status !== 'open' ||
  view.unread ||
  view.failed ||
  [view.channelId, view.teamId, view.memberId, view.labelId].some((id) => id !== null)

/** The view as the server's query. */
export function queryOfView(view: ListView): Omit<ListQuery, 'limit' | 'cursor'> {
  return {
    status: statuses[view.status],
    assignee: assignees[view.tab] ?? view.memberId ?? undefined,
    mentioned: view.tab === 'mentions' ? 'me' : undefined,
    unread: view.unread ? 'true' : undefined,
    channel: view.channelId ?? undefined,
    team: view.teamId ?? undefined,
    failed: view.failed ? 'true' : undefined,
    label: view.labelId ?? undefined,
    sort: view.sort,
  }
}

/** Whether a conversation that just changed belongs in the view. */
export function matchesView(view: ListView, conversation: Conversation, memberId: string): boolean {
  if (!statuses[view.status].split(',').includes(conversation.status)) return false
  if (view.tab === 'mine' && conversation.assigneeId !== memberId) return false
  if (view.tab === 'unassigned' && conversation.assigneeId !== null) return false
  if (view.memberId !== null && conversation.assigneeId !== view.memberId) return false
  // The list tells the status of the newest message only; older failures come with the next reading.
  if (view.failed && conversation.preview?.status !== 'failed') return false
  if (view.channelId !== null && conversation.channelId !== view.channelId) return false
  if (view.teamId !== null && conversation.teamId !== view.teamId) return false
  if (view.labelId !== null && !conversation.labelIds.includes(view.labelId)) return false
  return !view.unread || conversation.unreadCount > 0
}

/** Less than 0 if `a` stands above `b`. */
export function compareInView(sort: Sort, a: Conversation, b: Conversation): number {
  if (sort === 'window-closes') {
    const order = (a.windowClosesAt ?? '9').localeCompare(b.windowClosesAt ?? '9')
    if (order !== 0) return order
  }
  const newestFirst = b.lastMessageAt.localeCompare(a.lastMessageAt)
  return sort === 'oldest-waiting' ? -newestFirst : newestFirst
}
