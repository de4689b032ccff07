import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { assign, closeConversation, retryMessage } from '../../web/models/actions.ts'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { discard, newClientMessageId, resendAll, send, unsentCount } from '../../web/models/outbox.ts'
import { me } from '../../web/models/session.ts'
import { openThread, putMessages } from '../../web/models/threads.ts'
import { toasts } from '../../web/models/toasts.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { aConversation, aMessage, aPerson, newId } from './made.ts'

type Answers = (asked: Asked) => ReturnType<typeof refusal> | undefined

beforeEach(() => {
  me.value = aPerson()
  toasts.value = []
})
afterEach(() => vi.unstubAllGlobals())

/** An open conversation whose messages are read; `posts` answers everything that is not a read. */
async function opened(posts: Answers) {
  const conversation = aConversation()
  putConversation(conversation)
  const all = fakeServer((asked) => (asked.method === 'GET' ? { body: { data: [], nextCursor: null } } : posts(asked)))
  const thread = openThread(conversation.id)
  await vi.waitFor(() => expect(thread.state.value).toBe('ready'))
  const posted = () => all.filter((one) => one.method !== 'GET')
  return { conversation, thread, posted }
}

function write(conversationId: string, body: string): string {
  const clientMessageId = newClientMessageId()
  send(conversationId, { clientMessageId, type: 'text', text: { body } }, { content: { text: { body } } })
  return clientMessageId
}
const accepted = (asked: Asked) => {
  const { clientMessageId, text } = asked.body as { clientMessageId: string; text: { body: string } }
  return { status: 202, body: aMessage({ clientMessageId, text, direction: 'outbound', status: 'queued' }) }
}

describe('sending', () => {
  it('puts the real message in the place of the drawn one', async () => {
    const { conversation, thread } = await opened(accepted)
    write(conversation.id, 'Hello')
    expect(thread.messages.value[0]?.local).toBe('sending')
    await vi.waitFor(() => expect(thread.messages.value[0]?.local).toBeUndefined())
    expect(thread.messages.value).toHaveLength(1)
  })

  it('shows one message when the event comes before the answer, and does not go back in status', async () => {
    const { conversation, thread } = await opened((asked) => {
      const answer = accepted(asked)
      putMessages(conversation.id, [{ ...answer.body, status: 'delivered' }])
      return answer
    })
    write(conversation.id, 'Hello')
    await vi.waitFor(() => expect(unsentCount.value).toBe(0))
    expect(thread.messages.value.map((message) => message.status)).toEqual(['delivered'])
  })

  it('keeps a refused message on the screen with the reason and the request id, until it is discarded', async () => {
    const { conversation, thread } = await opened(() => refusal(409, 'OPTED_OUT', 'The customer opted out.'))
    write(conversation.id, 'Hello')
    await vi.waitFor(() => expect(thread.messages.value[0]?.local).toBe('refused'))
    const [message] = thread.messages.value
    expect(message?.failure).toMatchObject({ title: 'The customer opted out.', detail: 'Request id req-1' })
    if (message) discard(message)
    expect(thread.messages.value).toHaveLength(0)
  })

  it('closes the window when the server says that it is closed', async () => {
    const { conversation } = await opened(() => refusal(409, 'WINDOW_CLOSED', 'Closed.'))
    write(conversation.id, 'Hello')
    await vi.waitFor(() => {
      const closesAt = conversationSignal(conversation.id)?.value.windowClosesAt
      expect(Date.parse(closesAt ?? '')).toBeLessThanOrEqual(Date.now())
    })
  })

  it('waits without a connection and sends again in order, with the same ids', async () => {
    let isConnected = false
    const { conversation, thread, posted } = await opened((asked) =>
      isConnected ? accepted(asked) : new TypeError('Failed to fetch'),
    )
    const ids = [write(conversation.id, 'first'), write(conversation.id, 'second')]
    await vi.waitFor(() => expect(thread.messages.value[0]?.local).toBe('waiting'))
    expect(unsentCount.value).toBe(2)
    isConnected = true
    resendAll()
    resendAll()
    await vi.waitFor(() => expect(unsentCount.value).toBe(0))
    const sentIds = posted().map((one) => (one.body as { clientMessageId: string }).clientMessageId)
    expect(sentIds).toEqual([ids[0], ...ids])
    expect(thread.messages.value.map((message) => message.text?.body)).toEqual(['first', 'second'])
  })
})

describe('what an agent does', () => {
  it('shows an assignment at once and takes it back with the reason', async () => {
    const { conversation } = await opened(() => refusal(403, 'FORBIDDEN', 'Your role does not allow this.'))
    const memberId = newId()
    const done = assign(conversation.id, { memberId })
    expect(conversationSignal(conversation.id)?.value.assigneeId).toBe(memberId)
    await done
    expect(conversationSignal(conversation.id)?.value.assigneeId).toBeNull()
    expect(toasts.value[0]).toMatchObject({ detail: 'Your role does not allow this.', requestId: 'req-1' })
  })

  it('takes back only what nobody else has changed meanwhile', async () => {
    const other = newId()
    const { conversation } = await opened(() => {
      putConversation({ ...conversation, assigneeId: other })
      return refusal(409, 'ALREADY_EXISTS', 'Taken.')
    })
    await assign(conversation.id, { memberId: newId() })
    expect(conversationSignal(conversation.id)?.value.assigneeId).toBe(other)
  })

  it('closes at once, and an undo brings back who waited', async () => {
    const waiting = { waitingSince: '2026-11-25T08:00:00.000Z', unreadCount: 2 }
    const conversation = aConversation(waiting)
    putConversation(conversation)
    const asked = fakeServer(({ path, method }) => {
      if (path.includes('/counts')) return undefined
      if (method === 'POST') return { body: { data: [{ id: conversation.id, outcome: 'changed' }], bulkId: newId() } }
      const isUndone = asked.some((each) => each.path.endsWith('/undo'))
      const closed = { ...conversation, status: 'closed', unreadCount: 0, waitingSince: null }
      return { body: { data: [isUndone ? conversation : closed], nextCursor: null } }
    })
    const done = closeConversation(conversation.id)
    await vi.waitFor(() => expect(conversationSignal(conversation.id)?.value.status).toBe('closed'))
    await done
    toasts.value.at(-1)?.action?.run()
    await vi.waitFor(() =>
      expect(conversationSignal(conversation.id)?.value).toMatchObject({ status: 'open', ...waiting }),
    )
  })

  it('puts the failure back when a retry is refused', async () => {
    const { conversation, thread } = await opened(() => refusal(409, 'NOT_RETRYABLE', 'It was sent already.'))
    const failure = { code: 1, title: 'No', detail: '', action: 'retry' } as const
    const message = aMessage({ conversationId: conversation.id, direction: 'outbound', status: 'failed', failure })
    putMessages(conversation.id, [message])
    const done = retryMessage(message)
    expect(thread.messages.value[0]?.status).toBe('queued')
    await done
    expect(thread.messages.value[0]).toMatchObject({ status: 'failed', failure })
  })
})
