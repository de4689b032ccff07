import { cleanup, render } from '@testing-library/preact'
import { useState } from 'preact/hooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Dialog } from '../../web/ui/dialog.tsx'
import { keepFocus } from '../../web/ui/keep-focus.ts'

let stop: () => void
let isTouch = false
beforeEach(() => {
  isTouch = false
  vi.stubGlobal('matchMedia', () => ({ matches: isTouch }))
  stop = keepFocus()
})
afterEach(() => {
  stop()
  cleanup()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

/** A page with these contents beside where messages pop up. */
function put(html: string): void {
  document.body.innerHTML = `<div id="app"><div class="shell"><nav><a href="/">Inbox</a></nav>
    <div id="main" tabindex="-1">${html}</div></div><div class="toasts"></div></div>`
}
const get = (id: string) => document.getElementById(id) as HTMLElement
const focusedId = () => document.activeElement?.id ?? ''
const settle = () => new Promise((resolve) => setTimeout(resolve))

async function removed(id: string): Promise<string> {
  get(id).remove()
  await settle()
  return focusedId()
}

describe('an element that goes away with the focus', () => {
  it('leaves it to what follows, then to what came before', async () => {
    put('<ul><li id="1"><button id="a">A</button></li><li id="2"><a id="b" href="/b">B</a></li></ul>')
    get('a').focus()
    expect(await removed('1')).toBe('b')
    put(
      '<ul><li id="1"><button id="a">A</button><button id="z">Z</button></li><li id="2"><a id="b" href="/b">B</a></li></ul>',
    )
    get('b').focus()
    expect(await removed('2')).toBe('z')
  })

  it('leaves it to what is nearest outside, when all beside it goes too', async () => {
    put(
      '<section id="outer"><button id="near">Near</button><ul id="list"><li><button id="a">A</button></li></ul></section>',
    )
    get('a').focus()
    expect(await removed('list')).toBe('near')
  })

  it('leaves it to what came in its stead', async () => {
    put('<header id="head"><div id="bar"><button id="a">A</button></div></header>')
    get('a').focus()
    const chips = document.createElement('div')
    chips.innerHTML = '<button id="chip">Chip</button>'
    get('bar').replaceWith(chips)
    await settle()
    expect(focusedId()).toBe('chip')
  })

  it('leaves it to the stage, when the whole screen goes', async () => {
    put('<main id="screen"><button id="a">A</button></main>')
    get('a').focus()
    expect(await removed('screen')).toBe('main')
  })

  it('never puts it into a field to type in', async () => {
    put('<div><button id="a">A</button><input id="text"><textarea id="area"></textarea><button id="b">B</button></div>')
    get('a').focus()
    expect(await removed('a')).toBe('b')
  })

  it('gives it back to where one was, when a message that popped up goes', async () => {
    put('<button id="a">A</button><button id="here">Here</button>')
    get('here').focus()
    const toast = document.createElement('div')
    toast.innerHTML = '<button id="undo">Undo</button><button id="dismiss">Dismiss</button>'
    toast.id = 'toast'
    document.querySelector('.toasts')?.append(toast)
    get('undo').focus()
    get('dismiss').focus()
    expect(await removed('toast')).toBe('here')
  })

  it('gives it back to the text one was writing, but not on a phone', async () => {
    for (const [touch, to] of [
      [false, 'text'],
      [true, 'b'],
    ] as const) {
      isTouch = touch
      put('<textarea id="text"></textarea><button id="b">B</button>')
      get('text').focus()
      const toast = document.createElement('button')
      toast.id = 'undo'
      document.querySelector('.toasts')?.append(toast)
      toast.focus()
      expect(await removed('undo')).toBe(to)
    }
  })
})

it('leaves alone who left by themselves', async () => {
  put('<button id="a">A</button><p id="other">Other</p>')
  get('a').focus()
  get('a').blur()
  expect(await removed('other')).toBe('')
})

it('waits for a button that is switched off while it works', async () => {
  put('<button id="a">A</button><button id="b">B</button>')
  get('a').focus()
  // What browsers do with the focus of a button that is switched off.
  get('a').blur()
  get('a').toggleAttribute('disabled', true)
  await settle()
  expect(focusedId()).toBe('')
  get('a').toggleAttribute('disabled', false)
  await settle()
  expect(focusedId()).toBe('a')
})

it('finds the nearest place for a dialog whose opener is gone', async () => {
  let close = () => {}
  let drop = () => {}
  function Rows() {
    const [isOpen, setOpen] = useState(true)
    const [rows, setRows] = useState(['a', 'b'])
    close = () => setOpen(false)
    drop = () => setRows(['b'])
    return (
      <ul>
        {rows.map((row) => (
          <li key={row}>
            <button
              type="button"
              id={row}
              ref={(button) => {
                if (row === 'a' && rows.length === 2) button?.focus()
              }}
            >
              {row}
            </button>
          </li>
        ))}
        {isOpen && (
          <Dialog title="Remove it?" onClose={close}>
            <button type="button" id="yes">
              Yes
            </button>
          </Dialog>
        )}
      </ul>
    )
  }
  render(<Rows />)
  await vi.waitFor(() => expect(document.querySelector('dialog[open]')).toBeTruthy())
  get('yes').focus()
  drop()
  await settle()
  expect(focusedId()).toBe('yes')
  close()
  await vi.waitFor(() => expect(focusedId()).toBe('b'))
})
