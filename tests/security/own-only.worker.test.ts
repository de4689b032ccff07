import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Upload } from '../../worker/contract/channel.ts'
import type { Page } from '../../worker/contract/common.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import { asActor } from '../../worker/db/actor.ts'
import { newId } from '../../worker/kit/ids.ts'
import { type Answer, newMember, type Person, services } from '../support/factories.ts'
import { openWindow } from '../support/sockets.ts'
import { bodiesFor, idsBesidePaths, inAnHour, pathIdsOf, pathWith, type Route, readRoutes, text } from './api-routes.ts'
import {
  deliverText,
  type InhabitedTenant,
  newInhabitedTenant,
  postPicture,
  settled,
  snapshot,
} from './inhabited-tenant.ts'

// Where agents see only their own and what nobody has: one agent tries everything on what is another's. Generated from the
// API's own description: a route or a place that names a conversation or a message and has no case here fails.

let tenant: InhabitedTenant
let holder: Person
let other: Person
let routes: Route[]
let others = ''
/** Of the customer there. */
let othersPhone = ''
let theirs: Record<string, string>
const secret = `words for one agent ${newId()}`
const NAMES = ['conversationId', 'messageId', 'scheduledId', 'mediaId']

beforeAll(async () => {
  tenant = await newInhabitedTenant()
  const { owner, ids, number, phone } = tenant
  holder = tenant.member
  other = await newMember(owner, 'agent')
  routes = await readRoutes()
  others = await converse(other)
  const at = `/api/conversations/${ids.conversationId}`
  await owner.call('PUT', `${at}/assignee`, { memberId: holder.me.memberId })
  await deliverText(number, phone, secret)
  const mediaId = ((await (await postPicture(holder, ids.channelId)).json()) as Upload).id
  const sent = { clientMessageId: newId(), type: 'image', image: { id: mediaId } }
  const written = await holder.call<{ id: string }>('POST', `${at}/messages`, sent)
  expect(written.status).toBe(202)
  expect((await owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: true })).status).toBe(200)
  theirs = { ...ids, mediaId, sentId: written.body.id }
}, 60_000)

/** A conversation that somebody has. @returns its id. */
async function converse(who: Person): Promise<string> {
  othersPhone = `4916${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`
  await deliverText(tenant.number, othersPhone, 'hello')
  const id = await vi.waitFor(async () => {
    const { body } = await tenant.owner.call<Page<Conversation>>('GET', '/api/conversations')
    const found = body.data.find((each) => each.id !== tenant.ids.conversationId)
    if (!found) throw new Error('not applied yet')
    return found.id
  }, 10_000)
  await tenant.owner.call('PUT', `/api/conversations/${id}/assignee`, { memberId: who.me.memberId })
  return id
}

/** What an answer says, but for ids and times. */
const plain = ({ status, text: said }: Answer<unknown>) => ({
  status,
  said: said
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'at')
    .replace(/"clientMessageId":"[\w-]+"/g, ''),
})

type Ask = (id: string) => Promise<Answer<unknown>>
const post = (path: string, body: object) => other.call('POST', `/api${path}`, body)
const naming = {
  'context.messageId': (messageId: string) => ({ ...text(), context: { messageId } }),
  'reaction.message_id': (message_id: string) => ({
    ...{ clientMessageId: newId(), type: 'reaction', reaction: { message_id, emoji: '👍' } },
  }),
}
const startWith = (message: object) =>
  post('/conversations', { channelId: tenant.ids.channelId, phone: `+${othersPhone}`, message })
/** What it names is looked at when it is sent. */
const scheduleWith = async (message: object) => {
  const made = await other.call<{ id: string }>('POST', `/api/conversations/${others}/scheduled`, {
    sendAt: inAnHour(),
    message,
  })
  return made.status === 201 ? other.call('POST', `/api/scheduled-messages/${made.body.id}/send`) : made
}
const messageCases = Object.entries(naming).flatMap(([place, message]): [string, 'message', Ask][] => [
  [`sendMessage ${place}`, 'message', (id) => post(`/conversations/${others}/messages`, message(id))],
  [`startConversation message.${place}`, 'message', (id) => startWith(message(id))],
  [`scheduleMessage message.${place}`, 'message', (id) => scheduleWith(message(id))],
])
const cases: [string, 'conversation' | 'message', Ask][] = [
  ...messageCases,
  ['listConversations ids', 'conversation', (id) => other.call('GET', `/api/conversations?ids=${id}`)],
  ['readMessages ids', 'message', (id) => other.call('GET', `/api/messages?ids=${id}`)],
  ['listAuditLogs subject', 'conversation', (id) => other.call('GET', `/api/audit-logs?subject=${id}`)],
  [
    'changeConversations ids',
    'conversation',
    (id) => post('/conversations/bulk', { ids: [id], action: { type: 'close' } }),
  ],
  [
    'notePresence conversationId',
    'conversation',
    (conversationId) => other.call('PUT', '/api/presence', { connectionId: 'a'.repeat(24), conversationId }),
  ],
  [
    'saveDraft quoteId',
    'message',
    async (quoteId) => {
      const at = `/api/conversations/${others}/draft`
      await other.call('PUT', at, { mode: 'reply', text: 'x', note: '', buttons: [], quoteId })
      return other.call('GET', at)
    },
  ],
]

describe('an agent who sees only their own', () => {
  it('asks about what is there for whoever has it, and about one of their own', async () => {
    for (const [path, needle] of [
      [`/api/conversations/${theirs.conversationId}/messages`, secret],
      [`/api/messages?ids=${theirs.messageId}`, theirs.messageId],
      ['/api/conversations', theirs.conversationId],
    ] as const) {
      await vi.waitFor(async () => expect((await holder.call('GET', path)).text, path).toContain(needle))
      expect((await other.call('GET', path)).text, path).not.toContain(needle)
    }
    expect((await holder.call('GET', `/api/media/${theirs.mediaId}`)).status).toBe(200)
    expect((await other.call('GET', `/api/conversations/${others}`)).status).toBe(200)
    expect((await holder.call('GET', `/api/conversations/${others}`)).status).toBe(404)
  })

  it('finds behind no path more than behind an id that never was, and changes nothing', async () => {
    const named = routes.filter((route) => pathIdsOf(route).some((name) => NAMES.includes(name)))
    expect(named.length).toBeGreaterThan(20)
    const bodies = bodiesFor(tenant.ids)
    const before = await settled(tenant.tenantId)
    for (const route of named) {
      const { operationId, requestBody } = route.operation
      const body = () => requestBody && bodies[operationId]?.()
      const ask = (idOf: (name: string) => string) => other.call(route.method, pathWith(route, idOf), body())
      const foreign = await ask((name) => theirs[name] ?? '')
      expect(foreign.status, operationId).toBe(404)
      expect(plain(foreign), operationId).toEqual(plain(await ask(() => newId())))
    }
    expect(await snapshot(tenant.tenantId)).toEqual(before)
  })

  it('learns no more by naming it in bodies and queries', async () => {
    const places = idsBesidePaths(routes).filter((place) =>
      /( ids|[cC]onversationId|essageId|message_id|quoteId|subject)$/.test(place),
    )
    expect(cases.map(([place]) => place).sort()).toEqual(places)
    for (const [place, kind, ask] of cases) {
      const id = (kind === 'message' ? theirs.messageId : theirs.conversationId) ?? ''
      const foreign = await ask(id)
      expect(plain(foreign), place).toEqual(plain(await ask(newId())))
      expect(foreign.text, place).not.toContain(secret)
    }
  })

  it('reads nothing of it anywhere else', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && pathIdsOf(route).length === 0)
    expect(reads.length).toBeGreaterThan(5)
    for (const route of reads) {
      const { text: said } = await other.call('GET', `/api${route.path}`)
      for (const needle of [secret, theirs.conversationId, theirs.messageId, theirs.scheduledId]) {
        expect(said, route.path).not.toContain(needle)
      }
    }
    const search = { q: tenant.phone }
    expect((await holder.call('POST', '/api/search', search)).text).toContain(theirs.conversationId)
    expect((await other.call('POST', '/api/search', search)).text).not.toContain(theirs.conversationId)
  })

  it('sees no row of it in the database, of whatever table', async () => {
    const { rows } = await services.db.execute<{ name: string; column: string }>(sql`
      select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped
        and a.attname in ('conversation_id', 'message_id') and has_table_privilege(c.oid, 'select')
      union all select 'conversations', 'id' union all select 'messages', 'id'`)
    expect(rows.length).toBeGreaterThan(8)
    const filled: string[] = []
    for (const { name, column } of rows) {
      const count = async ({ me }: Person) => {
        const actor = { ...me, tenantId: me.tenant.id, sees: 'own' as const, sessionId: newId(), provedAtMs: 0 }
        const db = asActor(services.db, actor)
        const [{ rows: found }] = await db.batch(
          db.build.execute<{ count: number }>(sql`
            select count(*)::int as count from ${sql.identifier(name)} t
            where ${sql.identifier(column)} in (${theirs.conversationId}::uuid, ${theirs.messageId}::uuid, ${theirs.sentId}::uuid)`),
        )
        return found[0]?.count
      }
      if ((await count(holder)) !== 0) filled.push(name)
      expect(await count(other), name).toBe(0)
    }
    expect(filled).toEqual(
      expect.arrayContaining([
        ...['conversations', 'messages', 'conversation_episodes', 'conversation_labels', 'scheduled_messages'],
        ...['message_events', 'message_attempts', 'media', 'notifications'],
      ]),
    )
  })

  it('hears nothing of it on an open socket: no frame, nobody there, nobody writing', async () => {
    const [mine, ours] = [await openWindow(other), await openWindow(holder)]
    await vi.waitFor(() => expect(ours.said.join()).toContain('connectionId'))
    const connectionId = /"connectionId":"(\w+)"/.exec(ours.said.join())?.[1] ?? ''
    const at = `/api/conversations/${theirs.conversationId}`
    const loud = `loud ${newId()}`
    await deliverText(tenant.number, tenant.phone, loud)
    const statuses = [
      await holder.call('PUT', '/api/presence', { connectionId, conversationId: theirs.conversationId }),
      await tenant.owner.call('POST', `${at}/typing`, { typing: true }),
      await tenant.owner.call('POST', `${at}/messages`, { ...text(), despiteTyping: true }),
      await tenant.owner.call('PUT', `${at}/priority`, { priority: 'high' }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([204, 204, 202, 200])
    const heard = () => ours.said.map((each) => (JSON.parse(each) as { type: string }).type)
    await vi.waitFor(() => {
      expect(ours.said.join()).toContain(loud)
      expect(heard()).toEqual(expect.arrayContaining(['typing', 'message.created', 'conversation.updated']))
    }, 10_000)
    // One that nobody else has: all before it would have been heard by now.
    await tenant.owner.call('PUT', `/api/conversations/${others}/priority`, { priority: 'high' })
    await vi.waitFor(() => expect(mine.said.join()).toContain(others), 10_000)
    const late = await openWindow(other)
    await vi.waitFor(() => expect(late.said.join()).toContain('connectionId'))
    for (const said of [mine.said.join(), late.said.join()]) {
      for (const needle of [theirs.conversationId, theirs.messageId, loud]) expect(said).not.toContain(needle)
    }
    for (const window of [mine, ours, late]) window.close()
  })
})
