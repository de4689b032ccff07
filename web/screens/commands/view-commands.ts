import { priorities } from '../../../worker/contract/priorities.ts'
import { channels } from '../../models/channels.ts'
import { view } from '../../models/inbox.ts'
import { labels } from '../../models/labels.ts'
import {
  initialView,
  type ListView,
  noClosingOrder,
  sorts,
  statusFilters,
  tabs,
  windowFilters,
} from '../../models/list-view.ts'
import { go } from '../../models/place.ts'
import { members, teams } from '../../models/team.ts'
import { currentView, openView, views } from '../../models/views.ts'
import { t } from '../../texts/desk.ts'
import { chosenFilters } from '../inbox/chosen-filters.ts'
import { askRemoveView, askSaveView, copyViewLink, mayChangeView, updateShownView } from '../inbox/verbs/view-verbs.ts'
import { type Command, pressing } from './command.ts'
import { isInInbox, show } from './list-commands.ts'

/** A command that shows another part of the list; possible unless it is shown already. */
function choice(what: string, value: string, changes: Partial<ListView>): Command {
  const entries = Object.entries(changes)
  return {
    id: `show-${entries.map((entry) => entry.join('-')).join('-')}`,
    group: 'list',
    name: () => t.commands.pair(what, value),
    isPossible: () => entries.some(([key, wanted]) => view.peek()[key as keyof ListView] !== wanted),
    run: () => show(changes),
  }
}

/** One command for every tab, order and filter, for each filter that is on, and for each saved view. */
export function viewCommands(): Command[] {
  const present = view.peek()
  const numbers = channels.peek().value ?? []
  const colleagues = (members.peek().value ?? []).filter(({ active, role }) => active && role !== 'viewer')
  const orders = sorts.filter((sort) => !(sort === 'window-closes' && present.window === 'closed'))
  return [
    ...savedCommands(),
    ...tabs.map((tab) => choice(t.inbox.list, t.inbox.tabs[tab], { tab, memberId: null })),
    ...orders.map((sort) => choice(t.inbox.sortLabel, t.inbox.sorts[sort], { sort })),
    ...statusFilters.map((status) => choice(t.inbox.statusLabel, t.inbox.statuses[status], { status })),
    ...windowFilters.map((window) =>
      choice(t.inbox.windowLabel, t.inbox.windows[window], {
        window,
        ...(window === 'closed' && noClosingOrder(present)),
      }),
    ),
    { ...choice('', '', { failed: true }), name: () => t.strip.failedFilter },
    ...priorities.map((priority) => choice(t.priority.title, t.priority.names[priority], { priority })),
    ...(labels.peek().value ?? []).map(({ id, name }) => choice(t.labels.any, name, { labelId: id })),
    ...(teams.peek().value ?? []).map(({ id, name }) => choice(t.inbox.teamLabel, name, { teamId: id })),
    ...(numbers.length > 1 ? numbers : []).map(({ id, name }) => choice(t.inbox.channelLabel, name, { channelId: id })),
    ...colleagues.map(({ id, name }) => choice(t.inbox.list, t.inbox.assignedTo(name), { memberId: id, tab: 'all' })),
    ...chosenFilters().map(
      ({ key, name }): Command => ({
        id: `without-${key}`,
        group: 'list',
        name: () => t.inbox.filterClear(name),
        run: () => show({ [key]: initialView[key] }),
      }),
    ),
    ...(present.unread
      ? [{ ...choice('', '', { unread: false }), name: () => t.inbox.filterClear(t.inbox.unread) }]
      : []),
  ]
}

function savedCommands(): Command[] {
  const current = currentView.peek()
  return [
    { id: 'views', group: 'list', name: () => t.views.title, ...pressing('views') },
    ...(views.peek().value ?? []).map(
      (saved): Command => ({
        id: `view-${saved.id}`,
        group: 'list',
        name: () => t.commands.pair(t.views.title, saved.name),
        isPossible: () => !isInInbox() || current?.saved.id !== saved.id || current.isChanged,
        run: () => {
          openView(saved)
          if (!isInInbox()) go('/')
        },
      }),
    ),
    ...(isInInbox() ? shownCommands() : []),
  ]
}

/** What can be done with what the list shows. */
function shownCommands(): Command[] {
  const current = currentView.peek()
  const base = { group: 'list', needs: 'saveViews' } as const
  const name = current?.saved.name ?? ''
  return [
    { ...base, id: 'view-save', name: () => t.views.save, run: askSaveView },
    {
      ...base,
      id: 'view-update',
      name: () => t.views.update(name),
      isPossible: () => current?.isChanged === true && mayChangeView(),
      run: updateShownView,
    },
    { id: 'view-link', group: 'list', name: () => t.views.copyLink, run: copyViewLink },
    {
      ...base,
      id: 'view-remove',
      name: () => t.commands.pair(t.views.remove, name),
      isPossible: mayChangeView,
      run: askRemoveView,
    },
  ]
}
