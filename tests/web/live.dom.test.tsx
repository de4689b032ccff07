import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Realtime, type SocketState } from '../../web/api/socket.ts'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { list, readList, selectConversation, selectedId, view } from '../../web/models/inbox.ts'
import { initialView } from '../../web/models/list-view.ts'
import { announcement, applyFrame, startLive } from '../../web/models/live.ts'
import { rememberSignedIn } from '../../web/models/preferences.ts'
import { loadSession, me } from '../../web/models/session.ts'
import { openThread } from '../../web/models/threads.ts'
import type { Frame } from '../../worker/contract/frames.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { aConversation, ago, aMessage, aPerson } from './made.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

interface FakeSocket {
  path: string
  sent: string[]
  onopen?: () => void
  onclose?: () => void
  onmessage?: (event: { data: string }) => void
}

function connect(random = 0.5) {
  vi.useFakeTimers()
  const sockets: FakeSocket[] = []
  const frames: Frame[] = []
  const states: SocketState[] = []
  const onFresh = vi.fn()
  const realtime = new Realtime({
    open: (path) => {
      const socket: FakeSocket & { send(text: string): void; close(): void } = {
        path,
        sent: [],
        send: (text) => socket.sent.push(text),
        close: () => {},
      }
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    random: () => random,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    onFresh,
  })
  realtime.start()
  const last = () => sockets.at(-1) as FakeSocket
  return { realtime, sockets, frames, states, onFresh, last }
}
const say = (socket: FakeSocket, frame: object) => socket.onmessage?.({ data: JSON.stringify(frame) })
const presence = (seq: string) => ({ seq, type: 'presence', data: { online: [] } })

describe('the live connection', () => {
  it('asks for everything when it has no place to resume from, and not again', () => {
    const { last, onFresh } = connect()
    expect(last().path).toBe('/api/realtime')
    last().onopen?.()
    expect(onFresh).toHaveBeenCalledTimes(1)
    say(last(), presence('e.1'))
    last().onclose?.()
    vi.advanceTimersByTime(5_000)
    last().onopen?.()
    expect(onFresh).toHaveBeenCalledTimes(1)
  })

  it('resumes from the last frame it saw', () => {
    const { last, sockets } = connect()
    last().onopen?.()
    say(last(), presence('e 1.7'))
    say(last(), presence('e 1.8'))
    last().onclose?.()
    vi.advanceTimersByTime(5_000)
    expect(sockets).toHaveLength(2)
    expect(last().path).toBe('/api/realtime?since=e%201.8')
  })

  it('comes back after a random wait of at most five seconds', () => {
    const { last, sockets, states } = connect(0.5)
    last().onclose?.()
    expect(states.at(-1)).toBe('waiting')
    vi.advanceTimersByTime(2_499)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(sockets).toHaveLength(2)
  })

  it('connects at once when the network is back, and not twice', () => {
    const { realtime, last, sockets } = connect(1)
    last().onclose?.()
    realtime.nudge()
    realtime.nudge()
    vi.advanceTimersByTime(10_000)
    expect(sockets).toHaveLength(2)
  })

  it('stays closed after the end, and forgets its place', () => {
    const { realtime, last, sockets } = connect()
    last().onopen?.()
    say(last(), presence('e.1'))
    realtime.stop()
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
    realtime.start()
    expect(last().path).toBe('/api/realtime')
  })

  it('gives up a connection that stopped answering pings, but only where pings are answered', () => {
    const { last, sockets } = connect(0)
    last().onopen?.()
    vi.advanceTimersByTime(40_000)
    expect(sockets).toHaveLength(1)
    expect(last().sent[0]).toBe('{"type":"ping"}')
    say(last(), { type: 'pong' })
    vi.advanceTimersByTime(25_000 + 10_001)
    expect(sockets.length).toBeGreaterThan(1)
  })
})

it.each([
  ['https://app.example.test/c/1', 'wss://app.example.test/'],
  ['http://127.0.0.1:8787/', 'ws://127.0.0.1:8787/'],
])('a page at %s opens its socket at %s', (href, begins) => {
  const opened: string[] = []
  vi.stubGlobal('location', { href })
  vi.stubGlobal(
    'WebSocket',
    class {
      constructor(url: URL) {
        opened.push(String(url))
      }
      close() {}
    },
  )
  startLive()()
  expect(opened).toEqual([`${begins}api/realtime`])
})

it('a person whose socket was closed because their access ended is shown out', async () => {
  const person = aPerson()
  let hasAccess = true
  fakeServer(({ path }) => {
    if (!hasAccess) return refusal(401, 'UNAUTHENTICATED', 'Sign in first.')
    return { body: path === '/api/me' ? person : { data: [], nextCursor: null } }
  })
  rememberSignedIn(true)
  await loadSession()
  const sockets: FakeSocket[] = []
  vi.stubGlobal(
    'WebSocket',
    class {
      constructor() {
        sockets.push(this as unknown as FakeSocket)
      }
      close() {}
    },
  )
  const end = startLive()
  sockets[0]?.onopen?.()
  expect(me.value).toEqual(person)
  hasAccess = false
  sockets[0]?.onclose?.()
  await vi.waitFor(() => expect(me.value).toBeNull())
  end()
})

describe('frames', () => {
  beforeEach(() => {
    me.value = aPerson()
  })

  it('reads replayed frames in one batch, each id once', async () => {
    const conversation = aConversation({ assigneeId: me.value?.memberId ?? null })
    putConversation(conversation)
    const messages = [aMessage({ conversationId: conversation.id }), aMessage({ conversationId: conversation.id })]
    const asked = fakeServer(({ path }) => {
      if (path.startsWith('/api/messages')) return { body: { data: messages } }
      if (path.includes('ids=')) return { body: { data: [{ ...conversation, unreadCount: 2 }], nextCursor: null } }
      return { body: { data: [], nextCursor: null } }
    })
    const thread = openThread(conversation.id)
    await vi.waitFor(() => expect(thread.state.value).toBe('ready'))
    asked.length = 0
    const conversationId = conversation.id
    messages.forEach(({ id }, index) => {
      const data = { conversationId, messageId: id }
      applyFrame({ seq: `e.${index}`, type: 'message.created', replay: true, data })
      applyFrame({ seq: `e.${index}s`, type: 'message.status', replay: true, data })
      applyFrame({ seq: `e.${index}c`, type: 'conversation.updated', replay: true, data: { conversationId } })
    })
    await vi.waitFor(() => expect(thread.messages.value).toHaveLength(2))
    const reads = asked.map((one) => decodeURIComponent(one.path)).filter((path) => path.includes('ids='))
    expect(reads).toHaveLength(2)
    expect(reads).toContain(`/api/messages?ids=${messages.map((message) => message.id).join(',')}`)
    expect(conversationSignal(conversationId)?.value.unreadCount).toBe(2)
  })

  it('puts a live message into its thread and tells it to a screen reader', async () => {
    const conversation = aConversation()
    putConversation(conversation)
    fakeServer(() => ({ body: { data: [], nextCursor: null } }))
    const thread = openThread(conversation.id)
    await vi.waitFor(() => expect(thread.state.value).toBe('ready'))
    selectedId.value = conversation.id
    const message = aMessage({ conversationId: conversation.id, text: { body: 'Is it blue?' } })
    const data = { conversationId: conversation.id, messageId: message.id, message }
    applyFrame({ seq: 'e.1', type: 'message.created', data })
    applyFrame({ seq: 'e.1', type: 'message.created', data })
    expect(thread.messages.value.map((one) => one.id)).toEqual([message.id])
    const told = announcement.value
    expect(told.text).toBe('Jonas Okafor: Is it blue?')
    const again = aMessage({ conversationId: conversation.id, text: { body: 'Is it blue?' } })
    applyFrame({ seq: 'e.2', type: 'message.created', data: { ...data, messageId: again.id, message: again } })
    expect(announcement.value).toEqual({ text: told.text, count: told.count + 1 })
  })

  it('moves a conversation to where it now belongs, and takes it out when it no longer does', async () => {
    const memberId = me.value?.memberId ?? null
    const older = aConversation({ assigneeId: memberId, lastMessageAt: '2026-01-01T10:00:00.000Z' })
    const newer = aConversation({ assigneeId: memberId, lastMessageAt: '2026-01-01T11:00:00.000Z' })
    fakeServer(() => ({ body: { data: [newer, older], nextCursor: null } }))
    selectedId.value = null
    await readList()
    const update = (conversation: typeof older) =>
      applyFrame({
        seq: 'e.2',
        type: 'conversation.updated',
        data: { conversationId: conversation.id, conversation },
      })
    update({ ...older, lastMessageAt: '2026-01-01T12:00:00.000Z' })
    expect(list.value.ids).toEqual([older.id, newer.id])
    update({ ...newer, assigneeId: null })
    expect(list.value.ids).toEqual([older.id])
  })

  it('lists who waits, the longest first, and lets an answered one go when another is opened', async () => {
    const assigneeId = me.value?.memberId ?? null
    const waiting = (minutes: number) => aConversation({ assigneeId, waitingSince: ago(minutes * 60_000) })
    const [first, second, third] = [waiting(30), waiting(20), waiting(10)] as const
    fakeServer(() => ({ body: { data: [first, third], nextCursor: null } }))
    view.value = { ...initialView, sort: 'oldest-waiting' }
    selectConversation(first.id)
    await readList()
    const update = (conversation: typeof first) => {
      const data = { conversationId: conversation.id, conversation }
      applyFrame({ seq: 'e.2', type: 'conversation.updated', data })
    }
    update(second)
    update({ ...first, waitingSince: null })
    expect(list.value.ids).toEqual([first.id, second.id, third.id])
    selectConversation(second.id)
    expect(list.value.ids).toEqual([second.id, third.id])
    selectConversation(null)
    view.value = initialView
  })

  it('keeps what is told while a conversation is read: an older answer does not take it back', async () => {
    const conversation = aConversation({ unreadCount: 1 })
    const data = { conversationId: conversation.id }
    const asked = fakeServer(() => {
      const newer = { ...conversation, unreadCount: 2 }
      applyFrame({ seq: 'e.2', type: 'conversation.updated', data: { ...data, conversation: newer } })
      return { body: { data: [conversation], nextCursor: null } }
    })
    applyFrame({ seq: 'e.1', type: 'conversation.updated', data })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await new Promise((resolve) => setTimeout(resolve))
    expect(conversationSignal(conversation.id)?.value.unreadCount).toBe(2)
  })

  it('keeps what is told while the list is read: it is newer than the page', async () => {
    const assigneeId = me.value?.memberId ?? null
    const known = aConversation({ assigneeId, unreadCount: 0, lastMessageAt: '2026-01-01T10:00:00.000Z' })
    const taken = aConversation({ assigneeId, lastMessageAt: '2026-01-01T09:00:00.000Z' })
    const arrived = aConversation({ assigneeId, lastMessageAt: '2026-01-01T12:00:00.000Z' })
    fakeServer(() => ({ body: { data: [known, taken], nextCursor: null } }))
    selectedId.value = null
    const reading = readList()
    const told = [arrived, { ...known, unreadCount: 3 }, { ...taken, assigneeId: null }]
    told.forEach((conversation, index) => {
      const data = { conversationId: conversation.id, conversation }
      applyFrame({ seq: `e.${index}`, type: 'conversation.updated', data })
    })
    await reading
    expect(list.value.ids).toEqual([arrived.id, known.id])
    expect(conversationSignal(known.id)?.value.unreadCount).toBe(3)
  })

  it('reads everything anew when the server no longer knows what was missed', async () => {
    const asked = fakeServer(() => ({ body: { data: [], nextCursor: null } }))
    applyFrame({ seq: 'e.9', type: 'resync', data: {} })
    await vi.waitFor(() => {
      const paths = asked.map((one) => one.path)
      expect(paths.some((path) => path.startsWith('/api/conversations?'))).toBe(true)
      expect(paths).toContain('/api/conversations/counts')
    })
  })
})
