import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { OutgoingFrame } from '../../../worker/contract/frames.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { hubPort, hubStub } from '../../../worker/objects.ts'
import { call } from '../../support/factories.ts'
import { env, eventually } from '../object-bench.ts'

interface Said {
  seq: string
  type: string
  data: Record<string, unknown>
  replay?: true
}

let place: { tenantId: string; jurisdiction: 'default' }
beforeEach(() => {
  place = { tenantId: newId(), jurisdiction: 'default' }
})

const publish = (...frames: OutgoingFrame[]) => hubPort(env, place).publish(frames)

function updated(conversationId: string, audience: Partial<OutgoingFrame> = {}): OutgoingFrame {
  const data = { conversationId, conversation: { secret: 'words' } }
  return { type: 'conversation.updated', data, ids: { conversationId }, ...audience } as unknown as OutgoingFrame
}

/** A socket as the Worker opens one for a member whom it has recognised. */
async function listen(memberId: string, more: { sees?: 'all' | 'own'; sessionId?: string; since?: string } = {}) {
  const { sees = 'all', sessionId = newId(), since } = more
  const url = new URL('https://hub/socket')
  url.searchParams.set('tenant', place.tenantId)
  url.searchParams.set('listener', JSON.stringify({ memberId, sessionId, sees }))
  if (since) url.searchParams.set('since', since)
  const response = await hubStub(env, place).fetch(url, { headers: { upgrade: 'websocket' } })
  const socket = response.webSocket
  if (!socket) throw new Error(`no socket: ${response.status}`)
  const said: Said[] = []
  const closed: { code: number }[] = []
  const raw: string[] = []
  socket.addEventListener('message', ({ data }) => {
    raw.push(String(data))
    said.push(JSON.parse(String(data)) as Said)
  })
  socket.addEventListener('close', ({ code }) => void closed.push({ code }))
  socket.accept()
  onTestFinished(() => socket.close())
  await eventually(() => expect(said.some(({ type }) => type === 'presence')).toBe(true))
  return {
    socket,
    said,
    raw,
    closed,
    /** Frames but for presence, as `type conversation`. */
    heard: () =>
      said
        .filter(({ type }) => type !== 'presence')
        .map(({ type, data }) => `${type} ${data.conversationId ?? ''}`.trim()),
    online: () =>
      (said.filter(({ type }) => type === 'presence').at(-1)?.data.online as string[] | undefined)?.toSorted(),
    lastSeq: () => said.at(-1)?.seq ?? '',
  }
}

describe('a frame', () => {
  it('reaches whoever may see it, with its content and its number', async () => {
    const [chief, ana, ben] = [
      await listen('chief'),
      await listen('ana', { sees: 'own' }),
      await listen('ben', { sees: 'own' }),
    ]
    await publish(updated('c1', { assigneeId: 'ana' }), updated('c2', { assigneeId: null }), updated('c3'))
    await eventually(() => expect(ben.heard()).toHaveLength(2))
    expect(chief.heard()).toEqual(['conversation.updated c1', 'conversation.updated c2', 'conversation.updated c3'])
    expect(ana.heard()).toEqual(chief.heard())
    expect(ben.heard()).toEqual(['conversation.updated c2', 'conversation.updated c3'])
    expect(chief.said.at(-1)?.data).toMatchObject({ conversation: { secret: 'words' } })
    const numbers = chief.said.filter(({ type }) => type !== 'presence').map(({ seq }) => Number(seq.split('.')[1]))
    expect(numbers).toEqual([1, 2, 3])
  })

  it('of a conversation that was given to somebody else takes it away from those who saw it', async () => {
    const [ana, ben] = [await listen('ana', { sees: 'own' }), await listen('ben', { sees: 'own' })]
    await publish(updated('c1', { assigneeId: 'ben', formerAssigneeId: 'ana' }))
    await eventually(() => expect(ben.heard()).toEqual(['conversation.updated c1']))
    expect(ana.heard()).toEqual(['conversation.removed c1'])
    expect(ana.raw.join()).not.toContain('words')
  })
})

describe('who comes back', () => {
  it('is told what they missed, by id', async () => {
    const before = await listen('ana', { sees: 'own' })
    await publish(updated('c1'))
    await eventually(() => expect(before.heard()).toHaveLength(1))
    const since = before.lastSeq()
    before.socket.close()
    await publish(updated('c2', { assigneeId: 'ana' }), updated('c3', { assigneeId: 'ben' }), updated('c4'))
    const after = await listen('ana', { sees: 'own', since })
    expect(after.heard()).toEqual(['conversation.updated c2', 'conversation.updated c4'])
    expect(after.said.filter(({ replay }) => replay)).toHaveLength(2)
    expect(after.raw.join()).not.toContain('words')
  })

  it('to a hub that lost its memory is told to read anew; the sockets that were open stay open', async () => {
    const open = await listen('ben')
    await publish(updated('c1'))
    await eventually(() => expect(open.heard()).toHaveLength(1))
    const since = open.lastSeq()
    await evictDurableObject(hubStub(env, place))
    const after = await listen('ana', { since })
    expect(after.heard()).toEqual(['resync'])
    await publish(updated('c2'))
    await eventually(() => expect(open.heard()).toEqual(['conversation.updated c1', 'conversation.updated c2']))
    expect(open.lastSeq().split('.')[0]).not.toBe(since.split('.')[0])
    expect(open.online()).toEqual(expect.arrayContaining(['ana', 'ben']))
  })
})

describe('presence', () => {
  it('tells who is there, once each, and who left', async () => {
    const chief = await listen('chief')
    const [first, second] = [await listen('ana'), await listen('ana')]
    await eventually(() => expect(chief.online()).toEqual(['ana', 'chief']))
    first.socket.close()
    second.socket.close()
    await eventually(() => expect(chief.online()).toEqual(['chief']))
  })
})

describe('who loses access', () => {
  it('is cut off at once, and hears nothing more', async () => {
    const session = newId()
    const [here, there, other] = [await listen('ana', { sessionId: session }), await listen('ana'), await listen('ben')]
    await hubPort(env, place).disconnect({ sessionId: session })
    await eventually(() => expect(here.closed).toEqual([{ code: 4001 }]))
    expect(there.closed).toEqual([])
    await hubPort(env, place).disconnect({ memberId: 'ana' })
    await eventually(() => expect(there.closed).toEqual([{ code: 4001 }]))
    await publish(updated('c1'))
    await eventually(() => expect(other.heard()).toEqual(['conversation.updated c1']))
    expect([...here.heard(), ...there.heard()]).toEqual([])
    expect(other.closed).toEqual([])
  })
})

describe('a socket', () => {
  it('is answered its pings and closed for anything else', async () => {
    const { socket, said, closed } = await listen('ana')
    socket.send(JSON.stringify({ type: 'ping' }))
    await eventually(() => expect(said.at(-1)).toEqual({ type: 'pong' }))
    socket.send(JSON.stringify({ type: 'conversation.updated' }))
    await eventually(() => expect(closed).toEqual([{ code: 1008 }]))
  })

  it('beyond twenty of a member closes the oldest', async () => {
    const first = await listen('ana')
    for (let n = 0; n < 20; n++) await listen('ana')
    await eventually(() => expect(first.closed).toEqual([{ code: 1008 }]))
  })

  it('is opened for people who are signed in, from our own pages', async () => {
    const headers = { upgrade: 'websocket' }
    expect((await call('GET', '/api/realtime', undefined, { headers })).status).toBe(401)
    expect((await call('GET', '/api/realtime', undefined, { headers, origin: 'https://elsewhere.test' })).status).toBe(
      403,
    )
  })
})

it('a hub serves one tenant', async () => {
  await listen('ana')
  await runInDurableObject(hubStub(env, place), async (hub) => {
    await expect(hub.publish(newId(), '[]')).rejects.toThrow('one tenant')
    await expect(hub.disconnect(newId(), {})).rejects.toThrow('one tenant')
  })
})
