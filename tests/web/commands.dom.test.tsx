import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import type { ComponentChildren } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { conversationSignal, patchConversation, putConversation } from '../../web/models/conversations.ts'
import { draftOf } from '../../web/models/drafts.ts'
import { changeView, counts, selectedId, startingConversation, view } from '../../web/models/inbox.ts'
import { filtersOfView, initialView } from '../../web/models/list-view.ts'
import { storyAsked } from '../../web/models/message-verbs.ts'
import { personOf } from '../../web/models/people.ts'
import { go } from '../../web/models/place.ts'
import { theme } from '../../web/models/preferences.ts'
import { scheduledOf } from '../../web/models/scheduled.ts'
import { selection, toggleSelected } from '../../web/models/selection.ts'
import { me } from '../../web/models/session.ts'
import { openThread } from '../../web/models/threads.ts'
import { viewAsked, views } from '../../web/models/views.ts'
import { allCommands } from '../../web/screens/commands/all-commands.ts'
import { isAllowed, isOffered } from '../../web/screens/commands/command.ts'
import { shownOverview } from '../../web/screens/commands/overview.ts'
import { Palette } from '../../web/screens/commands/palette.tsx'
import { keyedCommands } from '../../web/screens/commands/registry.ts'
import { ShortcutsDialog } from '../../web/screens/commands/shortcuts-dialog.tsx'
import { useCommandKeys } from '../../web/screens/commands/use-command-keys.ts'
import { additionAsked, changeAsked, writingAsked } from '../../web/screens/inbox/composer/asked.ts'
import { rowIds, wantedRow } from '../../web/screens/inbox/list-cursor.ts'
import { FilterMenu } from '../../web/screens/inbox/verbs/filter-menu.tsx'
import { SelectionBar } from '../../web/screens/inbox/verbs/selection-bar.tsx'
import { keyCaps } from '../../web/ui/keys.ts'
import type { Message } from '../../worker/contract/message.ts'
import type { ScheduledMessage } from '../../worker/contract/scheduled.ts'
import type { View } from '../../worker/contract/view.ts'
import { type Asked, fakeServer } from './fake-server.ts'
import { aConversation, aMessage, aPerson, newId } from './made.ts'

let asked: Asked[] = []

/** The commands come a moment after the first screen. */
async function renderKeys(beside?: ComponentChildren): Promise<void> {
  render(
    <>
      <Keys />
      {beside}
    </>,
  )
  await vi.dynamicImportSettled()
}

function Keys() {
  useCommandKeys()
  return (
    <>
      <input aria-label="Somewhere to type" />
      {['assign', 'label', 'notifications'].map((id) => (
        <button key={id} id={id} type="button">
          {id}
        </button>
      ))}
    </>
  )
}

const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, ...more })
const names = () => screen.getAllByRole('option').map((option) => option.firstChild?.textContent)
const offered = () => allCommands().filter(isOffered)
const namesNow = () => offered().map((command) => command.name())
const run = (name: string) =>
  offered()
    .find((command) => command.name() === name)
    ?.run()
const input = () => screen.getByRole('combobox')
const type = (value: string) => fireEvent.input(input(), { target: { value } })

function openOne() {
  const conversation = aConversation()
  putConversation(conversation)
  go(`/c/${conversation.id}`)
  selectedId.value = conversation.id
  return conversation
}

beforeEach(() => {
  me.value = aPerson({ role: 'owner' })
  asked = fakeServer(() => ({ body: { data: [], nextCursor: null } }))
  changeView(initialView)
  go('/')
  selectedId.value = null
  shownOverview.value = null
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the registry', () => {
  it('has every id once, and every key once within its place', () => {
    const ids = allCommands().map((command) => command.id)
    expect(ids.length).toBeGreaterThan(25)
    expect(new Set(ids).size).toBe(ids.length)
    const run = keyedCommands().filter((command) => command.run)
    expect(new Set(run.map((command) => command.keys)).size).toBe(run.length)
    const places = keyedCommands().map((command) => `${command.group} ${command.keys}`)
    expect(new Set(places).size).toBe(places.length)
  })

  it('does to what is ticked in the list what else is done to the open conversation', async () => {
    await renderKeys()
    const conversation = openOne()
    const [first, second] = [aConversation(), aConversation()]
    for (const each of [first, second]) putConversation(each)
    for (const { id } of [first, second]) toggleSelected(id)
    render(<SelectionBar />)
    press('e')
    const action = { type: 'close' }
    await vi.waitFor(() =>
      expect(asked.find(({ path }) => path.endsWith('/bulk'))?.body).toEqual({ ids: [first.id, second.id], action }),
    )
    expect(conversationSignal(conversation.id)?.value.status).toBe('open')
    expect(selection.value.size).toBe(0)
  })

  it('runs every command by its own key, and by no other', async () => {
    await renderKeys()
    openOne()
    startingConversation.value = false
    const withKeys = keyedCommands().filter(isOffered)
    expect(withKeys).toEqual(keyedCommands().filter((command) => command.run))
    for (const command of withKeys) {
      const run = vi.spyOn(command, 'run').mockImplementation(() => {})
      const [key = '', mod] = (command.keys ?? '').split('+').reverse()
      press(key, { ctrlKey: mod === 'Mod' })
      expect(run, command.id).toHaveBeenCalledTimes(1)
      run.mockRestore()
    }
  })

  it('ticks the row that the key before it went to, however soon', async () => {
    const [first, second] = [newId(), newId()]
    await renderKeys(
      [first, second].map((id) => (
        <a key={id} href={`/c/${id}`} data-row={id}>
          {id}
        </a>
      )),
    )
    go('/')
    rowIds.current = [first, second]
    document.querySelector<HTMLElement>(`[data-row="${first}"]`)?.focus()
    for (const key of ['x', 'j', 'x']) press(key)
    expect([...selection.value]).toEqual([first, second])
  })

  it('does what the keys say', async () => {
    await renderKeys()
    const { id } = openOne()
    press('n')
    expect(draftOf(id).value.mode).toBe('note')
    press('r')
    expect(draftOf(id).value.mode).toBe('reply')
    rowIds.current = [id]
    press('j')
    expect(wantedRow.value).toBe(id)
    const onAssign = vi.fn()
    document.getElementById('assign')?.addEventListener('click', onAssign)
    press('a')
    expect(onAssign).toHaveBeenCalledOnce()
    press('?')
    expect(shownOverview.value).toBe('shortcuts')
    press('Escape')
    expect(location.pathname).toBe('/')
  })

  it('leaves letters alone while somebody types, but opens the palette', async () => {
    await renderKeys()
    const field = screen.getByLabelText('Somewhere to type')
    fireEvent.keyDown(field, { key: '?' })
    expect(shownOverview.value).toBeNull()
    fireEvent.keyDown(field, { key: 'K', ctrlKey: true })
    expect(shownOverview.value).toBe('palette')
  })

  it('offers a viewer nothing that changes a conversation', () => {
    openOne()
    const forOwner = offered().map((command) => command.id)
    expect(forOwner).toEqual(expect.arrayContaining(['reply', 'close', 'take', 'start-conversation', 'details']))
    me.value = aPerson({ role: 'viewer' })
    const forViewer = offered().map((command) => command.id)
    expect(forViewer).toContain('details')
    for (const id of ['reply', 'note', 'close', 'assign', 'take', 'label', 'template', 'start-conversation']) {
      expect(forViewer).not.toContain(id)
    }
    expect(keyedCommands().every(isAllowed)).toBe(true)
  })

  it('offers what concerns a conversation only where one is open', () => {
    const about = () => allCommands().filter((command) => command.group === 'conversation' && isOffered(command))
    expect(about()).toEqual([])
    openOne()
    expect(about().length).toBeGreaterThan(4)
    go('/settings/team')
    expect(about()).toEqual([])
  })
})

describe('the palette', () => {
  it('shows the nearest first, with their keys', () => {
    openOne()
    shownOverview.value = 'palette'
    render(<Palette onClose={() => {}} />)
    expect(names()[0]).toBe('Reply')
    expect(screen.getByRole('option', { name: /^Reply/ }).querySelector('kbd')?.textContent).toBe('R')
    expect(names()).not.toContain('All commands')
  })

  it('finds by some of the letters, tells how many, and runs with Enter', async () => {
    const onClose = vi.fn()
    render(<Palette onClose={onClose} />)
    type('drk')
    expect(names()).toEqual(['Appearance: Dark'])
    expect(screen.getByText('1 command')).toBeTruthy()
    fireEvent.keyDown(input(), { key: 'Enter' })
    expect(onClose).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(theme.value).toBe('dark'))
    theme.value = 'system'
  })

  it('moves through the list and round its ends, and names the chosen one to a screen reader', () => {
    render(<Palette onClose={() => {}} />)
    const all = names()
    const chosen = () => screen.getByRole('option', { selected: true })
    fireEvent.keyDown(input(), { key: 'ArrowDown' })
    expect(chosen().firstChild?.textContent).toBe(all[1])
    fireEvent.keyDown(input(), { key: 'ArrowUp' })
    fireEvent.keyDown(input(), { key: 'ArrowUp' })
    expect(chosen().firstChild?.textContent).toBe(all.at(-1))
    expect(input().getAttribute('aria-activedescendant')).toBe(chosen().id)
  })

  it('says so when there is nothing', () => {
    render(<Palette onClose={() => {}} />)
    type('zzzz')
    expect(screen.queryAllByRole('option')).toEqual([])
    expect(screen.getByText('No command by that name')).toBeTruthy()
  })

  it('filters the list from anywhere, and goes there', async () => {
    go('/settings/team')
    render(<Palette onClose={() => {}} />)
    type('closes first')
    fireEvent.keyDown(input(), { key: 'Enter' })
    await vi.waitFor(() => expect(view.value.sort).toBe('window-closes'))
    expect(location.pathname).toBe('/')
    expect(asked.at(-1)?.path).toContain('/conversations')
  })
})

it('finds what was not sent by the palette and by the filters', async () => {
  render(<Palette onClose={() => {}} />)
  type('not sent')
  fireEvent.keyDown(input(), { key: 'Enter' })
  await vi.waitFor(() => expect(view.value.failed).toBe(true))
  cleanup()
  const choose = () => {
    render(<FilterMenu anchor={document.body} onClose={() => {}} />)
    fireEvent.click(screen.getByRole('menuitemradio', { name: 'Not sent' }))
    cleanup()
  }
  choose()
  expect(view.value.failed).toBe(false)
  choose()
  expect(view.value.failed).toBe(true)
})

it('leads from a conversation to its customer', async () => {
  const { contact } = openOne()
  render(<Palette onClose={() => {}} />)
  type('open contact')
  fireEvent.keyDown(input(), { key: 'Enter' })
  await vi.waitFor(() => expect(location.pathname).toBe(`/contacts/${contact.id}`))
})

describe('what the palette has besides', () => {
  /** A thread of these, open. */
  async function openWith(...messages: Message[]) {
    const conversation = openOne()
    const data = messages.map((message) => ({ ...message, conversationId: conversation.id }))
    asked = fakeServer(({ path }) => ({
      body: path.includes('/messages?') ? { data: data.toReversed(), nextCursor: null } : { ...data[0], data: [] },
    }))
    const thread = openThread(conversation.id)
    await vi.waitFor(() => expect(thread.messages.value).toHaveLength(messages.length))
    return conversation
  }

  it('names the verbs for what is ticked, with their keys', async () => {
    await renderKeys()
    const ticked = aConversation()
    putConversation(ticked)
    toggleSelected(ticked.id)
    render(<SelectionBar />)
    const keyOf = (name: string) => offered().find((command) => command.name() === name)?.keys
    expect(keyOf('Close (selected conversations)')).toBe('e')
    expect(keyOf('Assign (selected conversations)')).toBe('a')
    expect(keyOf('Labels (selected conversations)')).toBe('l')
    expect(keyOf('Snooze (selected conversations)')).toBe('s')
    expect(keyOf('Priority (selected conversations)')).toBe('p')
    expect(namesNow()).toContain('Mark as read (selected conversations)')
    run('Clear the selection')
    expect(selection.value.size).toBe(0)
    cleanup()
    expect(namesNow().filter((name) => name.includes('selected'))).toEqual([])
  })

  it('opens each saved view, and puts filters on and off', () => {
    const filters = filtersOfView({ ...initialView, tab: 'unassigned', unread: true })
    const saved: View = { id: newId(), name: 'Not answered', shared: false, own: true, filters }
    views.value = { state: 'ready', value: [saved], error: null }
    run('Views: Not answered')
    expect(view.value).toMatchObject({ tab: 'unassigned', unread: true, viewId: saved.id })
    expect(namesNow()).not.toContain('Views: Not answered')
    run('Without the filter Unread')
    expect(view.value.unread).toBe(false)
    run('Sort: Closes first')
    expect(view.value.sort).toBe('window-closes')
    run('Window: Template only')
    expect(view.value).toMatchObject({ window: 'closed', sort: 'newest' })
    expect(namesNow()).not.toContain('Sort: Closes first')
    run('Without the filter Template only')
    expect(view.value.window).toBeNull()
    run('Save this view')
    expect(viewAsked.value).toBe('save')
    run('Remove this view: Not answered')
    expect(viewAsked.value).toBe('remove')
    viewAsked.value = null
    expect(namesNow()).toEqual(expect.arrayContaining(['Update “Not answered”', 'Copy the link']))
    views.value = { state: 'ready', value: [{ ...saved, shared: true }], error: null }
    me.value = aPerson({ role: 'agent' })
    expect(namesNow()).not.toContain('Update “Not answered”')
    views.value = { state: 'ready', value: [], error: null }
  })

  it('answers the message in hand, and sends again what was not sent', async () => {
    const failed = { direction: 'outbound', status: 'failed', text: { body: 'Lost' } } as const
    const { id } = await openWith(aMessage({ text: { body: 'Old' } }), aMessage(), aMessage(failed))
    run('Quote “Hello”')
    expect(draftOf(id).value.quote?.text?.body).toBe('Hello')
    run('React with 👍 to “Hello”')
    await vi.waitFor(() => expect(asked.at(-1)?.body).toMatchObject({ reaction: { emoji: '👍' } }))
    run('What happened?: Lost')
    expect(storyAsked.value).toBe(openThread(id).messages.value.at(-1)?.id)
    storyAsked.value = null
    run('Send again: “Lost”')
    await vi.waitFor(() => expect(asked.at(-1)?.path).toMatch(/retry$/))
    me.value = aPerson({ role: 'viewer' })
    expect(
      offered()
        .filter(({ group }) => group === 'message')
        .map(({ name }) => name()),
    ).toEqual(['Copy “Hello”'])
  })

  it('offers no answer to a message when the window is closed', async () => {
    const { id } = await openWith(aMessage())
    expect(namesNow()).toContain('Quote “Hello”')
    patchConversation(id, { windowClosesAt: null })
    expect(namesNow()).not.toContain('Quote “Hello”')
  })

  it('asks the composer for each thing that it can add, while it can', () => {
    openOne()
    expect(namesNow()).not.toContain('Add to the message: Location')
    render(<button id="add" type="button" />)
    run('Add to the message: Location')
    expect(additionAsked.value).toBe('location')
    additionAsked.value = null
    me.value = aPerson({ role: 'viewer' })
    expect(namesNow()).not.toContain('Add to the message: Location')
  })

  it('cancels what waits to be sent', async () => {
    const { id } = openOne()
    const waiting = { id: newId(), conversationId: id, state: 'waiting', heldReason: null, type: 'text' }
    scheduledOf(id).value = [{ ...waiting, content: { text: { body: 'Later' } } } as unknown as ScheduledMessage]
    expect(namesNow()).toEqual(expect.arrayContaining(['Show what waits to be sent', 'Send now what waits: “Later”']))
    run('Change what waits to be sent: “Later”')
    expect(changeAsked.value?.id).toBe(waiting.id)
    changeAsked.value = null
    run('Cancel what waits to be sent: “Later”')
    await vi.waitFor(() =>
      expect(asked.map(({ method, path }) => `${method} ${path}`)).toContain(
        `DELETE /api/scheduled-messages/${waiting.id}`,
      ),
    )
    expect(scheduledOf(id).value).toEqual([])
  })

  it('sends now what waits where the window lets it, whyever it is held', () => {
    const { id } = openOne()
    const message = { id: newId(), conversationId: id, state: 'held', content: { text: { body: 'Later' } } }
    const wait = (type: 'text' | 'template', heldReason: 'customer_wrote' | 'template_sent' | 'window_closed') => {
      scheduledOf(id).value = [{ ...message, type, heldReason } as unknown as ScheduledMessage]
      return namesNow().some((name) => name.startsWith('Send now what waits'))
    }
    expect(wait('text', 'window_closed')).toBe(true)
    patchConversation(id, { windowClosesAt: null })
    expect(wait('text', 'customer_wrote')).toBe(false)
    expect(wait('text', 'template_sent')).toBe(false)
    expect(wait('template', 'customer_wrote')).toBe(true)
  })

  it('reads all notifications, while there are some', async () => {
    counts.value = null
    expect(namesNow()).not.toContain('Notifications: Mark all as read')
    counts.value = { mine: 0, unassigned: 0, all: 0, mentions: 0, unread: 0, notifications: 2, snoozed: 0, closing: 0 }
    run('Notifications: Mark all as read')
    await vi.waitFor(() => expect(asked.map(({ method }) => method)).toContain('POST'))
    expect(counts.value.notifications).toBe(0)
  })

  it('has the verbs of the contact who is shown', async () => {
    const contact = {
      ...aConversation().contact,
      blocked: false,
      consent: { marketing: 'unknown', source: null, at: null },
    }
    asked = fakeServer(({ path }) => ({
      body: path.endsWith('/conversations') ? { data: [], nextCursor: null } : contact,
    }))
    go(`/contacts/${contact.id}`)
    await vi.waitFor(() => expect(personOf(contact.id).detail.value.state).toBe('ready'))
    render(<button id="contact-merge" type="button" />)
    const about = () =>
      offered()
        .filter(({ group }) => group === 'contact')
        .map(({ name }) => name())
    expect(about()).toEqual(['Merge', 'Marketing consent: Agreed', 'Marketing consent: Does not want it'])
    run('Marketing consent: Agreed')
    await vi.waitFor(() => expect(asked.at(-1)?.body).toEqual({ marketing: 'granted', source: 'agent' }))
    me.value = aPerson({ role: 'viewer' })
    expect(about()).toEqual([])
  })
})

describe('what is made on other screens', () => {
  const openings = ['New contact', 'New canned reply', 'New label', 'New segment', 'New team', 'New attribute']
  const admins = ['Add a number', 'Invite somebody']
  const offeredNow = () => {
    const present = new Set(namesNow())
    return [...openings, ...admins].filter((name) => present.has(name))
  }

  it('is offered from anywhere to those who may', () => {
    expect(offeredNow()).toEqual([...openings, ...admins])
    me.value = aPerson({ role: 'supervisor' })
    expect(offeredNow()).toEqual(openings.slice(0, 4))
    me.value = aPerson({ role: 'agent' })
    expect(offeredNow()).toEqual(openings.slice(0, 3))
    me.value = aPerson({ role: 'viewer' })
    expect(offeredNow()).toEqual([])
  })

  it('goes to the screen, and presses its button once it can be pressed', async () => {
    const onClick = vi.fn()
    run('New label')
    expect(location.pathname).toBe('/settings/labels')
    const { rerender } = render(<button id="new-label" type="button" disabled onClick={onClick} />)
    await new Promise((resolve) => setTimeout(resolve))
    expect(onClick).not.toHaveBeenCalled()
    rerender(<button id="new-label" type="button" onClick={onClick} />)
    await vi.waitFor(() => expect(onClick).toHaveBeenCalledTimes(1))
    expect(document.activeElement?.id).toBe('new-label')
    rerender(<p>Gone</p>)
    rerender(<button id="new-label" type="button" onClick={onClick} />)
    await new Promise((resolve) => setTimeout(resolve))
    expect(onClick).toHaveBeenCalledTimes(1)
  })

  it('presses nothing for one who went elsewhere meanwhile', async () => {
    const onClick = vi.fn()
    run('New team')
    go('/')
    render(<button id="new-team" type="button" onClick={onClick} />)
    await new Promise((resolve) => setTimeout(resolve))
    expect(onClick).not.toHaveBeenCalled()
  })
})

describe('the buttons of the screen', () => {
  it('are offered by their words, with whose they are, and pressed', () => {
    const pressed = vi.fn()
    render(
      <main class="page" aria-label="Team">
        <button id="invite" type="button">
          Invite
        </button>
        <section aria-label="Members">
          <ul>
            <li data-of="Ben">
              <button type="button" onClick={() => pressed('Ben')}>
                <i aria-hidden="true">x</i>Deactivate
              </button>
            </li>
          </ul>
          <button type="button" aria-label="Edit Sales" onClick={() => pressed('Sales')} />
          <button type="button" onClick={() => pressed('all')}>
            Count again
          </button>
          <button type="button" disabled>
            Not now
          </button>
        </section>
      </main>,
    )
    const here = offered().filter(({ group }) => group === 'here')
    expect(here.map(({ name }) => name())).toEqual(['Ben: Deactivate', 'Edit Sales', 'Members: Count again'])
    for (const command of here) command.run()
    expect(pressed.mock.calls.flat()).toEqual(['Ben', 'Sales', 'all'])
  })

  it('of a person are theirs; one goes to a field', () => {
    render(
      <div class="person-details">
        <button type="button" aria-label="Birthday: Add" />
        <select aria-label="Size" />
        <textarea aria-label="Note about them" />
      </div>,
    )
    const here = offered().filter(({ group }) => group === 'contact')
    expect(here.map(({ name }) => name())).toEqual(['Birthday: Add', 'Size', 'Note about them'])
    here[2]?.run()
    expect(document.activeElement?.tagName).toBe('TEXTAREA')
  })
})

describe('the list of shortcuts', () => {
  it('shows every key that the role has, under its group', () => {
    render(<ShortcutsDialog onClose={() => {}} />)
    const rows = [...document.querySelectorAll('.shortcuts dl > div')].map((row) => [
      row.querySelector('dt')?.textContent,
      [...row.querySelectorAll('kbd')].map((cap) => cap.textContent).join(' '),
    ])
    expect(rows).toEqual(
      expect.arrayContaining([
        ['Reply', 'R'],
        ['Close or reopen', 'E'],
        ['All commands', 'Ctrl K'],
        ['New line', 'Shift Enter'],
      ]),
    )
    expect(rows).toHaveLength(keyedCommands().length)
    cleanup()
    me.value = aPerson({ role: 'viewer' })
    render(<ShortcutsDialog onClose={() => {}} />)
    expect(screen.queryByText('Reply')).toBeNull()
  })

  it('shows nothing that the palette does not have, but what only a text box can do', () => {
    openOne()
    render(
      <>
        <button id="add" type="button" />
        <button id="emoji" type="button" />
      </>,
    )
    const inPalette = new Set(namesNow())
    const missing = keyedCommands().filter((command) => command.run === undefined && !inPalette.has(command.name()))
    expect(missing.map(({ id }) => id)).toEqual(['open', 'write-send', 'write-newLine', 'write-leave'])
    expect(namesNow()).toContain('Choose a canned reply')
    run('Bold')
    expect(writingAsked.value).toBe('bold')
    writingAsked.value = null
    me.value = aPerson({ role: 'viewer' })
    expect(namesNow()).not.toContain('Bold')
  })

  it('prints keys as they stand on the keyboard', () => {
    expect(keyCaps('Mod+k')).toEqual(['Ctrl', 'K'])
    expect(keyCaps('Escape')).toEqual(['Esc'])
  })
})
