import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { useState } from 'preact/hooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Dialog } from '../../web/ui/dialog.tsx'
import { CheckField, TextField } from '../../web/ui/field.tsx'
import { FileButton } from '../../web/ui/file-button.tsx'

const onClose = vi.fn()

function Card({ bare = false }: { bare?: boolean }) {
  const [name, setName] = useState('Ana')
  const [isPublic, setPublic] = useState(false)
  const [isOver, setOver] = useState(false)
  return (
    <Dialog title="Card" onClose={onClose} bare={bare}>
      {!isOver && <TextField label="Name" value={name} onValue={setName} />}
      <CheckField label="Public" checked={isPublic} onChecked={setPublic} />
      <FileButton onFile={() => {}}>Photo</FileButton>
      <button type="button" onClick={() => setOver(true)}>
        Next
      </button>
    </Dialog>
  )
}

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => {}
  onClose.mockClear()
})
afterEach(cleanup)

const dialog = () => document.querySelector('dialog') as HTMLDialogElement
const name = () => screen.getByLabelText('Name')
const write = (value: string) => {
  name().focus()
  fireEvent.input(name(), { target: { value } })
}
const question = () => screen.queryByText('Discard what you wrote?')
const slips = {
  // The key comes first, then what the browser makes of it, unless the key was taken.
  Escape: () => fireEvent.keyDown(name(), { key: 'Escape' }) && fireEvent(dialog(), new Event('cancel')),
  'going back on a phone': () => fireEvent(dialog(), new Event('cancel', { cancelable: true })),
  'a click beside it': () => fireEvent.pointerDown(dialog(), { clientX: 5_000, clientY: 5_000 }),
}

describe.each(Object.entries(slips))('%s', (_, slip) => {
  it('closes a dialog in which nothing was written', () => {
    render(<Card />)
    slip()
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('closes one that says again what it said', () => {
    render(<Card />)
    write('Bea')
    write('Ana')
    slip()
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('asks where something was written, and both answers do what they say', () => {
    render(<Card />)
    write('Bea')
    slip()
    expect(question()).toBeTruthy()
    const keep = screen.getByRole('button', { name: 'Keep writing', hidden: true })
    expect(keep.hasAttribute('autofocus'), 'where a dialog puts the focus').toBe(true)
    fireEvent.click(keep)
    expect(question()).toBeNull()
    expect(onClose).not.toHaveBeenCalled()
    expect((name() as HTMLInputElement).value).toBe('Bea')

    slip()
    fireEvent.click(screen.getByRole('button', { name: 'Discard', hidden: true }))
    expect(question()).toBeNull()
    expect(onClose).toHaveBeenCalledOnce()
  })
})

describe('what was written', () => {
  const slip = slips['a click beside it']

  it('is also a choice', () => {
    render(<Card />)
    screen.getByLabelText('Public').focus()
    fireEvent.click(screen.getByLabelText('Public'))
    slip()
    expect(question()).toBeTruthy()
  })

  it('is also a file; a dialog stays where none was chosen', () => {
    render(<Card />)
    const file = document.querySelector('[type="file"]') as HTMLInputElement
    fireEvent(file, new Event('cancel', { bubbles: true }))
    expect(onClose).not.toHaveBeenCalled()
    fireEvent.input(file)
    slip()
    expect(question()).toBeTruthy()
  })

  it('is no more in a dialog that went on without the field', () => {
    render(<Card />)
    write('Bea')
    fireEvent.click(screen.getByText('Next'))
    slip()
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('is nothing in one that only finds, or that is closed by its button', () => {
    render(<Card bare />)
    write('Bea')
    slip()
    expect(onClose).toHaveBeenCalledOnce()
    cleanup()
    render(<Card />)
    write('Bea')
    fireEvent.click(screen.getByRole('button', { name: 'Close', hidden: true }))
    expect(onClose).toHaveBeenCalledTimes(2)
  })
})
