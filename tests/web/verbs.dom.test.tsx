import { signal } from '@preact/signals'
import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changeMany } from '../../web/models/bulk.ts'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { changeView, followAddress, list, placeOf, view } from '../../web/models/inbox.ts'
import {
  filtersOfView,
  initialView,
  type ListView,
  matchesView,
  searchOfView,
  viewOfFilters,
  viewOfSearch,
} from '../../web/models/list-view.ts'
import { clearSelection, selection, selectTo, toggleSelected } from '../../web/models/selection.ts'
import { me } from '../../web/models/session.ts'
import { snoozeTimes } from '../../web/models/snooze-times.ts'
import { toasts } from '../../web/models/toasts.ts'
import { currentView, views } from '../../web/models/views.ts'
import { ConversationRow } from '../../web/screens/inbox/conversation-row.tsx'
import { PriorityMenu } from '../../web/screens/inbox/verbs/priority-menu.tsx'
import { SelectionBar } from '../../web/screens/inbox/verbs/selection-bar.tsx'
import { SnoozeMenu } from '../../web/screens/inbox/verbs/snooze-menu.tsx'
import type { BulkInput } from '../../worker/contract/bulk.ts'
import type { View } from '../../worker/contract/view.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aConversation, ago, aPerson, hourMs, inFuture, newId } from './made.ts'

beforeEach(() => {
  me.value = aPerson()
  toasts.value = []
  clearSelection()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const anchor = () => document.body.appendChild(document.createElement('button'))
const itemsOf = (container: Element) => [...container.querySelectorAll<HTMLElement>('[role^=menuitem]')]

describe('the times to snooze until', () => {
  const local = (text: string) => new Date(text).getTime()
  const named = (text: string) => snoozeTimes(local(text)).map(({ name, atMs }) => [name, atMs])

  it('are in the person’s own zone, soonest first', () => {
    expect(named('2026-11-25T10:10:00')).toEqual([
      ['later', local('2026-11-25T13:30:00')],
      ['evening', local('2026-11-25T18:00:00')],
      ['tomorrow', local('2026-11-26T08:00:00')],
      ['monday', local('2026-11-30T08:00:00')],
    ])
  })

  it('stand in their order in the afternoon too, when this evening comes before three hours from now', () => {
    expect(named('2026-11-25T15:44:00').slice(0, 3)).toEqual([
      ['evening', local('2026-11-25T18:00:00')],
      ['later', local('2026-11-25T19:00:00')],
      ['tomorrow', local('2026-11-26T08:00:00')],
    ])
  })

  it('name nothing later today when that would be tomorrow', () => {
    expect(named('2026-11-25T20:29:00')[0]).toEqual(['later', local('2026-11-25T23:30:00')])
    for (const time of ['20:31', '21:40', '23:10']) {
      expect(named(`2026-11-25T${time}:00`)[0]).toEqual(['tomorrow', local('2026-11-26T08:00:00')])
    }
  })

  it('leave out an evening that is there, and a Monday that is tomorrow', () => {
    expect(named('2026-11-29T17:30:00').map(([name]) => name)).toEqual(['later', 'tomorrow'])
    expect(named('2026-11-30T09:00:00').at(-1)).toEqual(['monday', local('2026-12-07T08:00:00')])
  })
})

describe('the snooze menu', () => {
  it('offers times, the next message, and an end where there is one', () => {
    const onSnooze = vi.fn()
    const props = { anchor: anchor(), onSnooze, onClose: () => {} }
    const { container } = render(<SnoozeMenu {...props} />)
    const open = itemsOf(container)
    expect(open.map((item) => item.textContent)).toContain('Until the customer writes')
    fireEvent.click(open.at(-1) as Element)
    expect(onSnooze).toHaveBeenCalledWith(null)
    const onWake = vi.fn()
    const snoozed = render(<SnoozeMenu {...props} onWake={onWake} />)
    fireEvent.click(itemsOf(snoozed.container)[0] as Element)
    expect(onWake).toHaveBeenCalled()
  })

  it('takes a time of one’s own, in the future only', () => {
    const onSnooze = vi.fn()
    const { container } = render(<SnoozeMenu anchor={anchor()} onSnooze={onSnooze} onClose={() => {}} />)
    const box = container.querySelector('input') as HTMLInputElement
    const submit = container.querySelector('button[type=submit]') as HTMLButtonElement
    fireEvent.input(box, { target: { value: '2020-01-01T10:00' } })
    expect(submit.disabled).toBe(true)
    const wanted = new Date(Date.now() + 48 * hourMs)
    wanted.setSeconds(0, 0)
    const local = new Date(wanted.getTime() - wanted.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    fireEvent.input(box, { target: { value: local } })
    fireEvent.submit(container.querySelector('form') as Element)
    expect(onSnooze).toHaveBeenCalledWith(wanted.toISOString())
  })
})

it('the priority menu shows the present one, and tells a new one only', () => {
  const onChoose = vi.fn()
  const props = { anchor: anchor(), chosen: 'high' as const, onChoose, onClose: () => {} }
  const { container } = render(<PriorityMenu {...props} />)
  const items = itemsOf(container)
  expect(items.map((item) => item.textContent)).toEqual(['Urgent', 'High', 'Medium', 'Low', 'No priority'])
  expect(items.map((item) => item.getAttribute('aria-checked')).indexOf('true')).toBe(1)
  fireEvent.click(items[1] as Element)
  fireEvent.click(items[0] as Element)
  expect(onChoose.mock.calls).toEqual([['urgent']])
})

describe('a selection', () => {
  const ids = Array.from({ length: 120 }, newId)

  it('is ticked one by one and by range, at most a hundred', () => {
    toggleSelected(ids[2] ?? '')
    selectTo(ids[5] ?? '', ids)
    expect([...selection.value]).toEqual(ids.slice(2, 6))
    toggleSelected(ids[3] ?? '')
    expect(selection.value.size).toBe(3)
    clearSelection()
    toggleSelected(ids[0] ?? '')
    selectTo(ids[119] ?? '', ids)
    expect(selection.value.size).toBe(100)
  })

  it('is ticked in the row, by checkbox', () => {
    const conversation = signal(aConversation())
    const props = { conversation, isSelected: false, top: 0, position: 1, total: 1 }
    const { container } = render(<ConversationRow {...props} />)
    const box = container.querySelector<HTMLInputElement>('input[type=checkbox]')
    expect(box?.getAttribute('aria-label')).toBe('Select Jonas Okafor')
    fireEvent.click(box as Element)
    expect(selection.value.has(conversation.value.id)).toBe(true)
  })

  it('is not for those who may only read', () => {
    me.value = aPerson({ role: 'viewer' })
    const props = { conversation: signal(aConversation()), isSelected: false, top: 0, position: 1, total: 1 }
    expect(render(<ConversationRow {...props} />).container.querySelector('input')).toBeNull()
  })

  it('has a bar that says how many, and does things to them', async () => {
    const conversations = [aConversation(), aConversation()]
    for (const each of conversations) toggleSelected(putConversation(each).value.id)
    const asked = answering('changed')
    const { container } = render(<SelectionBar />)
    expect(container.querySelector('strong')?.textContent).toBe('2 selected')
    fireEvent.click(container.querySelector('[aria-label="Close"]') as Element)
    expect(conversationSignal(conversations[0]?.id ?? '')?.value.status).toBe('closed')
    expect(selection.value.size).toBe(0)
    await vi.waitFor(() =>
      expect(asked[0]?.body).toEqual({ ids: conversations.map(({ id }) => id), action: { type: 'close' } }),
    )
  })
})

describe('after a change of what is ticked', () => {
  it.each([
    ['the row that was ticked last', 'Mark as read', 1],
    ['the next that stayed, where they left the list', 'Close', 2],
    ['the row that was ticked last, where they are only let go', 'Clear the selection', 1],
  ])('the focus is on %s', (_, verb, expected) => {
    const conversations = ['Ana', 'Ben', 'Cleo'].map((name) =>
      putConversation(aConversation({ contact: { id: newId(), name, phone: null, username: null } })),
    )
    const ids = conversations.map(({ value }) => value.id)
    view.value = { ...initialView, tab: 'all' }
    list.value = { ...list.value, ids, state: 'ready' }
    answering('changed')
    for (const id of ids.slice(0, 2)) toggleSelected(id)
    render(
      <>
        <SelectionBar />
        {conversations.map((conversation, index) => (
          <ConversationRow
            key={conversation.value.id}
            {...{ conversation, isSelected: false, top: 0, position: index + 1, total: 3 }}
          />
        ))}
      </>,
    )
    const button = screen.getByLabelText(verb)
    button.focus()
    fireEvent.click(button)
    expect(selection.value.size).toBe(0)
    expect(document.activeElement?.getAttribute('data-row')).toBe(ids[expected])
  })
})

/** A server that says this of every conversation, and then how it stands. */
function answering(outcome: string): Asked[] {
  return fakeServer(({ method, path, body }) => {
    if (method === 'GET') {
      const ids = new URLSearchParams(path.split('?')[1]).get('ids')?.split(',') ?? []
      return { body: { data: ids.flatMap((id) => conversationSignal(id)?.peek() ?? []), nextCursor: null } }
    }
    const ids = (body as BulkInput | undefined)?.ids ?? []
    return { body: { data: ids.map((id) => ({ id, outcome })), bulkId: outcome === 'changed' ? newId() : null } }
  })
}

describe('a change of many', () => {
  it('can be undone from its toast', async () => {
    const { id } = putConversation(aConversation()).value
    const asked = answering('changed')
    await changeMany([id], { type: 'snooze', until: null })
    expect(conversationSignal(id)?.value.status).toBe('snoozed')
    expect(toasts.value.at(-1)?.title).toBe('1 conversation snoozed')
    toasts.value.at(-1)?.action?.run()
    await vi.waitFor(() => expect(asked.some(({ path }) => path.endsWith('/undo'))).toBe(true))
  })

  it('takes back what is refused, and says so', async () => {
    const { id } = putConversation(aConversation({ status: 'closed' })).value
    answering('refused')
    await changeMany([id], { type: 'snooze', until: null })
    expect(conversationSignal(id)?.value.status).toBe('closed')
    expect(toasts.value.map(({ title }) => title)).toEqual(['1 conversation could not be changed'])
  })

  it('takes everything back if the server does not answer', async () => {
    const { id } = putConversation(aConversation()).value
    fakeServer(() => refusal(503, 'UNAVAILABLE', 'Not now.'))
    await changeMany([id], { type: 'priority', priority: 'high' })
    expect(conversationSignal(id)?.value.priority).toBe('none')
    expect(toasts.value.at(-1)?.kind).toBe('error')
  })
})

describe('the address of the list', () => {
  it('holds all of it, and nothing for the usual view', () => {
    expect(searchOfView(initialView)).toBe('')
    const all: ListView = {
      tab: 'all',
      status: 'any',
      unread: true,
      failed: true,
      sort: 'priority',
      priority: 'high',
      window: 'closing',
      ...{ channelId: newId(), labelId: newId(), memberId: newId(), teamId: newId(), viewId: newId() },
    }
    expect(viewOfSearch(searchOfView(all))).toEqual(all)
  })

  it('that says nonsense is the usual view', () => {
    expect(viewOfSearch('?tab=theirs&status=odd&label=../x&sort=none&unread=1')).toEqual(initialView)
  })

  it('follows the view, and the view follows it', () => {
    fakeServer(() => ({ body: { data: [], nextCursor: null } }))
    const id = newId()
    changeView({ ...initialView, tab: 'all', labelId: id })
    expect(location.search).toBe(`?tab=all&label=${id}`)
    expect(placeOf('x')).toBe(`/c/x?tab=all&label=${id}`)
    followAddress('?tab=unassigned')
    expect(view.value).toEqual({ ...initialView, tab: 'unassigned' })
  })
})

describe('a saved view', () => {
  it('keeps what the list shows, and knows when it was changed', () => {
    const now = { ...initialView, tab: 'all', window: 'closing', sort: 'window-closes' } as const
    const saved: View = { id: newId(), name: 'Late', shared: true, own: true, filters: filtersOfView(now) }
    expect(viewOfFilters(saved.filters, saved.id)).toEqual({ ...now, viewId: saved.id })
    views.value = { state: 'ready', value: [saved], error: null }
    view.value = { ...now, viewId: saved.id }
    expect(currentView.value).toMatchObject({ saved, isChanged: false })
    view.value = { ...view.value, unread: true }
    expect(currentView.value?.isChanged).toBe(true)
  })

  it('has what its filters let in', () => {
    const person = newId()
    const fits = (changes: object, conversation: object) =>
      matchesView({ ...initialView, tab: 'all', ...changes }, aConversation(conversation), person)
    expect(fits({ window: 'closing' }, { windowClosesAt: inFuture(hourMs) })).toBe(true)
    expect(fits({ window: 'closing' }, { windowClosesAt: inFuture(3 * hourMs) })).toBe(false)
    expect(fits({ window: 'closed' }, { windowClosesAt: null })).toBe(true)
    expect(fits({ sort: 'window-closes' }, { windowClosesAt: inFuture(-1) })).toBe(false)
    expect(fits({ sort: 'oldest-waiting' }, { waitingSince: ago(hourMs) })).toBe(true)
    expect(fits({ sort: 'oldest-waiting' }, { waitingSince: null })).toBe(false)
    expect(fits({ priority: 'high' }, { priority: 'low' })).toBe(false)
    expect(fits({}, { status: 'snoozed' })).toBe(false)
    expect(fits({ status: 'snoozed' }, { status: 'snoozed' })).toBe(true)
  })
})
