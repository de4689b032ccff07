import { signal } from '@preact/signals'
import { fireEvent, render } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setLabels } from '../../web/models/actions.ts'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { labels } from '../../web/models/labels.ts'
import { me } from '../../web/models/session.ts'
import { toasts } from '../../web/models/toasts.ts'
import { ConversationRow } from '../../web/screens/inbox/conversation-row.tsx'
import { LabelPicker } from '../../web/screens/labels/label-picker.tsx'
import { Labels } from '../../web/screens/labels/labels.tsx'
import type { Label } from '../../worker/contract/label.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { aConversation, aPerson, newId } from './made.ts'

const delivery: Label = { id: newId(), name: 'Delivery', color: 'blue' }
const damaged: Label = { id: newId(), name: 'Damaged', color: 'red' }

beforeEach(() => {
  me.value = aPerson()
  toasts.value = []
  labels.value = { state: 'ready', value: [delivery, damaged], error: null }
})
afterEach(() => vi.unstubAllGlobals())

/** The picker beside a button, and what it was told at its end. */
function picker(chosen: string[] = []) {
  const done = vi.fn()
  const anchor = document.body.appendChild(document.createElement('button'))
  const props = { anchor, title: 'Labels', chosen, onDone: done, onClose: () => {} }
  const { container, unmount } = render(<LabelPicker {...props} />)
  const box = container.querySelector('input') as HTMLInputElement
  const type = (text: string) => fireEvent.input(box, { target: { value: text } })
  const items = () => [...container.querySelectorAll('[role^=menuitem]')]
  const names = () => items().map((item) => item.textContent)
  const press = (name: string) => fireEvent.click(items().find((item) => item.textContent?.includes(name)) as Element)
  return { box, type, names, press, done, close: unmount, items }
}

describe('the label picker', () => {
  it('finds labels by a part of their name', () => {
    const { type, names } = picker()
    expect(names()).toEqual(['Delivery', 'Damaged'])
    type('dam')
    expect(names()).toEqual(['Damaged', 'Make the label “dam”'])
  })

  it('tells what is ticked once, when it closes', async () => {
    const { press, done, close, items } = picker([damaged.id])
    expect(items().map((item) => item.getAttribute('aria-checked'))).toEqual(['false', 'true'])
    press('Delivery')
    press('Damaged')
    await vi.waitFor(() => expect(items().map((item) => item.getAttribute('aria-checked'))).toEqual(['true', 'false']))
    expect(done).not.toHaveBeenCalled()
    close()
    expect(done.mock.calls).toEqual([[[delivery.id]]])
  })

  it('tells nothing if all is as it was', () => {
    const { press, done, close } = picker()
    press('Delivery')
    press('Delivery')
    close()
    expect(done).not.toHaveBeenCalled()
  })

  it('makes a label that is not there, and ticks it', async () => {
    const made = { id: newId(), name: 'Refund', color: 'orange' as const }
    const asked = fakeServer(() => ({ status: 201, body: made }))
    const { box, type, names, items, done, close } = picker()
    type('Refund')
    fireEvent.keyDown(box, { key: 'Enter' })
    await vi.waitFor(() => expect(items().at(-1)?.getAttribute('aria-checked')).toBe('true'))
    expect(names()).toEqual(['Delivery', 'Damaged', 'Refund'])
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/api/labels', body: { name: 'Refund' } })
    close()
    expect(done).toHaveBeenCalledWith([made.id])
  })

  it('says why a label was not made', async () => {
    fakeServer(() => refusal(409, 'ALREADY_EXISTS', 'There is a label with this name already.'))
    const { box, type } = picker()
    type('Refund')
    fireEvent.keyDown(box, { key: 'Enter' })
    await vi.waitFor(() => expect(toasts.value[0]?.detail).toContain('with this name already'))
  })
})

it('labels are dots in the row, with their names; one that is gone is not shown', () => {
  const conversation = signal(aConversation({ labelIds: [damaged.id, newId()] }))
  const { container } = render(
    <ConversationRow conversation={conversation} isSelected={false} top={0} position={1} total={1} />,
  )
  expect(container.querySelectorAll('.label-dot.red')).toHaveLength(1)
  expect(container.querySelectorAll('.label-dot')).toHaveLength(1)
  expect(container.querySelector('.label-dots')?.textContent).toBe('Labels: Damaged')
})

it('labels show at once, and go back with the reason if they are refused', async () => {
  const { id } = putConversation(aConversation()).value
  fakeServer(() => refusal(400, 'INVALID_REQUEST', 'One of the labels is not there any more.'))
  const done = setLabels(id, [delivery.id])
  expect(conversationSignal(id)?.value.labelIds).toEqual([delivery.id])
  await done
  expect(conversationSignal(id)?.value.labelIds).toEqual([])
  expect(toasts.value[0]?.detail).toContain('not there any more')
})

it('the buttons of a conversation and of its customer say on sight whose labels they are', () => {
  const { container } = render(
    <>
      <Labels of="conversation" ids={[]} onDone={() => {}} />
      <Labels of="contact" ids={[]} onDone={() => {}} />
    </>,
  )
  const buttons = [...container.querySelectorAll('button')]
  expect(buttons.map((button) => button.textContent)).toEqual(['Conversation label', 'Customer label'])
  expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual([null, null])
})
