import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BulkResult } from '../../../worker/contract/bulk.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation, ConversationCounts, ConversationDetail } from '../../../worker/contract/conversation.ts'
import type { Message } from '../../../worker/contract/message.ts'
import type { Notification } from '../../../worker/contract/notification.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import type { Bindings } from '../../../worker/env.ts'
import { sweepSnoozes } from '../../../worker/jobs/sweep-work.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { deliverText, type InhabitedTenant, newInhabitedTenant } from '../../security/inhabited-tenant.ts'
import { auditOf, newMember, newTenant, type Person, services } from '../../support/factories.ts'

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

let shop: InhabitedTenant
let viewer: Person
let stranger: Person
/** Three conversations, open and unread at the beginning of each test. */
let ids: string[]
beforeAll(async () => {
  shop = await newInhabitedTenant()
  ;[viewer, stranger] = [await newMember(shop.owner, 'viewer'), await newTenant()]
  for (const phone of ['49151000001', '49151000002']) await deliverText(shop.number, phone, 'Hello')
  await vi.waitFor(async () => expect(await list()).toHaveLength(3), 10_000)
  ids = (await list()).map(({ id }) => id)
}, 60_000)
beforeEach(async () => {
  await inTenant(sql`update conversations set status = 'open', snoozed_until = null, priority = 0, assignee_id = null,
    unread_count = 1, waiting_since = now()`)
  await inTenant(sql`delete from conversation_episodes`)
  await inTenant(sql`insert into conversation_episodes (conversation_id, opened_at, opened_by)
    select id, now(), 'customer' from conversations`)
})

const inTenant = async (query: ReturnType<typeof sql>) => {
  const db = asTenant(services.db, shop.tenantId)
  return (await db.batch(db.build.execute(query)))[0].rows
}
const list = async (query = '') =>
  (await shop.owner.call<Page<Conversation>>('GET', `/api/conversations?${query}`)).body.data
const read = async (id = ids[0]) => (await shop.owner.call<ConversationDetail>('GET', `/api/conversations/${id}`)).body
const lines = async (id = ids[0]) =>
  (await shop.owner.call<Page<Message>>('GET', `/api/conversations/${id}/messages`)).body.data.flatMap(
    ({ activity, author }) => (activity ? [{ ...activity, by: author.kind }] : []),
  )
const lastAudit = async () => (await auditOf(shop.owner)).at(-1)
const put = (by: Person, verb: string, body: object, id = ids[0]) =>
  by.call<Conversation>('PUT', `/api/conversations/${id}/${verb}`, body)
const bulk = (by: Person, action: object, of = ids) =>
  by.call<BulkResult>('POST', '/api/conversations/bulk', { ids: of, action })
const undo = (by: Person, bulkId: string | null) =>
  by.call<BulkResult>('POST', `/api/conversations/bulk/${bulkId}/undo`)
const outcomes = ({ body }: { body: BulkResult }) => body.data.map(({ outcome }) => outcome)

/** Runs the sweep as if the time of the first conversation had come. */
async function wakeNow(): Promise<void> {
  await inTenant(
    sql`update conversations set snoozed_until = now() - interval '1 second' where snoozed_until is not null`,
  )
  await services.db.execute(sql`update work_due set due_at = now() - interval '1 second', lease_until = null
    where tenant_id = ${shop.tenantId}::uuid and kind = 'snooze'`)
  await sweepSnoozes(env as unknown as Bindings)
}

describe('snoozing', () => {
  it('puts a conversation out of sight, with a line and an audit row', async () => {
    const until = inHours(3)
    expect(await put(shop.owner, 'snooze', { until })).toMatchObject({
      status: 200,
      body: { status: 'snoozed', snoozedUntil: until },
    })
    expect((await lines())[0]).toMatchObject({ action: 'snoozed', until, by: 'member' })
    expect(await lastAudit()).toMatchObject({ action: 'conversation.snoozed', subjectId: ids[0] })
    expect((await list('status=open')).map(({ id }) => id)).not.toContain(ids[0])
    expect((await list('status=snoozed')).map(({ id }) => id)).toEqual([ids[0]])
    const { body } = await shop.owner.call<ConversationCounts>('GET', '/api/conversations/counts')
    expect(body).toMatchObject({ all: 2, snoozed: 1 })
  })

  it('ends at its time, once, by the system', async () => {
    await put(shop.owner, 'snooze', { until: inHours(3) })
    const before = (await auditOf(shop.owner)).length
    await wakeNow()
    expect(await read()).toMatchObject({ status: 'open', snoozedUntil: null })
    expect((await lines())[0]).toMatchObject({ action: 'woken', by: 'system' })
    await wakeNow()
    expect((await auditOf(shop.owner)).slice(before)).toMatchObject([{ action: 'conversation.woken', memberId: null }])
    expect(
      await inTenant(sql`select 1 from work_due where tenant_id = ${shop.tenantId}::uuid and kind = 'snooze'`),
    ).toEqual([])
  })

  it('ends with somebody who has it, where the tenant wants that', async () => {
    await shop.owner.call('PATCH', '/api/tenant', { desk: { assignment: 'least-busy' } })
    const waiting = () =>
      inTenant(sql`select 1 from work_due where tenant_id = ${shop.tenantId}::uuid and kind = 'assignment'
        and ref_id = ${ids[0]}::uuid`)
    await put(shop.owner, 'snooze', { until: inHours(3) })
    await wakeNow()
    // Nobody is present: it waits for who comes.
    expect(await waiting()).toHaveLength(1)
    await shop.owner.call('PATCH', '/api/tenant', { desk: { assignment: 'manual' } })
    await put(shop.owner, 'snooze', { until: inHours(3) })
    await inTenant(sql`delete from work_due where kind = 'assignment'`)
    await wakeNow()
    expect(await waiting()).toEqual([])
  })

  it('for longer is not ended by the time before', async () => {
    await put(shop.owner, 'snooze', { until: inHours(1) })
    await put(shop.owner, 'snooze', { until: inHours(5) })
    await services.db.execute(sql`update work_due set due_at = now() - interval '1 second', lease_until = null
      where tenant_id = ${shop.tenantId}::uuid and kind = 'snooze'`)
    await sweepSnoozes(env as unknown as Bindings)
    expect((await read()).status).toBe('snoozed')
  })

  it.each([{ until: inHours(3) }, { until: null }])('ends when the customer writes: %o', async (body) => {
    await put(shop.owner, 'snooze', body, shop.ids.conversationId)
    await deliverText(shop.number, shop.phone, 'Are you there?')
    await vi.waitFor(async () => {
      expect(await read(shop.ids.conversationId)).toMatchObject({ status: 'open', snoozedUntil: null })
    }, 10_000)
  })

  it('ends when it is reopened by hand', async () => {
    await put(shop.owner, 'snooze', { until: null })
    const { body } = await shop.owner.call<Conversation>('DELETE', `/api/conversations/${ids[0]}/closure`)
    expect(body.status).toBe('open')
    expect((await lines())[0]).toMatchObject({ action: 'woken', by: 'member' })
  })

  it('wants a time in the future, an open conversation, and an agent of the tenant', async () => {
    expect((await put(shop.owner, 'snooze', { until: inHours(-1) })).status).toBe(400)
    expect((await put(shop.owner, 'snooze', { until: inHours(24 * 400) })).status).toBe(400)
    expect((await put(viewer, 'snooze', { until: null })).status).toBe(403)
    expect((await put(stranger, 'snooze', { until: null })).status).toBe(404)
    await shop.owner.call('POST', `/api/conversations/${ids[0]}/closure`)
    expect(await put(shop.owner, 'snooze', { until: null })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_CLOSED' },
    })
  })
})

describe('a priority', () => {
  it('is set by agents of the tenant, audited, and once', async () => {
    expect(await put(shop.owner, 'priority', { priority: 'urgent' })).toMatchObject({ body: { priority: 'urgent' } })
    expect(await lastAudit()).toMatchObject({
      action: 'conversation.prioritised',
      subjectId: ids[0],
      details: { priority: 4 },
    })
    const before = (await auditOf(shop.owner)).length
    await put(shop.owner, 'priority', { priority: 'urgent' })
    expect(await auditOf(shop.owner)).toHaveLength(before)
    expect((await put(shop.owner, 'priority', { priority: 'loud' })).status).toBe(400)
    expect((await put(viewer, 'priority', { priority: 'low' })).status).toBe(403)
    expect((await put(stranger, 'priority', { priority: 'low' })).status).toBe(404)
  })

  it('sorts and narrows the list, page by page', async () => {
    await put(shop.owner, 'priority', { priority: 'low' }, ids[2])
    await put(shop.owner, 'priority', { priority: 'high' }, ids[1])
    const sorted: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `/api/conversations?sort=priority&limit=1${cursor && `&cursor=${cursor}`}`
      const { body } = await shop.owner.call<Page<Conversation>>('GET', path)
      sorted.push(...body.data.map(({ id }) => id))
      cursor = body.nextCursor
    }
    expect(sorted).toEqual([ids[1], ids[2], ids[0]])
    expect((await list('priority=high')).map(({ id }) => id)).toEqual([ids[1]])
  })
})

describe('the window', () => {
  it('narrows the list to what closes soon, is open, or is closed', async () => {
    await inTenant(
      sql`update conversations set window_closes_at = now() + interval '1 hour' where id = ${ids[0]}::uuid`,
    )
    await inTenant(
      sql`update conversations set window_closes_at = now() - interval '1 hour' where id = ${ids[1]}::uuid`,
    )
    const of = async (query: string) => (await list(query)).map(({ id }) => id)
    expect(await of('window=closing')).toEqual([ids[0]])
    expect(await of('window=open&sort=window-closes')).toEqual([ids[0], ids[2]])
    expect(await of('window=closed')).toEqual([ids[1]])
    expect((await shop.owner.call('GET', '/api/conversations?window=closed&sort=window-closes')).status).toBe(400)
    const { body } = await shop.owner.call<ConversationCounts>('GET', '/api/conversations/counts')
    expect(body.closing).toBe(1)
  })
})

describe('many conversations at once', () => {
  it('are changed and told apart by their outcomes', async () => {
    await bulk(shop.owner, { type: 'close' }, [ids[0] ?? ''])
    const nowhere = newId()
    const answer = await bulk(shop.owner, { type: 'snooze', until: null }, [...ids, nowhere])
    expect(Object.fromEntries(answer.body.data.map(({ id, outcome }) => [id, outcome]))).toEqual({
      ...{ [ids[0] ?? '']: 'refused', [ids[1] ?? '']: 'changed', [ids[2] ?? '']: 'changed', [nowhere]: 'not_found' },
    })
    const again = await bulk(shop.owner, { type: 'snooze', until: null }, ids.slice(1))
    expect(again.body).toMatchObject({ bulkId: null, data: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }] })
  })

  it.each([
    [{ type: 'close' }, { status: 'closed', unreadCount: 0 }],
    [{ type: 'snooze', until: inHours(4) }, { status: 'snoozed' }],
    [{ type: 'priority', priority: 'high' }, { priority: 'high' }],
    [{ type: 'read' }, { unreadCount: 0 }],
  ])('are changed by %o and come back by an undo, once', async (action, expected) => {
    const before = await Promise.all(ids.map(read))
    const waiting = await inTenant(sql`select id, waiting_since from conversations order by id`)
    const { body } = await bulk(shop.owner, action)
    for (const id of ids) expect(await read(id)).toMatchObject(expected)
    expect(outcomes(await undo(shop.owner, body.bulkId))).toEqual(['changed', 'changed', 'changed'])
    expect(await Promise.all(ids.map(read))).toEqual(before)
    expect(await inTenant(sql`select id, waiting_since from conversations order by id`)).toEqual(waiting)
    expect((await undo(shop.owner, body.bulkId)).status).toBe(404)
  })

  it('are assigned and labelled, and come back', async () => {
    const before = await Promise.all(ids.map(read))
    const labelled = await bulk(shop.owner, { type: 'label', add: [shop.ids.labelId] })
    const assigned = await bulk(shop.owner, { type: 'assign', memberId: shop.ids.memberId })
    for (const id of ids) {
      expect(await read(id)).toMatchObject({ labelIds: [shop.ids.labelId], assigneeId: shop.ids.memberId })
    }
    expect(await lastAudit()).toMatchObject({ details: { memberId: shop.ids.memberId } })
    await undo(shop.owner, assigned.body.bulkId)
    await undo(shop.owner, labelled.body.bulkId)
    expect(await Promise.all(ids.map(read))).toEqual(before)
  })

  it('that are taken back tell nobody anew that they have them', async () => {
    const [former, latter] = [await newMember(shop.owner, 'agent'), await newMember(shop.owner, 'agent')]
    const told = async (who: Person) =>
      (await who.call<Page<Notification>>('GET', '/api/notifications?unread=true')).body.data.map(({ kind }) => kind)
    await bulk(shop.owner, { type: 'assign', memberId: former.me.memberId })
    expect(await told(former)).toEqual(['assigned', 'assigned', 'assigned'])
    await former.call('POST', '/api/notifications/read')
    const { body } = await bulk(shop.owner, { type: 'assign', memberId: latter.me.memberId })
    expect(await told(latter)).toHaveLength(3)
    await undo(shop.owner, body.bulkId)
    expect((await read()).assigneeId).toBe(former.me.memberId)
    expect(await told(former)).toEqual([])
  })

  it('that were reopened are closed again by an undo, as if nothing had been', async () => {
    await bulk(shop.owner, { type: 'close' })
    const before = await Promise.all(ids.map(read))
    const { body } = await bulk(shop.owner, { type: 'reopen' })
    await undo(shop.owner, body.bulkId)
    expect(await Promise.all(ids.map(read))).toEqual(before)
  })

  it('that somebody changed since stay as they are', async () => {
    const { body } = await bulk(shop.owner, { type: 'close' })
    await shop.owner.call('DELETE', `/api/conversations/${ids[1]}/closure`)
    expect(outcomes(await undo(shop.owner, body.bulkId)).sort()).toEqual(['changed', 'changed', 'unchanged'])
    expect((await read(ids[1])).unreadCount).toBe(0)
  })

  it('are changed by agents of the tenant, at most a hundred, and undone by who changed them', async () => {
    expect((await bulk(viewer, { type: 'close' })).status).toBe(403)
    expect(outcomes(await bulk(stranger, { type: 'close' }))).toEqual(['not_found', 'not_found', 'not_found'])
    expect((await bulk(shop.owner, { type: 'close' }, Array.from({ length: 101 }, newId))).status).toBe(400)
    expect((await bulk(shop.owner, { type: 'explode' })).status).toBe(400)
    expect((await bulk(shop.owner, { type: 'assign', memberId: newId() })).status).toBe(400)
    expect((await bulk(shop.owner, { type: 'label', add: [newId()] })).status).toBe(400)
    const { body } = await bulk(shop.owner, { type: 'close' })
    const colleague = await newMember(shop.owner, 'agent')
    expect((await undo(colleague, body.bulkId)).status).toBe(404)
    expect((await undo(stranger, body.bulkId)).status).toBe(404)
    expect((await undo(viewer, body.bulkId)).status).toBe(403)
  })
})
