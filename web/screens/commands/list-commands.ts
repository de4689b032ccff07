import { channels } from '../../models/channels.ts'
import { changeView, placeOf, selectedId, startingConversation, view } from '../../models/inbox.ts'
import { labels } from '../../models/labels.ts'
import { initialView, isFiltered, type ListView, sorts, statusFilters, tabs } from '../../models/list-view.ts'
import { go } from '../../models/place.ts'
import { isThreadCovered, uncoverThread } from '../../models/preferences.ts'
import { clearSearch, searchedFor } from '../../models/search.ts'
import { clearSelection, selection, toggleSelected } from '../../models/selection.ts'
import { teams } from '../../models/team.ts'
import { t } from '../../texts/index.ts'
import { focusedRow, moveCursor } from '../inbox/list-cursor.ts'
import type { Command } from './command.ts'

const isInInbox = (): boolean => location.pathname === '/' || location.pathname.startsWith('/c/')

/** Does something in the inbox, from wherever one is. */
function inInbox(run: () => void): void {
  if (!isInInbox()) go('/')
  requestAnimationFrame(run)
}

function show(changes: Partial<ListView>): void {
  changeView(changes)
  if (!isInInbox()) go('/')
}

const rowToSelect = (): string | null => focusedRow() ?? selectedId.peek()

const canGoBack = (): boolean =>
  isInInbox() &&
  (searchedFor.peek() !== null || isThreadCovered() || selection.peek().size > 0 || selectedId.peek() !== null)

function goBack(): void {
  if (searchedFor.peek() !== null) clearSearch()
  else if (isThreadCovered()) uncoverThread()
  else if (selection.peek().size > 0) clearSelection()
  else go(placeOf(null))
}

/** What is the same for everybody; with keys. */
export const listCommands: readonly Command[] = [
  {
    id: 'next',
    group: 'list',
    name: () => t.commands.next,
    keys: 'j',
    isPossible: isInInbox,
    run: () => moveCursor(1, selectedId.peek()),
  },
  {
    id: 'previous',
    group: 'list',
    name: () => t.commands.previous,
    keys: 'k',
    isPossible: isInInbox,
    run: () => moveCursor(-1, selectedId.peek()),
  },
  { id: 'open', group: 'list', name: () => t.commands.open, keys: 'Enter' },
  {
    id: 'select',
    group: 'list',
    name: () => t.commands.select,
    keys: 'x',
    needs: 'bulkChange',
    isPossible: () => isInInbox() && rowToSelect() !== null,
    run: () => {
      const row = rowToSelect()
      if (row !== null) toggleSelected(row)
    },
  },
  {
    id: 'search',
    group: 'list',
    name: () => t.commands.search,
    keys: '/',
    run: () => inInbox(() => document.getElementById('search')?.focus()),
  },
  {
    id: 'back',
    group: 'list',
    name: () => t.commands.back,
    keys: 'Escape',
    isPossible: canGoBack,
    run: goBack,
  },
  {
    id: 'start-conversation',
    group: 'list',
    name: () => t.inbox.newConversation,
    needs: 'startConversation',
    run: () => {
      startingConversation.value = true
      if (!isInInbox()) go('/')
    },
  },
  {
    id: 'unread',
    group: 'list',
    name: () => t.commands.unread,
    isPossible: () => !view.peek().unread,
    run: () => show({ unread: true }),
  },
  {
    id: 'clear',
    group: 'list',
    name: () => t.commands.clear,
    isPossible: () => isFiltered(view.peek()),
    run: () => show({ ...initialView, tab: view.peek().tab }),
  },
]

/** A command that shows another part of the list; possible unless it is shown already. */
function choice(what: () => string, value: () => string, changes: Partial<ListView>): Command {
  const entries = Object.entries(changes)
  return {
    id: `show-${entries.map((entry) => entry.join('-')).join('-')}`,
    group: 'list',
    name: () => t.commands.pair(what(), value()),
    isPossible: () => entries.some(([key, wanted]) => view.peek()[key as keyof ListView] !== wanted),
    run: () => show(changes),
  }
}

/** One command for every tab, order, status, number and team. */
export function viewCommands(): Command[] {
  const numbers = channels.peek().value ?? []
  const groups = teams.peek().value ?? []
  const marks = labels.peek().value ?? []
  return [
    ...tabs.map((tab) =>
      choice(
        () => t.inbox.list,
        () => t.inbox.tabs[tab],
        { tab, memberId: null },
      ),
    ),
    ...sorts.map((sort) =>
      choice(
        () => t.inbox.sortLabel,
        () => t.inbox.sorts[sort],
        { sort },
      ),
    ),
    ...statusFilters.map((status) =>
      choice(
        () => t.inbox.statusLabel,
        () => t.inbox.statuses[status],
        { status },
      ),
    ),
    ...groups.map(({ id, name }) =>
      choice(
        () => t.inbox.teamLabel,
        () => name,
        { teamId: id },
      ),
    ),
    ...marks.map(({ id, name }) =>
      choice(
        () => t.labels.any,
        () => name,
        { labelId: id },
      ),
    ),
    ...(numbers.length > 1 ? numbers : []).map(({ id, name }) =>
      choice(
        () => t.inbox.channelLabel,
        () => name,
        { channelId: id },
      ),
    ),
  ]
}
