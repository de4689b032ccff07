import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { HubObject } from '../../durable-objects/hub-object/object.ts'
import { InboxObject } from '../../durable-objects/inbox-object/object.ts'
import { SenderObject } from '../../durable-objects/sender-object/object.ts'
import worker from '../../worker/index.ts'
import { randomBytes, utf8 } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { hubStub, inboxStub, senderStub } from '../../worker/objects.ts'
import { asOwner, newMember, services } from '../support/factories.ts'
import {
  deliverText,
  env,
  fetchWorker,
  type InhabitedTenant,
  newInhabitedTenant,
  settled,
  snapshot,
} from './inhabited-tenant.ts'

// The doors beside the routes: sockets, messages of queues, and the objects' own calls.

let mine: InhabitedTenant
let theirs: InhabitedTenant
let before: Record<string, string>
const placeOf = ({ tenantId }: InhabitedTenant) => ({ tenantId, jurisdiction: 'default' as const })
const secretsOf = ({ ids, phone, words, tenantId }: InhabitedTenant) => [...Object.values(ids), phone, words, tenantId]

beforeAll(async () => {
  // One after the other: the test runner hangs where two requests load one module for the first time at once.
  mine = await newInhabitedTenant()
  theirs = await newInhabitedTenant()
  before = await settled(theirs.tenantId)
}, 60_000)

describe('a socket', () => {
  async function listen({ cookie }: { cookie: string }, query: Record<string, string> = {}) {
    const path = `/api/realtime?${new URLSearchParams(query)}`
    const { webSocket } = await fetchWorker(path, { headers: { upgrade: 'websocket', cookie } })
    if (!webSocket) throw new Error('no socket')
    const said: string[] = []
    const closed = new Promise<number>((close) => webSocket.addEventListener('close', ({ code }) => close(code)))
    webSocket.addEventListener('message', ({ data }) => void said.push(String(data)))
    webSocket.accept()
    return { said, closed, send: (text: string) => webSocket.send(text), close: () => webSocket.close() }
  }
  const seqOf = (said: string[]) => JSON.parse(said.find((each) => each.includes('message.created')) ?? '{}').seq

  const hears = async (socket: { said: string[] }, words: string) =>
    vi.waitFor(() => expect(socket.said.join()).toContain(words), 10_000)

  it('hears its own tenant and nothing of another, also from where another’s left off', async () => {
    const [ours, foreign] = await Promise.all([listen(mine.owner), listen(theirs.owner)])
    const words = `loud words ${newId()}`
    await deliverText(theirs.number, theirs.phone, words)
    await hears(foreign, words)
    await deliverText(mine.number, mine.phone, 'Mine')
    await hears(ours, '"Mine"')
    const resumed = await listen(mine.owner, { since: seqOf(foreign.said) })
    await vi.waitFor(() => expect(resumed.said.length).toBeGreaterThan(0), 10_000)
    for (const secret of [words, ...secretsOf(theirs)]) {
      expect(ours.said.join()).not.toContain(secret)
      expect(resumed.said.join()).not.toContain(secret)
    }
    for (const each of [ours, foreign, resumed]) each.close()
    before = await settled(theirs.tenantId)
  })

  it.each(['admin', 'supervisor', 'agent', 'viewer'] as const)(
    'of a %s that names another tenant hears its own, and nothing of the other',
    async (role) => {
      const member = await newMember(mine.owner, role)
      const { tenantId, ids } = theirs
      const [untilMs, idleAtMs] = [Date.now() + 60_000, Date.now() + 60_000]
      const listener = { memberId: ids.memberId, sessionId: ids.sessionId, sees: 'all', untilMs, idleAtMs }
      const named = { tenant: tenantId, tenantId, listener: JSON.stringify(listener) }
      const [ours, foreign] = await Promise.all([listen(member, named), listen(theirs.owner)])
      const [loud, own] = [`loud words ${newId()}`, `own words ${newId()}`]
      await deliverText(theirs.number, theirs.phone, loud)
      await hears(foreign, loud)
      await deliverText(mine.number, mine.phone, own)
      await hears(ours, own)
      for (const secret of [loud, ...secretsOf(theirs)]) expect(ours.said.join()).not.toContain(secret)
      for (const each of [ours, foreign]) each.close()
      before = await settled(theirs.tenantId)
    },
  )

  it('that says something is closed, whatever it names', async () => {
    const { tenantId, ids } = theirs
    const frames = [
      { type: 'subscribe', tenantId, conversationId: ids.conversationId },
      { type: 'typing', data: { conversationId: ids.conversationId, typing: true } },
      { type: 'resume', since: '1.1', tenant: tenantId },
    ]
    const foreign = await listen(theirs.owner)
    for (const frame of frames) {
      const socket = await listen(mine.owner)
      socket.send(JSON.stringify(frame))
      expect(await socket.closed).toBe(1008)
      for (const secret of secretsOf(theirs)) expect(socket.said.join()).not.toContain(secret)
    }
    // What it hears is that it is online itself.
    expect(foreign.said.filter((each) => !each.includes('"presence"'))).toEqual([])
    for (const each of foreign.said) expect(each).not.toContain(mine.owner.me.memberId)
    foreign.close()
    expect(await snapshot(tenantId)).toEqual(before)
  })

  it('opens for no foreign origin and no stranger', async () => {
    const upgrade = { upgrade: 'websocket' }
    const origin = { ...upgrade, cookie: mine.owner.cookie, origin: 'https://evil.test' }
    expect((await fetchWorker('/api/realtime', { headers: origin })).status).toBe(403)
    expect((await fetchWorker('/api/realtime', { headers: upgrade })).status).toBe(401)
  })
})

describe('a message of a queue', () => {
  async function consume(kind: string, body: unknown): Promise<void> {
    const message = { id: newId(), timestamp: new Date(), attempts: 1, body, ack: vi.fn(), retry: vi.fn() }
    const batch = { queue: `adsapp-${kind}`, messages: [message], ackAll: vi.fn(), retryAll: vi.fn() }
    await worker.queue(batch as unknown as MessageBatch, env)
  }
  const workOf = ({ tenantId }: InhabitedTenant) =>
    asOwner(sql`select * from work_due where tenant_id = ${tenantId}::uuid order by kind, ref_id`).then(
      ({ rows }) => rows,
    )

  it('that names a file of one tenant with the id of another does nothing', async () => {
    await asOwner(sql`update media set state = 'pending' where id = ${theirs.ids.mediaId}::uuid`)
    await asOwner(sql`
      insert into work_due (tenant_id, kind, ref_id, due_at)
      values (${theirs.tenantId}::uuid, 'media', ${theirs.ids.mediaId}::uuid, now()) on conflict do nothing`)
    const [rows, work] = [await snapshot(theirs.tenantId), await workOf(theirs)]
    expect(JSON.stringify(work)).toContain(theirs.ids.mediaId)
    await consume('media', { tenantId: mine.tenantId, mediaId: theirs.ids.mediaId })
    expect(await snapshot(theirs.tenantId)).toEqual(rows)
    expect(await workOf(theirs)).toEqual(work)
    before = rows
  })

  it('that names a notification of one tenant with the id of another tells nobody', async () => {
    const wanted = { muted: [], pushed: ['mention'], sound: false, detail: 'none', quiet: null, zone: 'UTC' }
    await theirs.member.call('PUT', '/api/notification-settings', wanted)
    before = await snapshot(theirs.tenantId)
    const { notificationId } = theirs.ids
    const pushesFor = async (tenantId: string) => {
      const asked = vi.spyOn(globalThis, 'fetch')
      await consume('push', { tenantId, notificationId })
      const pushed = asked.mock.calls.filter(([input]) => String(input).startsWith(inject('services').pushUrl))
      asked.mockRestore()
      return pushed.length
    }
    expect(await pushesFor(mine.tenantId)).toBe(0)
    expect(await pushesFor(theirs.tenantId)).toBe(1)
  })

  it('that names an object of the bucket that is no intake leaves it where it is', async () => {
    for (const name of [`audit/${theirs.tenantId}/2026-11-26.json`, `media/${theirs.tenantId}/${newId()}`]) {
      await env.BUCKET.put(name, 'theirs')
      await consume('intake', { name })
      expect(await (await env.BUCKET.get(name))?.text(), name).toBe('theirs')
    }
  })

  it('that names an intake which we did not seal takes nothing of it', async () => {
    const event = { channelId: theirs.ids.channelId, event: { kind: 'message' } }
    const item = { kind: 'events', tenantId: theirs.tenantId, jurisdiction: 'default', events: [event] }
    const forged = utf8(JSON.stringify(item))
    const boxes = [forged, await services.intake.seal(forged, 'journal'), randomBytes(200)]
    for (const box of boxes) {
      const name = `intake/${newId()}`
      await env.BUCKET.put(name, box)
      await consume('intake', { name })
      await env.BUCKET.delete(name)
    }
    expect(await settled(theirs.tenantId)).toEqual(before)
  })

  it.each(['intake', 'media', 'push', 'email', 'dead'])('of %s that is none changes nothing', async (kind) => {
    for (const body of [null, 'text', {}, { tenantId: theirs.tenantId }, { tenantId: "' or true --", mediaId: 1 }]) {
      await consume(kind, body)
    }
    await consume(kind, { emailId: newId(), name: '../../intake', tenantId: theirs.tenantId, mediaId: newId() })
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })
})

/** What an object's class answers to from outside, but what the platform itself calls. */
const callsOf = (object: { prototype: object }) =>
  Object.getOwnPropertyNames(object.prototype).filter((name) => !/^(constructor|fetch|alarm|webSocket\w+)$/.test(name))

describe('an object of one tenant', () => {
  type Calls = Record<string, (...input: unknown[]) => Promise<unknown>>
  const refuses = async (stub: unknown, name: string, ...input: unknown[]) => {
    const said = await (stub as Calls)[name]?.(...input).then(
      () => 'served',
      (error) => String(error),
    )
    expect(said, name).toMatch(/serves one (tenant|channel)|works in their own tenant/)
  }

  it.each(callsOf(InboxObject))('its inbox serves nobody else: %s', async (name) => {
    const foreign = { ...mine.owner.me, tenantId: theirs.tenantId }
    const more = name === 'command' ? [foreign, 'closeConversation', JSON.stringify(theirs.ids)] : ['[]', 0]
    await refuses(inboxStub(env, placeOf(mine)), name, placeOf(theirs), ...more)
    const own = name === 'command' ? [mine.owner.me, 'closeConversation', JSON.stringify(theirs.ids)] : ['[]', 0]
    await refuses(inboxStub(env, placeOf(theirs)), name, placeOf(mine), ...own)
  })

  it('its inbox runs no command of somebody of another', async () => {
    const { memberId } = mine.owner.me
    const actor = { tenantId: theirs.tenantId, memberId, userId: newId(), role: 'owner', sees: 'all' }
    const input = JSON.stringify({ conversationId: theirs.ids.conversationId })
    await refuses(inboxStub(env, placeOf(mine)), 'command', placeOf(mine), actor, 'closeConversation', input)
  })

  it.each(callsOf(HubObject))('its hub serves nobody else: %s', async (name) => {
    await refuses(hubStub(env, placeOf(mine)), name, theirs.tenantId, '[]', newId(), null)
    await refuses(hubStub(env, placeOf(theirs)), name, mine.tenantId, '[]', newId(), null)
  })

  it('its hub opens no socket for another', async () => {
    const url = new URL('https://hub/socket')
    url.searchParams.set('tenant', theirs.tenantId)
    const [untilMs, idleAtMs] = [Date.now() + 60_000, Date.now() + 60_000]
    const listener = { memberId: theirs.ids.memberId, sessionId: newId(), sees: 'all', untilMs, idleAtMs }
    url.searchParams.set('listener', JSON.stringify(listener))
    const hub = hubStub(env, placeOf(mine))
    await refuses({ open: () => hub.fetch(url, { headers: { upgrade: 'websocket' } }) }, 'open')
  })

  // How much comes in on a number is a figure without a name.
  it.each(callsOf(SenderObject).filter((name) => name !== 'reportInbound'))(
    'its sender serves nobody else: %s',
    async (name) => {
      const sender = senderStub(env, placeOf(mine), mine.ids.channelId)
      await sender.wake(placeOf(mine), mine.ids.channelId)
      await refuses(sender, name, placeOf(theirs), mine.ids.channelId, theirs.ids.conversationId, false)
      await refuses(sender, name, placeOf(mine), theirs.ids.channelId, theirs.ids.conversationId, false)
      const other = senderStub(env, placeOf(theirs), theirs.ids.channelId)
      await other.wake(placeOf(theirs), theirs.ids.channelId)
      await refuses(other, name, placeOf(mine), theirs.ids.channelId, theirs.ids.conversationId, false)
    },
  )

  it('left everything of the other as it was', async () => {
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })
})
