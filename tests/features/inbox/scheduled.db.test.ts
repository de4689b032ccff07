import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, inject, it } from 'vitest'
import type { NewMessage } from '../../../worker/contract/new-message.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { listScheduled, runCommand, sendDue } from '../../../worker/features/inbox/index.ts'
import { takeScheduled } from '../../../worker/features/inbox/repo/scheduled.ts'
import { randomBytes } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InboxBench, inboxBench } from '../../support/inbox-bench.ts'
import { anyPhone, anyWamid, eventsOf } from './events.ts'

let bench: InboxBench
let conversationId = ''
const phone = anyPhone()
const hourMs = 3_600_000
let laterMs = 0
beforeEach(async () => {
  bench = await inboxBench(inject('services'))
  laterMs = 0
  await customerWrites('Hello')
  conversationId = (await bench.list()).data[0]?.id ?? ''
})

const customerWrites = (text: string) => bench.apply([eventsOf(bench).text(anyWamid(), text, { customer: { phone } })])
const aText = (body: string): NewMessage => ({ clientMessageId: newId(), type: 'text', text: { body } })
const aTemplate = (name: string): NewMessage => ({
  clientMessageId: newId(),
  type: 'template',
  template: {
    name,
    language: { code: 'en' },
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }],
  },
})
async function newTemplate(): Promise<string> {
  const name = `greeting_${newId().replaceAll('-', '')}`
  const components = JSON.stringify([{ type: 'BODY', text: 'Hi {{1}}' }])
  await bench.rows(sql`
    insert into templates (id, waba_id, meta_id, name, language, category, status, parameter_format, components)
    values (${newId()}::uuid, ${bench.wabaId}, ${newId()}, ${name}, 'en', 'UTILITY', 'APPROVED', 'POSITIONAL',
      ${components}::jsonb)`)
  return name
}
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString()
const schedule = (message = aText('See you'), sendAt = inHours(1)) =>
  bench.run('scheduleMessage', { conversationId, sendAt, message })
const waiting = () => listScheduled({ ...bench.commands, actor: bench.actor }, conversationId)
/** What the sweep does when the time has come. */
const due = (scheduledId: string, afterMs = 2 * hourMs) => {
  laterMs = afterMs
  const { tenant, commands } = bench
  return sendDue({ ...commands, asActor: tenant, now: () => Date.now() + laterMs }, { scheduledId })
}
const work = () =>
  bench.rows(sql`select ref_id from work_due where kind = 'schedule' and tenant_id = ${bench.tenantId}::uuid`)
const texts = async () => (await bench.thread(conversationId)).data.flatMap((message) => message.text?.body ?? [])
const audited = async (id: string) =>
  (await bench.rows(sql`select action from audit_log where subject_id = ${id}::uuid order by at, id`)).map(
    (row) => row.action,
  )

describe('a scheduled message', () => {
  it('waits outside the outbox, and is written as its author’s when its time has come', async () => {
    const { id } = await schedule()
    expect(await waiting()).toMatchObject([{ id, state: 'waiting', content: { text: { body: 'See you' } } }])
    expect(await bench.claim()).toEqual([])
    expect(await work()).toHaveLength(1)
    await due(id)
    expect(await texts()).toEqual(['See you', 'Hello'])
    expect((await bench.thread(conversationId)).data[0]).toMatchObject({
      status: 'queued',
      author: { memberId: bench.memberId },
    })
    expect(await waiting()).toEqual([])
    expect(await work()).toEqual([])
    expect(bench.published.filter((frame) => frame.type === 'scheduled.updated')).toHaveLength(2)
    expect(await audited(id)).toEqual(['message.scheduled'])
  })

  it('is not sent twice, whenever the sweep broke off', async () => {
    const { id } = await schedule()
    // Taken up and then nothing.
    await bench.tenant.batch(takeScheduled(bench.tenant, id, ['waiting']))
    await due(id)
    await due(id)
    expect(await texts()).toEqual(['See you', 'Hello'])
    // Written, but the row was left.
    const message = aText('Once')
    const second = await schedule(message)
    await bench.run('sendMessage', { conversationId, message })
    await due(second.id)
    expect((await texts()).sort()).toEqual(['Hello', 'Once', 'See you'])
    expect(await waiting()).toEqual([])
  })

  it('asked for twice under one id is one', async () => {
    const message = aText('See you')
    const [first, second] = [await schedule(message), await schedule(message)]
    expect(second.id).toBe(first.id)
    expect(await waiting()).toHaveLength(1)
  })

  it('is held when the customer writes first, until somebody decides', async () => {
    const { id } = await schedule()
    await customerWrites('Wait!')
    expect(await waiting()).toMatchObject([{ id, state: 'held', heldReason: 'customer_wrote' }])
    await due(id)
    expect(await texts()).toEqual(['Wait!', 'Hello'])
    await bench.run('sendScheduledNow', { scheduledId: id })
    expect(await texts()).toContain('See you')
    expect(await work()).toEqual([])
    expect(await audited(id)).toEqual(['message.scheduled', 'message.schedule_held'])
  })

  it('goes on waiting when it is sent now while a colleague writes', async () => {
    const { id } = await schedule()
    bench.repliers.push(newId())
    const sent = bench.run('sendScheduledNow', { scheduledId: id })
    await expect(sent).rejects.toMatchObject({ code: 'COLLEAGUE_WRITING' })
    expect(await waiting()).toMatchObject([{ id, state: 'waiting', heldReason: null }])
    expect(await audited(id)).toEqual(['message.scheduled'])
    bench.repliers.pop()
    await bench.run('sendScheduledNow', { scheduledId: id })
    expect(await texts()).toContain('See you')
  })

  it('is sent now although a colleague writes when the person insists', async () => {
    const { id } = await schedule()
    bench.repliers.push(newId())
    await bench.run('sendScheduledNow', { scheduledId: id, despiteTyping: true })
    bench.repliers.pop()
    expect(await texts()).toContain('See you')
    expect(await waiting()).toEqual([])
  })

  it('waits at its time for a colleague who writes, and goes out when they are done', async () => {
    const { id } = await schedule()
    bench.repliers.push(newId())
    await due(id)
    expect(await waiting()).toMatchObject([{ id, state: 'waiting', heldReason: null }])
    expect(await work()).toHaveLength(1)
    bench.repliers.pop()
    await due(id)
    expect(await texts()).toContain('See you')
  })

  it('is held when the window is closed by then', async () => {
    const { id } = await schedule()
    await bench.rows(sql`update conversations set window_closes_at = now() where id = ${conversationId}::uuid`)
    await due(id)
    expect(await waiting()).toMatchObject([{ state: 'held', heldReason: 'window_closed' }])
    await expect(bench.run('sendScheduledNow', { scheduledId: id })).rejects.toMatchObject({ code: 'WINDOW_CLOSED' })
    expect(await texts()).toEqual(['Hello'])
  })

  it('held by the window asks for no template once one was sent, and can be sent when the customer answers', async () => {
    const { id } = await schedule()
    const close = () =>
      bench.rows(sql`update conversations set window_closes_at = now() where id = ${conversationId}::uuid`)
    await close()
    await due(id)
    const message = aTemplate(await newTemplate())
    const told = () => bench.published.filter((frame) => frame.type === 'scheduled.updated').length
    const before = told()
    await bench.run('sendMessage', { conversationId, message })
    await bench.run('sendMessage', { conversationId, message })
    expect(told()).toBe(before + 1)
    expect(await waiting()).toMatchObject([{ id, state: 'held', heldReason: 'template_sent' }])
    await expect(bench.run('sendScheduledNow', { scheduledId: id })).rejects.toMatchObject({ code: 'WINDOW_CLOSED' })
    await customerWrites('Back again')
    await due(id, 3 * hourMs)
    expect(await texts()).not.toContain('See you')
    await bench.run('sendScheduledNow', { scheduledId: id })
    expect(await texts()).toContain('See you')
    expect([await waiting(), await work()]).toEqual([[], []])
  })

  it('held for 30 days without a decision is gone, and never sent', async () => {
    const { id } = await schedule()
    await customerWrites('Wait!')
    await due(id)
    await due(id, 29 * 24 * hourMs)
    expect(await waiting()).toHaveLength(1)
    const [dueWork] = await bench.rows(sql`
      select due_at - (select send_at from scheduled_messages where id = ${id}::uuid) = interval '30 days' as late
      from work_due where kind = 'schedule' and ref_id = ${id}::uuid`)
    expect(dueWork).toEqual({ late: true })
    await due(id, 31 * 24 * hourMs)
    expect([await waiting(), await work()]).toEqual([[], []])
    expect(await texts()).toEqual(['Wait!', 'Hello'])
    expect(await audited(id)).toEqual(['message.scheduled', 'message.schedule_held', 'message.schedule_expired'])
  })

  it('may be a template beyond the window, shown with its text, and one that cannot be sent is refused at once', async () => {
    const name = await newTemplate()
    const { id } = await schedule(aTemplate(name), inHours(48))
    expect(await waiting()).toMatchObject([{ id, content: { template: { name, preview: { body: 'Hi Ana' } } } }])
    await bench.run('changeScheduled', { scheduledId: id, changes: { sendAt: inHours(1) } })
    await due(id)
    const [written] = (await bench.thread(conversationId)).data
    expect(written).toMatchObject({
      type: 'template',
      status: 'queued',
      template: { name, preview: { body: 'Hi Ana' } },
    })
    await expect(schedule(aTemplate('not_there'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    const withoutValues = { ...aTemplate(name), template: { name, language: { code: 'en' } } }
    await expect(schedule(withoutValues as NewMessage)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('gets other values if it is a template; values that do not fit are refused, and words have none', async () => {
    const name = await newTemplate()
    const { id } = await schedule(aTemplate(name))
    const change = (changes: object) => bench.run('changeScheduled', { scheduledId: id, changes })
    const components = [{ type: 'body', parameters: [{ type: 'text', text: 'Cleo' }] }]
    expect(await change({ components })).toMatchObject({
      content: { template: { name, components, preview: { body: 'Hi Cleo' } } },
    })
    await expect(change({ components: [] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await expect(change({ text: 'Hi' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await due(id)
    expect((await bench.thread(conversationId)).data[0]).toMatchObject({ template: { preview: { body: 'Hi Cleo' } } })
    expect(await audited(id)).toEqual(['message.scheduled', 'message.schedule_changed'])
    const words = await schedule()
    await expect(
      bench.run('changeScheduled', { scheduledId: words.id, changes: { components } as never }),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('is held when its author may not answer any more', async () => {
    const { id } = await schedule()
    await bench.rows(sql`update memberships set role = 'viewer' where id = ${bench.memberId}::uuid`)
    await due(id)
    expect(await waiting()).toMatchObject([{ state: 'held', heldReason: 'author_gone' }])
  })

  it('bears its author’s name where the tenant signs', async () => {
    const { id } = await schedule()
    const place = { table: 'memberships', id: bench.memberId }
    const box = toPgHex(await bench.vault.seal(bench.tenantId, place, { name: 'Ada Novak' }))
    await bench.rows(sql`update memberships set box = ${box}::bytea where id = ${bench.memberId}::uuid`)
    await bench.rows(sql`update tenants set signature = 'first' where id = ${bench.tenantId}::uuid`)
    await due(id)
    expect(await texts()).toEqual(['See you\n\n_Ada_', 'Hello'])
  })

  it('is held when the conversation went to a colleague, where agents see their own', async () => {
    const { id } = await schedule()
    const [colleague, userId, hex] = [newId(), newId(), toPgHex(new Uint8Array(32).fill(7))]
    const index = toPgHex(crypto.getRandomValues(new Uint8Array(32)))
    await bench.rows(sql`select create_user(${userId}::uuid, ${index}::bytea, ${hex}::bytea, 'scrypt-not-a-password')`)
    await bench.rows(sql`
      insert into memberships (id, user_id, role, box) values (${colleague}::uuid, ${userId}::uuid, 'agent', ${hex}::bytea)`)
    await bench.rows(sql`update tenants set agents_see_own_only = true where id = ${bench.tenantId}::uuid`)
    await bench.rows(sql`update conversations set assignee_id = ${colleague}::uuid where id = ${conversationId}::uuid`)
    await due(id)
    expect(await waiting()).toMatchObject([{ state: 'held', heldReason: 'refused' }])
    expect(await texts()).toEqual(['Hello'])
  })

  it('gets another time and other words, and a held one waits again', async () => {
    const { id } = await schedule()
    await customerWrites('Wait!')
    const sendAt = inHours(3)
    const changed = await bench.run('changeScheduled', { scheduledId: id, changes: { sendAt, text: 'See you then' } })
    expect(changed).toMatchObject({
      state: 'waiting',
      heldReason: null,
      sendAt,
      content: { text: { body: 'See you then' } },
    })
    await due(id) // Two hours from now: too early.
    expect(await texts()).toEqual(['Wait!', 'Hello'])
    expect(await work()).toHaveLength(1)
  })

  it('is whose words it has: another time leaves it its author’s, other words make it the writer’s', async () => {
    const { id } = await schedule()
    const [colleague, userId] = [newId(), newId()]
    const box = toPgHex(randomBytes(60))
    await bench.rows(sql`
      select create_user(${userId}::uuid, ${toPgHex(randomBytes(32))}::bytea, ${box}::bytea, 'scrypt-not-a-password')`)
    await bench.rows(sql`
      insert into memberships (id, user_id, role, box) values (${colleague}::uuid, ${userId}::uuid, 'agent', ${box}::bytea)`)
    const theirs = { ...bench.commands, actor: { ...bench.actor, memberId: colleague } }
    const change = (changes: object) => runCommand(theirs, 'changeScheduled', { scheduledId: id, changes })
    expect(await change({ sendAt: inHours(2) })).toMatchObject({ memberId: bench.memberId })
    expect(await change({ text: 'In my words' })).toMatchObject({ memberId: colleague })
    const { id: templateId } = await schedule(aTemplate(await newTemplate()))
    const components = [{ type: 'body', parameters: [{ type: 'text', text: 'Cleo' }] }]
    const changed = runCommand(theirs, 'changeScheduled', { scheduledId: templateId, changes: { components } as never })
    expect(await changed).toMatchObject({ memberId: colleague })
  })

  it('is taken back', async () => {
    const { id } = await schedule()
    await bench.run('cancelScheduled', { scheduledId: id })
    await due(id)
    expect(await texts()).toEqual(['Hello'])
    expect(await work()).toEqual([])
    expect(await audited(id)).toEqual(['message.scheduled', 'message.schedule_cancelled'])
    await expect(bench.run('cancelScheduled', { scheduledId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it.each<[string, NewMessage, string, string]>([
    ['in the past', aText('Hi'), inHours(-1), 'INVALID_REQUEST'],
    ['after the window', aText('Hi'), inHours(25), 'WINDOW_CLOSED'],
    ['in half a year', aText('Hi'), inHours(24 * 180), 'INVALID_REQUEST'],
    ['for the team', { clientMessageId: newId(), type: 'note', note: { body: 'Hi' } }, inHours(1), 'INVALID_REQUEST'],
  ])('%s is refused', async (_, message, sendAt, code) => {
    await expect(schedule(message, sendAt)).rejects.toMatchObject({ code })
  })

  it('is not for viewers, and out of sight where agents see their own', async () => {
    const { id } = await schedule()
    const viewer = { ...bench.commands, actor: { ...bench.actor, role: 'viewer' as const } }
    const { runCommand } = await import('../../../worker/features/inbox/index.ts')
    await expect(runCommand(viewer, 'cancelScheduled', { scheduledId: id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const other = await inboxBench(inject('services'))
    await expect(other.run('cancelScheduled', { scheduledId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(other.run('sendScheduledNow', { scheduledId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
