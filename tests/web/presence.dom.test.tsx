import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { assign } from '../../web/models/actions.ts'
import { putConversation } from '../../web/models/conversations.ts'
import { draftOf } from '../../web/models/drafts.ts'
import { selectedId } from '../../web/models/inbox.ts'
import { applyFrame } from '../../web/models/live.ts'
import { startPresence } from '../../web/models/presence.ts'
import { readScheduled } from '../../web/models/scheduled.ts'
import { me } from '../../web/models/session.ts'
import { members, teams } from '../../web/models/team.ts'
import { openThread } from '../../web/models/threads.ts'
import { AssignMenu } from '../../web/screens/inbox/assign-menu.tsx'
import { Composer } from '../../web/screens/inbox/composer/composer.tsx'
import { ThreadPane } from '../../web/screens/inbox/thread-pane.tsx'
import type { Conversation, NewAssignee } from '../../worker/contract/conversation.ts'
import type { Frame } from '../../worker/contract/frames.ts'
import type { ScheduledMessage } from '../../worker/contract/scheduled.ts'
import type { Desk } from '../../worker/contract/team.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aConversation, aDesk, aMember, aMessage, aPerson, hourMs, inFuture, newId } from './made.ts'

const ben = newId()
let refuses = false
let waiting: ScheduledMessage[] = []
let asked: Asked[] = []

function signedIn(desk: Partial<Desk> = {}) {
  const person = aPerson()
  me.value = { ...person, tenant: { ...person.tenant, desk: aDesk(desk) } }
}

beforeEach(() => {
  signedIn()
  refuses = false
  waiting = []
  members.value = { state: 'ready', value: [aMember('Ben Boss', { id: ben })], error: null }
  teams.value = { state: 'ready', value: [], error: null }
  asked = fakeServer(({ method, path, body }) => {
    if (method === 'GET') return { body: { data: path.endsWith('/scheduled') ? waiting : [], nextCursor: null } }
    if (!/\/(messages|send)$/.test(path)) return { status: 204 }
    const insists = (body as { despiteTyping?: true }).despiteTyping
    return refuses && !insists
      ? refusal(409, 'COLLEAGUE_WRITING', 'A colleague is writing a reply to this customer.')
      : { status: 202, body: aMessage() }
  })
})
afterEach(() => {
  cleanup()
  selectedId.value = null
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const hear = (type: 'typing' | 'presence', data: object) =>
  act(() => applyFrame({ seq: 'e.1', type, data } as unknown as Frame))
const aScheduled = (changes: Partial<ScheduledMessage>): ScheduledMessage => ({
  ...{ id: newId(), conversationId: newId(), memberId: newId(), sendAt: inFuture(hourMs), state: 'waiting' },
  ...{ heldReason: null, type: 'text', content: { text: { body: 'See you' } } },
  ...changes,
})
const told = (path: string) => asked.filter((one) => one.path.endsWith(path)).map((one) => one.body)
const box = () => document.querySelector<HTMLTextAreaElement>('textarea#composer') as HTMLTextAreaElement

function compose(changes: Partial<Conversation> = {}) {
  const conversation = aConversation(changes)
  const thread = openThread(conversation.id)
  render(<Composer conversation={putConversation(conversation)} />)
  return { id: conversation.id, thread }
}
function write(text: string) {
  fireEvent.input(box(), { target: { value: text } })
  fireEvent.keyDown(box(), { key: 'Enter' })
}

describe('a colleague in the same conversation', () => {
  function open() {
    const conversation = aConversation()
    putConversation(conversation)
    openThread(conversation.id).state.value = 'ready'
    render(<ThreadPane id={conversation.id} />)
    return conversation.id
  }

  it('shows who looks at it, and no more when they leave; oneself is not shown', async () => {
    const id = open()
    hear('presence', { viewing: [{ conversationId: id, memberIds: [ben, me.value?.memberId] }] })
    expect(await screen.findByText('Also here: Ben Boss')).toBeTruthy()
    hear('presence', { viewing: [{ conversationId: id, memberIds: [] }] })
    await vi.waitFor(() => expect(screen.queryByText('Also here: Ben Boss')).toBeNull())
  })

  it('shows what they are writing, and that it is a note', async () => {
    const id = open()
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'reply', draft: 'Dear cust' })
    expect((await screen.findByLabelText('What Ben Boss is writing')).textContent).toBe('Dear cust')
    expect(screen.getByText('Ben Boss is writing…')).toBeTruthy()
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'note', draft: '' })
    expect(await screen.findByText('Ben Boss is writing a note…')).toBeTruthy()
    hear('typing', { conversationId: id, memberId: ben, typing: false })
    await vi.waitFor(() => expect(screen.queryByText('Ben Boss is writing a note…')).toBeNull())
  })
})

describe('a window', () => {
  it('tells what it shows under the name that the hub gave it, again after a new connection', async () => {
    const [first, second] = [aConversation().id, aConversation().id]
    const stop = startPresence()
    selectedId.value = first
    expect(told('/presence')).toEqual([])
    hear('presence', { connectionId: 'a'.repeat(24), online: [], viewing: [] })
    selectedId.value = second
    hear('presence', { connectionId: 'b'.repeat(24), online: [], viewing: [] })
    selectedId.value = null
    stop()
    expect(told('/presence')).toEqual([
      { connectionId: 'a'.repeat(24), conversationId: first },
      { connectionId: 'a'.repeat(24), conversationId: second },
      { connectionId: 'b'.repeat(24), conversationId: second },
      { connectionId: 'b'.repeat(24), conversationId: null },
    ])
  })
})

describe('typing', () => {
  it('is told with the draft, which follows at most once a second, and its end', async () => {
    vi.useFakeTimers()
    compose()
    fireEvent.input(box(), { target: { value: 'H' } })
    fireEvent.input(box(), { target: { value: 'He' } })
    fireEvent.input(box(), { target: { value: 'Hel' } })
    expect(told('/typing')).toMatchObject([{ typing: true, mode: 'reply', draft: 'H' }])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told('/typing').at(-1)).toMatchObject({ draft: 'Hel' })
    fireEvent.input(box(), { target: { value: '' } })
    await vi.advanceTimersByTimeAsync(0)
    expect(told('/typing').at(-1)).toMatchObject({ typing: false })
  })

  it('is told without the draft where the tenant does not share drafts', () => {
    signedIn({ sharedDrafts: false })
    compose()
    fireEvent.input(box(), { target: { value: 'Secret' } })
    expect(JSON.stringify(told('/typing'))).not.toContain('Secret')
    expect(told('/typing')).toHaveLength(1)
  })
})

describe('sending while a colleague writes', () => {
  it('asks before anything is sent, names them, and gives the words back when the person waits', async () => {
    const { id, thread } = compose()
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'reply', draft: '' })
    write('My answer')
    expect(await screen.findByText('Ben Boss is writing a reply too')).toBeTruthy()
    fireEvent.click(screen.getByText('Do not send'))
    expect(draftOf(id).value.text).toBe('My answer')
    expect(thread.messages.value).toEqual([])
    expect(told('/messages')).toEqual([])
    await vi.waitFor(() => expect(screen.queryByText('Ben Boss is writing a reply too')).toBeNull())
  })

  it('sends once when the person insists', async () => {
    const { id } = compose()
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'reply', draft: '' })
    write('My answer')
    fireEvent.click(await screen.findByText('Send anyway'))
    await vi.waitFor(() => expect(told('/messages')).toMatchObject([{ despiteTyping: true }]))
    expect(draftOf(id).value.text).toBe('')
  })

  it('does not ask while they write a note, or once a new connection knows of no writer', async () => {
    const { id } = compose()
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'note', draft: '' })
    write('First')
    await vi.waitFor(() => expect(told('/messages')).toHaveLength(1))
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'reply', draft: '' })
    hear('presence', { connectionId: 'a'.repeat(24), online: [], viewing: [] })
    write('Second')
    await vi.waitFor(() => expect(told('/messages')).toHaveLength(2))
  })

  it('asks when only the server knew, and sends the same message when the person insists', async () => {
    refuses = true
    const { id } = compose()
    write('My answer')
    fireEvent.click(await screen.findByText('Send anyway'))
    await vi.waitFor(() => expect(told('/messages')).toHaveLength(2))
    const [first, second] = told('/messages') as { clientMessageId: string; despiteTyping?: true }[]
    expect(second).toEqual({ ...first, despiteTyping: true })
    expect(draftOf(id).value.text).toBe('')
  })
})

describe('sending now what was to wait, while a colleague writes', () => {
  async function waits() {
    const { id } = compose()
    waiting = [aScheduled({ conversationId: id })]
    await act(() => readScheduled(id))
    return id
  }
  const sent = () => asked.filter(({ method, path }) => method === 'POST' && path.endsWith('/send'))

  it('asks first; it goes on waiting, or goes out all the same', async () => {
    const id = await waits()
    hear('typing', { conversationId: id, memberId: ben, typing: true, mode: 'reply', draft: '' })
    fireEvent.click(await screen.findByText('Send now'))
    fireEvent.click(await screen.findByText('Do not send'))
    await vi.waitFor(() => expect(screen.queryByText('Send anyway')).toBeNull())
    expect(sent()).toEqual([])
    fireEvent.click(screen.getByText('Send now'))
    fireEvent.click(await screen.findByText('Send anyway'))
    await vi.waitFor(() => expect(sent()).toMatchObject([{ body: { despiteTyping: true } }]))
    await vi.waitFor(() => expect(screen.queryByText('Send anyway')).toBeNull())
  })

  it('asks when only the server knew', async () => {
    refuses = true
    await waits()
    fireEvent.click(await screen.findByText('Send now'))
    fireEvent.click(await screen.findByText('Send anyway'))
    await vi.waitFor(() => expect(sent().map(({ body }) => body)).toEqual([{}, { despiteTyping: true }]))
  })
})

describe('where only the assignee answers', () => {
  it('offers to take the conversation, and lets everybody write notes', async () => {
    signedIn({ onlyAssigneeSends: true })
    const { id } = compose({ assigneeId: ben })
    expect(box()).toBeNull()
    expect(screen.getByText('Ben Boss has this conversation')).toBeTruthy()
    fireEvent.click(screen.getByText('Note'))
    expect(box()).not.toBeNull()
    fireEvent.click(screen.getByText('Reply'))
    fireEvent.click(await screen.findByText('Take it'))
    await vi.waitFor(() => expect(box()).not.toBeNull())
    expect(asked.find((one) => one.path === `/api/conversations/${id}/assignee`)?.body).toEqual({
      memberId: me.value?.memberId,
    })
  })
})

it('a conversation is given to a team from the menu', async () => {
  const team = { id: newId(), name: 'Repairs', memberIds: [] }
  teams.value = { state: 'ready', value: [team], error: null }
  const { id } = aConversation()
  const onChoose = (to: NewAssignee) => void assign(id, to)
  render(<AssignMenu anchor={document.body} assigneeId={ben} teamId={null} onChoose={onChoose} onClose={() => {}} />)
  fireEvent.click(screen.getByText('Repairs'))
  await vi.waitFor(() => expect(told('/assignee')).toEqual([{ memberId: null, teamId: team.id }]))
})
