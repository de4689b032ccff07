import type { Conversation } from '../../worker/contract/conversation.ts'
import { type Priority, priorities } from '../../worker/contract/priorities.ts'
import type { ViewFilters } from '../../worker/contract/view.ts'
import type { ListQuery } from '../api/endpoints.ts'
import { anId, oneOf } from './address.ts'
import { closingMs } from './reply-window.ts'

export const tabs = ['mine', 'unassigned', 'all', 'mentions'] as const
export const statusFilters = ['open', 'snoozed', 'closed', 'any'] as const
export const windowFilters = ['closing', 'open', 'closed'] as const
export const sorts = ['newest', 'oldest-waiting', 'window-closes', 'priority'] as const
export type Tab = (typeof tabs)[number]
export type StatusFilter = (typeof statusFilters)[number]
export type WindowFilter = (typeof windowFilters)[number]
export type Sort = (typeof sorts)[number]

export interface ListView {
  tab: Tab
  status: StatusFilter
  unread: boolean
  sort: Sort
  channelId: string | null
  teamId: string | null
  /** Only what this member has; under the tab `all`. */
  memberId: string | null
  /** Only where a message of the last 24 hours failed. */
  failed: boolean
  labelId: string | null
  priority: Priority | null
  window: WindowFilter | null
  /** The saved view that this began as. */
  viewId: string | null
}

export const initialView: ListView = {
  ...{ tab: 'mine', status: 'open', unread: false, failed: false, sort: 'newest' },
  ...{ channelId: null, teamId: null, memberId: null, labelId: null, priority: null, window: null, viewId: null },
}

const statuses: Record<StatusFilter, string> = {
  open: 'open',
  snoozed: 'snoozed',
  closed: 'closed',
  any: 'open,snoozed,closed',
}
const assignees: Record<Tab, 'me' | 'none' | undefined> = {
  mine: 'me',
  unassigned: 'none',
  all: undefined,
  mentions: undefined,
}

/** Whether something besides the tab narrows the list. Two orders do: who does not wait, or has no window, is not in them. */
export const isFiltered = ({ tab, sort, viewId, ...filters }: ListView): boolean =>
  sort === 'oldest-waiting' ||
  sort === 'window-closes' ||
  Object.entries(filters).some(([name, value]) => value !== initialView[name as keyof ListView])

/** What is closed cannot be sorted by when it closes. */
export const noClosingOrder = ({ sort }: ListView): Partial<ListView> =>
  sort === 'window-closes' ? { sort: 'newest' } : {}

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
    priority: view.priority ?? undefined,
    window: view.window ?? undefined,
    sort: view.sort,
  }
}

/** What a saved view keeps. */
export function filtersOfView(view: ListView): ViewFilters {
  const { status: _, unread: __, failed: ___, mentioned, ...query } = queryOfView(view)
  const present = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
  const { status, unread, failed } = view
  return { ...present, status, unread, failed, mentioned: mentioned !== undefined } as ViewFilters
}

export function viewOfFilters(filters: ViewFilters, viewId: string): ListView {
  const { assignee } = filters
  return {
    ...{ viewId, status: filters.status, unread: filters.unread, failed: filters.failed, sort: filters.sort },
    tab: filters.mentioned ? 'mentions' : assignee === 'me' ? 'mine' : assignee === 'none' ? 'unassigned' : 'all',
    memberId: assignee === 'me' || assignee === 'none' ? null : (assignee ?? null),
    channelId: filters.channel ?? null,
    teamId: filters.team ?? null,
    labelId: filters.label ?? null,
    priority: filters.priority ?? null,
    window: filters.window ?? null,
  }
}

/** How each part stands in the address: its name there, and what it may be. */
const inAddress: { [K in keyof ListView]: [name: string, read: (text: string) => ListView[K] | undefined] } = {
  tab: ['tab', oneOf(tabs)],
  status: ['status', oneOf(statusFilters)],
  unread: ['unread', (text) => (text === 'true' ? true : undefined)],
  sort: ['sort', oneOf(sorts)],
  channelId: ['channel', anId],
  labelId: ['label', anId],
  priority: ['priority', oneOf(priorities)],
  window: ['window', oneOf(windowFilters)],
  memberId: ['member', anId],
  teamId: ['team', anId],
  failed: ['failed', (text) => (text === 'true' ? true : undefined)],
  viewId: ['view', anId],
}

/** The view as the address carries it, with its question mark; empty for the view that everybody begins with. */
export function searchOfView(view: ListView): string {
  const search = new URLSearchParams()
  for (const [key, [name]] of Object.entries(inAddress)) {
    const value = view[key as keyof ListView]
    if (value !== initialView[key as keyof ListView]) search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** What the address says; what it does not say, or says wrongly, is as at the beginning. */
export function viewOfSearch(text: string): ListView {
  const search = new URLSearchParams(text)
  const said = Object.entries(inAddress).flatMap(([key, [name, read]]) => {
    const value = read(search.get(name) ?? '')
    return value === undefined ? [] : [[key, value]]
  })
  return { ...initialView, ...Object.fromEntries(said) }
}

/** Whether a conversation that just changed belongs in the view. */
export function matchesView(view: ListView, conversation: Conversation, memberId: string): boolean {
  if (!statuses[view.status].split(',').includes(conversation.status)) return false
  if (view.tab === 'mine' && conversation.assigneeId !== memberId) return false
  if (view.tab === 'unassigned' && conversation.assigneeId !== null) return false
  if (assignees[view.tab] === undefined && view.memberId !== null && conversation.assigneeId !== view.memberId)
    return false
  // The list tells the status of the newest message only; older failures come with the next reading.
  if (view.failed && conversation.preview?.status !== 'failed') return false
  if (view.channelId !== null && conversation.channelId !== view.channelId) return false
  if (view.teamId !== null && conversation.teamId !== view.teamId) return false
  if (view.labelId !== null && !conversation.labelIds.includes(view.labelId)) return false
  if (view.priority !== null && conversation.priority !== view.priority) return false
  if (!matchesWindow(view, conversation.windowClosesAt)) return false
  if (view.sort === 'oldest-waiting' && conversation.waitingSince === null) return false
  return !view.unread || conversation.unreadCount > 0
}

function matchesWindow({ window, sort }: ListView, closesAt: string | null): boolean {
  const leftMs = closesAt === null ? 0 : Date.parse(closesAt) - Date.now()
  if (window === 'closed') return leftMs <= 0
  if (window === 'closing') return leftMs > 0 && leftMs <= closingMs
  return leftMs > 0 || (window !== 'open' && sort !== 'window-closes')
}

/** Less than 0 if `a` stands above `b`: the server's order, the ids of what is alike included. */
export function compareInView(sort: Sort, a: Conversation, b: Conversation): number {
  const byId = a.id.localeCompare(b.id)
  if (sort === 'window-closes') return (a.windowClosesAt ?? '9').localeCompare(b.windowClosesAt ?? '9') || byId
  if (sort === 'oldest-waiting') return (a.waitingSince ?? '').localeCompare(b.waitingSince ?? '') || byId
  if (sort === 'priority' && a.priority !== b.priority) {
    return priorities.indexOf(b.priority) - priorities.indexOf(a.priority)
  }
  return b.lastMessageAt.localeCompare(a.lastMessageAt) || -byId
}
