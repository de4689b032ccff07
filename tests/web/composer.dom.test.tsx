import { signal } from '@preact/signals'
import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { now } from '../../web/models/clock.ts'
import { putConversation } from '../../web/models/conversations.ts'
import { changeDraft, draftOf } from '../../web/models/drafts.ts'
import { me } from '../../web/models/session.ts'
import { openThread, putMessages } from '../../web/models/threads.ts'
import { toasts } from '../../web/models/toasts.ts'
import { Composer } from '../../web/screens/inbox/composer/composer.tsx'
import type { Conversation } from '../../worker/contract/conversation.ts'
import { type Asked, fakeServer } from './fake-server.ts'
import { aConversation, ago, aMessage, aPerson, hourMs, inFuture } from './made.ts'

let asked: Asked[] = []

beforeEach(() => {
  me.value = aPerson()
  now.value = Date.now()
  asked = fakeServer(({ method, path }) => {
    if (method === 'GET') return { body: { data: [], nextCursor: null } }
    return path.endsWith('/messages') ? { status: 202, body: aMessage() } : { status: 204 }
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function compose(changes: Partial<Conversation> = {}) {
  const conversation = aConversation(changes)
  const thread = openThread(conversation.id)
  render(<Composer conversation={putConversation(conversation)} />)
  return { conversation, thread }
}
const box = () => document.querySelector<HTMLTextAreaElement>('textarea#composer')
const write = (text: string) => fireEvent.input(box() as Element, { target: { value: text } })
const sent = () => asked.filter((one) => one.method === 'POST' && one.path.endsWith('/messages')).map((one) => one.body)

describe('the composer', () => {
  it('sends with Enter, draws the bubble at once and is empty again', async () => {
    const { thread, conversation } = compose()
    write('  Hello  ')
    fireEvent.keyDown(box() as Element, { key: 'Enter' })
    expect(thread.messages.value.map((message) => message.text?.body)).toEqual(['Hello'])
    expect(draftOf(conversation.id).value.text).toBe('')
    await vi.waitFor(() => expect(sent()).toHaveLength(1))
    expect(sent()[0]).toMatchObject({ type: 'text', text: { body: 'Hello' } })
  })

  it('does not send with Shift + Enter, while a word is being composed, or when there is nothing', () => {
    const { thread } = compose()
    fireEvent.keyDown(box() as Element, { key: 'Enter' })
    write('Hello')
    fireEvent.keyDown(box() as Element, { key: 'Enter', shiftKey: true })
    fireEvent.keyDown(box() as Element, { key: 'Enter', isComposing: true })
    expect(thread.messages.value).toHaveLength(0)
  })

  it('counts near the limit and stops beyond it', () => {
    compose()
    write('x'.repeat(4000))
    expect(screen.getByText('96 characters left')).toBeTruthy()
    write('x'.repeat(4097))
    expect(screen.getByText('1 character too long')).toBeTruthy()
    expect((screen.getByText('Send').closest('button') as HTMLButtonElement).disabled).toBe(true)
  })

  it('says that what is longer than a draft can be is not kept, also beside a note', () => {
    compose()
    write('x'.repeat(8000))
    expect(screen.getByText('3,904 characters too long')).toBeTruthy()
    write('x'.repeat(8001))
    expect(screen.getByText('3,905 characters too long · the draft is not kept')).toBeTruthy()
    fireEvent.click(screen.getByText('Note'))
    expect(screen.getByText(/ · the draft is not kept$/)).toBeTruthy()
  })

  it('keeps reply and note apart, and goes back to replying after a note', async () => {
    const { conversation, thread } = compose()
    write('for the customer')
    fireEvent.click(screen.getByText('Note'))
    expect(box()?.value).toBe('')
    write('for the team')
    fireEvent.keyDown(box() as Element, { key: 'Enter' })
    expect(thread.messages.value[0]).toMatchObject({ type: 'note', direction: 'internal' })
    expect(draftOf(conversation.id).value).toMatchObject({ mode: 'reply', text: 'for the customer' })
    await vi.waitFor(() => expect(sent()[0]).toMatchObject({ type: 'note', note: { body: 'for the team' } }))
  })

  it('sends what it quotes', async () => {
    const { conversation } = compose()
    const quoted = aMessage({ text: { body: 'Can I get a new one?' } })
    changeDraft(conversation.id, { quote: quoted })
    expect(await screen.findByText('Can I get a new one?')).toBeTruthy()
    write('Yes')
    fireEvent.keyDown(box() as Element, { key: 'Enter' })
    await vi.waitFor(() => expect(sent()[0]).toMatchObject({ context: { messageId: quoted.id } }))
    expect(draftOf(conversation.id).value.quote).toBeNull()
  })

  it('quotes a message as it reads now, and no more once it was taken back', async () => {
    const { conversation, thread } = compose()
    const quoted = aMessage({ conversationId: conversation.id, text: { body: 'my card is 4111' } })
    thread.messages.value = [quoted]
    changeDraft(conversation.id, { quote: quoted })
    expect(await screen.findByText('my card is 4111')).toBeTruthy()
    const { text: _, ...rest } = quoted
    putMessages(conversation.id, [{ ...rest, text: { body: 'never mind' }, editedAt: ago(0) }])
    expect(await screen.findByText('never mind')).toBeTruthy()
    putMessages(conversation.id, [{ ...rest, revokedAt: ago(0) }])
    await vi.waitFor(() => expect(screen.queryByText('never mind')).toBeNull())
    expect(draftOf(conversation.id).value.quote).toBeNull()
    expect(toasts.value.map(({ title }) => title)).toContain('The message that your draft quoted is gone')
  })

  it('offers only a template when the window is closed, and says why', () => {
    compose({ windowClosesAt: inFuture(-6 * hourMs) })
    expect(box()).toBeNull()
    expect(screen.getByText('The 24-hour window is closed')).toBeTruthy()
    expect(screen.getByText(/last wrote (30 hr|29 hr 59 min)/)).toBeTruthy()
    expect(screen.getByText('Choose a template')).toBeTruthy()
  })

  it('takes notes even when the window is closed', () => {
    compose({ windowClosesAt: null })
    expect(screen.getByText('This customer has not written yet')).toBeTruthy()
    fireEvent.click(screen.getByText('Note'))
    expect(box()).not.toBeNull()
  })

  it('closes itself when the time comes', async () => {
    compose({ windowClosesAt: inFuture(60_000) })
    expect(box()).not.toBeNull()
    now.value = Date.now() + 61_000
    expect(await screen.findByText('The 24-hour window is closed')).toBeTruthy()
  })

  it('lets a viewer read only', () => {
    me.value = aPerson({ role: 'viewer' })
    render(<Composer conversation={signal(aConversation())} />)
    expect(box()).toBeNull()
    expect(screen.getByText(/not answer it/)).toBeTruthy()
  })
})
