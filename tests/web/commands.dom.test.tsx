import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { draftOf } from '../../web/models/drafts.ts'
import { changeView, selectedId, startingConversation, view } from '../../web/models/inbox.ts'
import { initialView } from '../../web/models/list-view.ts'
import { go } from '../../web/models/place.ts'
import { theme } from '../../web/models/preferences.ts'
import { selection, toggleSelected } from '../../web/models/selection.ts'
import { me } from '../../web/models/session.ts'
import { isAllowed, isOffered } from '../../web/screens/commands/command.ts'
import { shownOverview } from '../../web/screens/commands/overview.ts'
import { Palette } from '../../web/screens/commands/palette.tsx'
import { allCommands, keyedCommands } from '../../web/screens/commands/registry.ts'
import { ShortcutsDialog } from '../../web/screens/commands/shortcuts-dialog.tsx'
import { useCommandKeys } from '../../web/screens/commands/use-command-keys.ts'
import { rowIds, wantedRow } from '../../web/screens/inbox/list-cursor.ts'
import { SelectionBar } from '../../web/screens/inbox/verbs/selection-bar.tsx'
import { keyCaps } from '../../web/ui/keys.ts'
import { type Asked, fakeServer } from './fake-server.ts'
import { aConversation, aPerson } from './made.ts'

let asked: Asked[] = []

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
    render(<Keys />)
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

  it('runs every command by its own key, and by no other', () => {
    render(<Keys />)
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

  it('does what the keys say', () => {
    render(<Keys />)
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

  it('leaves letters alone while somebody types, but opens the palette', () => {
    render(<Keys />)
    const field = screen.getByLabelText('Somewhere to type')
    fireEvent.keyDown(field, { key: '?' })
    expect(shownOverview.value).toBeNull()
    fireEvent.keyDown(field, { key: 'K', ctrlKey: true })
    expect(shownOverview.value).toBe('palette')
  })

  it('offers a viewer nothing that changes a conversation', () => {
    openOne()
    const offered = () => allCommands().filter(isOffered)
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

  it('prints keys as they stand on the keyboard', () => {
    expect(keyCaps('Mod+k')).toEqual(['Ctrl', 'K'])
    expect(keyCaps('Escape')).toEqual(['Esc'])
  })
})
