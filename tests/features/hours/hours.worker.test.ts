import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { BusinessHours } from '../../../worker/contract/hours.ts'
import type { Message } from '../../../worker/contract/message.ts'
import type { Tenant } from '../../../worker/contract/team.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { sweepClosures, sweepGreetings } from '../../../worker/jobs/sweep-work.ts'
import { deliverText, env } from '../../security/inhabited-tenant.ts'
import { auditOf, newChannel, newMember, newTenant, type Person, services } from '../../support/factories.ts'
import { closedNow, openAlways } from './some-hours.ts'

const read = (by: Person) => by.call<BusinessHours>('GET', '/api/business-hours')
const set = (by: Person, hours: object) => by.call<BusinessHours>('PUT', '/api/business-hours', hours)
const rows = async (by: Person, query: ReturnType<typeof sql>) => {
  const db = asTenant(services.db, by.me.tenant.id)
  return (await db.batch(db.build.execute(query)))[0].rows
}
const anyPhone = () => `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

let owner: Person
let agent: Person
beforeAll(async () => {
  owner = await newTenant()
  agent = await newMember(owner, 'agent')
})

describe('business hours', () => {
  it('are open at any time until they are set', async () => {
    const { body } = await read(await newMember(owner, 'viewer'))
    expect(body).toEqual({ ...openAlways(), isOpen: true, opensAt: null, changedAt: null })
  })

  it('are set by admins, read by everybody, and written down', async () => {
    const away = { on: true, text: 'Back {{hours.opening}}, {{contact.first_name|friend}}.' }
    const holidays = [{ date: '2026-12-25', name: 'Christmas' }]
    const hours = closedNow({ zone: 'Europe/Amsterdam', language: 'nl', away, holidays })
    expect(await set(agent, hours)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect(await set(owner, hours)).toMatchObject({ status: 200, body: { ...hours, isOpen: false } })
    const { body } = await read(agent)
    expect(body).toMatchObject({ ...hours, isOpen: false, changedAt: expect.any(String) })
    expect(Date.parse(body.opensAt ?? '')).toBeGreaterThan(Date.now())
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'hours.changed',
      memberId: owner.me.memberId,
      subjectId: owner.me.tenant.id,
      details: { changes: { zone: ['UTC', 'Europe/Amsterdam'], language: ['en', 'nl'], away: [false, true] } },
    })
    expect((await set(owner, openAlways())).body.isOpen).toBe(true)
    const other = await newTenant()
    expect((await read(other)).body.changedAt).toBeNull()
  })

  it.each([
    ['a zone that is none', { zone: 'Europe/Atlantis' }],
    ['a week of six days', { week: Array.from({ length: 6 }, () => [{ from: 0, to: 1440 }]) }],
    ['a week without an opening', { week: [[], [], [], [], [], [], []] }],
    ['an end before the beginning', { week: [[{ from: 600, to: 500 }], [], [], [], [], [], []] }],
    [
      'spans that overlap',
      {
        week: [
          [
            { from: 500, to: 600 },
            { from: 590, to: 700 },
          ],
          ...[[], [], [], [], [], []],
        ],
      },
    ],
    ['a date that is none', { holidays: [{ date: '2026-02-30', name: 'Never' }] }],
    [
      'a date twice',
      {
        holidays: [
          { date: '2026-12-25', name: 'Christmas' },
          { date: '2026-12-25', name: 'Again' },
        ],
      },
    ],
    ['an away message without words', { away: { on: true, text: ' ' } }],
    ['a variable that is none', { greeting: { on: false, text: 'Dear {{contact.lastname|there}}' } }],
    ['a name that some customers do not have', { greeting: { on: true, text: 'Dear {{contact.first_name}}' } }],
    ['braces that mean nothing', { greeting: { on: true, text: 'Dear {{name}}' } }],
    ['a field that is none', { colour: 'red' }],
  ])('refuse %s', async (_, changes) => {
    expect(await set(owner, { ...openAlways(), ...changes })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{}] },
    })
  })
})

it('an away message reaches the customer once, and what was forgotten is found by the sweep', async () => {
  const boss = await newTenant()
  const { number } = await newChannel(boss)
  await set(boss, closedNow({ away: { on: true, text: 'Back {{hours.opening}}, {{contact.first_name|friend}}.' } }))
  const phone = anyPhone()
  await deliverText(number, phone, 'Anybody there?')
  const thread = async (conversationId: string) =>
    (await boss.call<Page<Message>>('GET', `/api/conversations/${conversationId}/messages`)).body.data
  const conversation = await vi.waitFor(async () => {
    const [found] = (await boss.call<Page<Conversation>>('GET', '/api/conversations')).body.data
    const [newest] = found ? await thread(found.id) : []
    if (!found || newest?.status !== 'sent') throw new Error('not sent yet')
    return found
  }, 10_000)
  const id = conversation.id
  expect(conversation).toMatchObject({ unreadCount: 1, preview: { direction: 'inbound', text: 'Anybody there?' } })
  expect(await thread(id)).toMatchObject([
    { direction: 'outbound', author: { kind: 'system' }, text: { body: expect.stringMatching(/^Back .+, Ana\.$/) } },
    { direction: 'inbound' },
  ])
  await rows(
    boss,
    sql`insert into work_due (tenant_id, kind, ref_id, due_at)
      values (${boss.me.tenant.id}::uuid, 'greeting', ${id}::uuid, now() - interval '1 minute')`,
  )
  await sweepGreetings(env)
  expect(await rows(boss, sql`select ref_id from work_due where ref_id = ${id}::uuid and kind = 'greeting'`)).toEqual(
    [],
  )
  expect(await thread(id)).toHaveLength(2)
})

it('what is quiet is closed by the sweep, where an admin says after how long', async () => {
  const boss = await newTenant()
  const { number } = await newChannel(boss)
  await deliverText(number, anyPhone(), 'Thank you')
  const list = async (status: string) =>
    (await boss.call<Page<Conversation>>('GET', `/api/conversations?status=${status}`)).body.data
  await vi.waitFor(async () => expect(await list('open')).toHaveLength(1), 10_000)
  const desk = { closeAfterDays: 7 }
  const member = await newMember(boss, 'supervisor')
  expect((await member.call('PATCH', '/api/tenant', { desk })).status).toBe(403)
  expect((await boss.call('PATCH', '/api/tenant', { desk: { closeAfterDays: 91 } })).status).toBe(400)
  await sweepClosures(env)
  expect(await list('open')).toHaveLength(1)
  await rows(boss, sql`update conversations set last_message_at = now() - interval '8 days'`)
  await rows(boss, sql`update messages set occurred_at = now() - interval '8 days'`)
  expect((await boss.call<Tenant>('PATCH', '/api/tenant', { desk })).body.desk.closeAfterDays).toBe(7)
  await sweepClosures(env)
  const [closed] = await list('closed')
  expect(closed).toMatchObject({ status: 'closed', unreadCount: 0 })
  expect((await auditOf(boss)).at(-1)).toMatchObject({
    action: 'conversation.closed',
    memberId: null,
    subjectId: closed?.id,
    details: { automatic: true, afterDays: 7 },
  })
})
