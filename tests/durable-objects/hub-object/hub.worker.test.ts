import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
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
interface Listening {
  sees?: 'all' | 'own'
  sessionId?: string
  since?: string
  untilMs?: number
  idleAtMs?: number
}
async function listen(memberId: string, more: Listening = {}) {
  const inAnHourMs = Date.now() + 3_600_000
  const { sees = 'all', sessionId = newId(), since, untilMs = inAnHourMs, idleAtMs = inAnHourMs } = more
  const url = new URL('https://hub/socket')
  url.searchParams.set('tenant', place.tenantId)
  url.searchParams.set('listener', JSON.stringify({ memberId, sessionId, sees, untilMs, idleAtMs }))
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
    /** Frames but for those of the moment, as `type conversation`. */
    heard: () =>
      said
        .filter(({ type }) => type !== 'presence' && type !== 'typing')
        .map(({ type, data }) => `${type} ${data.conversationId ?? ''}`.trim()),
    online: () => (said.filter(({ data }) => data.online).at(-1)?.data.online as string[] | undefined)?.toSorted(),
    connectionId: () => String(said.find(({ data }) => data.connectionId)?.data.connectionId),
    /** Who looks at a conversation, as far as this window was told. */
    viewers: (conversationId: string) => {
      const told = said.flatMap(({ data }) => (data.viewing ?? []) as { conversationId: string; memberIds: string[] }[])
      return told.findLast((each) => each.conversationId === conversationId)?.memberIds.toSorted()
    },
    typing: () => said.filter(({ type }) => type === 'typing').map(({ data }) => data),
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

/** What happened before it has been told to everybody once this frame is there. */
async function told(...windows: Awaited<ReturnType<typeof listen>>[]): Promise<void> {
  const mark = newId()
  await publish(updated(mark))
  for (const { heard } of windows) await eventually(() => expect(heard()).toContain(`conversation.updated ${mark}`))
}

describe('who looks at a conversation', () => {
  it('is known to those who may see it, and to nobody else, until the window closes', async () => {
    const chief = await listen('chief')
    const [ana, ben] = [await listen('ana', { sees: 'own' }), await listen('ben', { sees: 'own' })]
    await hubPort(env, place).view('ana', ana.connectionId(), { conversationId: 'c1', assigneeId: 'ana' })
    await told(chief, ana, ben)
    expect([chief.viewers('c1'), ana.viewers('c1'), ben.viewers('c1')]).toEqual([['ana'], ['ana'], undefined])
    const late = await listen('late', { sees: 'own' })
    expect(late.viewers('c1')).toBeUndefined()
    const second = await listen('second')
    await eventually(() => expect(second.viewers('c1')).toEqual(['ana']))
    ana.socket.close()
    await eventually(() => expect(chief.viewers('c1')).toEqual([]))
    expect(ben.raw.join()).not.toContain('"c1"')
  })

  it('is told once a member, and moves with the window', async () => {
    const chief = await listen('chief')
    const [first, second] = [await listen('ana'), await listen('ana')]
    for (const { connectionId } of [first, second]) {
      await hubPort(env, place).view('ana', connectionId(), { conversationId: 'c1', assigneeId: null })
    }
    await eventually(() => expect(chief.viewers('c1')).toEqual(['ana']))
    await hubPort(env, place).view('ana', first.connectionId(), { conversationId: 'c2', assigneeId: null })
    await eventually(() => expect(chief.viewers('c2')).toEqual(['ana']))
    expect(chief.viewers('c1')).toEqual(['ana'])
    await hubPort(env, place).view('ana', second.connectionId(), null)
    await eventually(() => expect(chief.viewers('c1')).toEqual([]))
  })

  it('looks at it no more when it is given to somebody whose it alone is to see', async () => {
    const [chief, ana] = [await listen('chief'), await listen('ana', { sees: 'own' })]
    await hubPort(env, place).view('ana', ana.connectionId(), { conversationId: 'c1', assigneeId: null })
    await eventually(() => expect(chief.viewers('c1')).toEqual(['ana']))
    await publish(updated('c1', { assigneeId: 'ben', formerAssigneeId: null }))
    await eventually(() => expect(chief.viewers('c1')).toEqual([]))
    expect((await hubPort(env, place).present()).viewing).toEqual([])
  })

  it('cannot be moved by another member', async () => {
    const [chief, ana] = [await listen('chief'), await listen('ana')]
    await hubPort(env, place).view('ben', ana.connectionId(), { conversationId: 'c1', assigneeId: null })
    await told(chief)
    expect(chief.viewers('c1')).toBeUndefined()
  })
})

describe('who writes', () => {
  const writes = (
    memberId: string,
    connectionId: string | null,
    assigneeId: string | null,
    mode = 'reply' as const,
  ) => ({
    ...{ memberId, connectionId, assigneeId, mode },
    conversationId: 'c1',
  })

  it('is told with the draft to those who may see the conversation, and kept in no log', async () => {
    const [chief, ben] = [await listen('chief'), await listen('ben', { sees: 'own' })]
    const ana = await listen('ana', { sees: 'own' })
    const since = ana.lastSeq()
    await hubPort(env, place).write(writes('ana', ana.connectionId(), 'ana'), true, 'Dear cust')
    await told(chief, ben)
    expect(chief.typing()).toEqual([
      { conversationId: 'c1', memberId: 'ana', typing: true, mode: 'reply', draft: 'Dear cust' },
    ])
    expect(ben.typing()).toEqual([])
    const back = await listen('chief', { since })
    expect(back.raw.join()).not.toContain('Dear cust')
  })

  it('is told to a window that opens meanwhile, without the draft, if they may see the conversation', async () => {
    const ana = await listen('ana')
    await hubPort(env, place).write(writes('ana', ana.connectionId(), 'ana'), true, 'Dear cust')
    const [chief, ben] = [await listen('chief'), await listen('ben', { sees: 'own' })]
    await told(chief, ben)
    expect(chief.typing()).toEqual([{ conversationId: 'c1', memberId: 'ana', typing: true, mode: 'reply' }])
    expect(ben.typing()).toEqual([])
  })

  it('is told to nobody whose session is over', async () => {
    const over = await listen(newId(), { untilMs: Date.now() + 300 })
    await new Promise((resolve) => setTimeout(resolve, 400))
    const [ana, chief] = [await listen('ana'), await listen('chief')]
    await hubPort(env, place).write(writes('ana', ana.connectionId(), null), true, 'Dear cust')
    await eventually(() => expect(over.closed).toEqual([{ code: 4001 }]))
    await eventually(() => expect(chief.typing()).toHaveLength(1))
    expect(over.raw.join()).not.toMatch(/ana|Dear/)
  })

  it('is known to the inbox until they stop, or their window closes', async () => {
    const [chief, ana] = [await listen('chief'), await listen('ana')]
    const hub = hubPort(env, place)
    await hub.write(writes('ana', ana.connectionId(), null), true, null)
    await hub.write({ ...writes('eve', null, null), mode: 'note' }, true, null)
    expect(await hub.repliers('c1')).toEqual(['ana'])
    expect(await hub.repliers('c2')).toEqual([])
    await hub.write(writes('ana', ana.connectionId(), null), false, null)
    expect(await hub.repliers('c1')).toEqual([])
    await hub.write(writes('ana', ana.connectionId(), null), true, null)
    ana.socket.close()
    await eventually(() => expect(chief.typing().at(-1)).toMatchObject({ memberId: 'ana', typing: false }))
    expect(await hub.repliers('c1')).toEqual([])
  })
})

describe('who went away', () => {
  it('is known with the time, and no more when they are back', async () => {
    const beforeMs = Date.now()
    const chief = await listen('chief')
    const ana = await listen('ana')
    ana.socket.close()
    await eventually(() => expect(chief.online()).toEqual(['chief']))
    const { online, leftAtMs } = await hubPort(env, place).present()
    expect(online).toEqual(['chief'])
    expect(leftAtMs.ana).toBeGreaterThanOrEqual(beforeMs)
    await listen('ana')
    expect((await hubPort(env, place).present()).leftAtMs).toEqual({})
  })
})

describe('a frame for one member', () => {
  it('reaches their windows alone, now and when they come back', async () => {
    const [ana, ben, chief] = [await listen('ana'), await listen('ben'), await listen('chief')]
    const since = ben.lastSeq()
    await publish({ ...updated('c1'), memberId: 'ana' })
    await told(ana, ben, chief)
    expect(ana.heard()[0]).toBe('conversation.updated c1')
    expect([...ben.heard(), ...chief.heard()]).not.toContain('conversation.updated c1')
    expect((await listen('ben', { since })).heard()).not.toContain('conversation.updated c1')
    expect((await listen('ana', { since })).heard()).toContain('conversation.updated c1')
  })
})

describe('who loses access', () => {
  it('is told to ask who they are, cut off at once, and hears nothing more', async () => {
    const session = newId()
    const [here, there, other] = [await listen('ana', { sessionId: session }), await listen('ana'), await listen('ben')]
    await hubPort(env, place).disconnect({ sessionId: session })
    await eventually(() => expect(here.closed).toEqual([{ code: 4001 }]))
    expect(there.closed).toEqual([])
    await hubPort(env, place).disconnect({ memberId: 'ana' })
    await eventually(() => expect(there.closed).toEqual([{ code: 4001 }]))
    await publish(updated('c1'))
    await eventually(() => expect(other.heard()).toEqual(['conversation.updated c1']))
    for (const { heard } of [here, there]) expect(heard()).toEqual(['tenant.updated'])
    expect(other.closed).toEqual([])
  })
})

describe('a socket', () => {
  it('is told nothing once its session is over but to ask, and closed', async () => {
    const [over, other] = [await listen(newId(), { untilMs: Date.now() - 1 }), await listen(newId())]
    const conversationId = newId()
    await publish(updated(conversationId))
    await eventually(() => expect(over.closed).toEqual([{ code: 4001 }]))
    await eventually(() => expect(other.heard()).toEqual([`conversation.updated ${conversationId}`]))
    expect(over.heard()).toEqual(['tenant.updated'])
  })

  it('is closed soon after its session is over or idle, though nothing happens', async () => {
    const other = await listen('ben')
    const over = await listen('ana', { untilMs: Date.now() - 1 })
    const idle = await listen('ana', { idleAtMs: Date.now() - 1 })
    const armedAtMs = () => runInDurableObject(hubStub(env, place), (_, state) => state.storage.getAlarm())
    const soonMs = await armedAtMs()
    expect((soonMs ?? Number.POSITIVE_INFINITY) - Date.now()).toBeLessThanOrEqual(30_000)
    await runDurableObjectAlarm(hubStub(env, place))
    for (const { closed } of [over, idle]) await eventually(() => expect(closed).toEqual([{ code: 4001 }]))
    expect(other.closed).toEqual([])
    expect(((await armedAtMs()) ?? 0) - Date.now()).toBeGreaterThan(3_500_000)
  })

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
