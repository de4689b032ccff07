import { changeView, selectedId, startingConversation, view } from '../../models/inbox.ts'
import { initialView, isFiltered, type ListView } from '../../models/list-view.ts'
import { go } from '../../models/place.ts'
import { isThreadCovered, uncoverThread } from '../../models/preferences.ts'
import { clearSearch, searchedFor } from '../../models/search.ts'
import { clearSelection, selection, toggleSelected } from '../../models/selection.ts'
import { t } from '../../texts/index.ts'
import { focusedRow, leaveThread, moveCursor } from '../inbox/list-cursor.ts'
import type { Command } from './command.ts'

/** Whether the list and its conversations are on the screen. */
export const isInInbox = (): boolean => location.pathname === '/' || location.pathname.startsWith('/c/')

/** Does something in the inbox, from wherever one is. */
function inInbox(run: () => void): void {
  if (!isInInbox()) go('/')
  requestAnimationFrame(run)
}

/** Shows another part of the list, from wherever one is. */
export function show(changes: Partial<ListView>): void {
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
  else leaveThread()
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
