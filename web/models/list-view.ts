import type { Conversation } from '../../worker/contract/conversation.ts'
import type { ListQuery } from '../api/endpoints.ts'

export type Tab = 'mine' | 'unassigned' | 'all'
export type StatusFilter = 'open' | 'closed' | 'any'
export type Sort = 'newest' | 'oldest-waiting' | 'window-closes'

export interface ListView {
  tab: Tab
  status: StatusFilter
  unread: boolean
  sort: Sort
  channelId: string | null
  labelId: string | null
}

export const initialView: ListView = {
  tab: 'mine',
  status: 'open',
  unread: false,
  sort: 'newest',
  channelId: null,
  labelId: null,
}

const statuses: Record<StatusFilter, string> = { open: 'open,snoozed', closed: 'closed', any: 'open,snoozed,closed' }
const assignees: Record<Tab, string | undefined> = { mine: 'me', unassigned: 'none', all: undefined }

export const isFiltered = (view: ListView): boolean =>
  view.status !== 'open' || view.unread || view.channelId !== null || view.labelId !== null

/** The view as the server's query. */
export function queryOfView(view: ListView): Omit<ListQuery, 'limit' | 'cursor'> {
  return {
    status: statuses[view.status],
    assignee: assignees[view.tab],
    unread: view.unread ? 'true' : undefined,
    channel: view.channelId ?? undefined,
    label: view.labelId ?? undefined,
    sort: view.sort,
  }
}

/** Whether a conversation that just changed belongs in the view. */
export function matchesView(view: ListView, conversation: Conversation, memberId: string): boolean {
  if (!statuses[view.status].split(',').includes(conversation.status)) return false
  if (view.tab === 'mine' && conversation.assigneeId !== memberId) return false
  if (view.tab === 'unassigned' && conversation.assigneeId !== null) return false
  if (view.channelId !== null && conversation.channelId !== view.channelId) return false
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
