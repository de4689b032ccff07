import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StaffEvent, StaffWork } from '../../../worker/contract/admin.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { parkEvent } from '../../../worker/features/inbox/index.ts'
import { utf8 } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { asOwner, newChannel, newGraphNumber, newTenant, type Person, services } from '../../support/factories.ts'
import { newStaff, platformLogOf, type StaffPerson } from '../../support/staff.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'

let petra: StaffPerson
beforeAll(async () => {
  petra = await newStaff()
})

const listed = async (source: 'parked' | 'unrouted', open = true) =>
  (await petra.call<Page<StaffEvent>>('GET', `/api/admin/webhook-events?source=${source}&open=${open}&limit=100`)).body
    .data
const conversationsOf = async (by: Person) => (await by.call<Page<Conversation>>('GET', '/api/conversations')).body.data
async function replaysSeenBy({ me }: Person) {
  const { rows } = await asOwner<{ staffId: string; subjectId: string }>(sql`
    select staff_id as "staffId", subject_id as "subjectId" from audit_log
    where tenant_id = ${me.tenant.id}::uuid and action = 'event.replayed'`)
  return rows
}

/** An event that came for a number that nobody has. */
async function unrouted(wabaId?: string) {
  const number = await newGraphNumber(wabaId ? { wabaId } : {})
  const phone = anyPhone()
  await deliver(number, textOf(phone, anyWamid()))
  const event = (await listed('unrouted')).find(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId)
  if (!event) throw new Error('the event is not listed')
  return { number, phone, event }
}

describe('events of nobody', () => {
  it('go to a channel of the account that they name, once, and nowhere else', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const { channel, number } = await newChannel(owner)
    const { channel: foreign } = await newChannel(stranger)
    const { event } = await unrouted(number.wabaId)
    expect(event.channels).toEqual([
      {
        ...{ channelId: channel.id, phoneNumberId: number.phoneNumberId },
        ...{ tenantId: owner.me.tenant.id, organization: 'Test Shop' },
      },
    ])
    const to = (channelId: string) =>
      petra.call('POST', `/api/admin/webhook-events/unrouted/${event.id}/route`, { channelId })
    expect((await to(foreign.id)).status).toBe(404)
    expect((await to(newId())).status).toBe(404)
    expect(await conversationsOf(stranger)).toEqual([])
    expect((await to(channel.id)).status).toBe(202)
    await applied(owner)
    expect(await conversationsOf(owner)).toHaveLength(1)
    expect((await to(channel.id)).status).toBe(404)
    expect((await listed('unrouted')).map(({ id }) => id)).not.toContain(event.id)
    expect((await listed('unrouted', false)).find(({ id }) => id === event.id)?.replayedAt).not.toBeNull()
    expect(await replaysSeenBy(owner)).toEqual([{ staffId: petra.staff.staffId, subjectId: event.id }])
    expect(await platformLogOf(petra)).toContainEqual(
      expect.objectContaining({ action: 'event.replayed', subjectId: event.id, details: { channelId: channel.id } }),
    )
  })

  it('of an account that nobody has, or signed by another app, have nowhere to go', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner)
    expect((await unrouted()).event.channels).toEqual([])
    const { event } = await unrouted(number.wabaId)
    await asOwner(sql`update unrouted_events set reason = 'foreign_signature' where id = ${event.id}::uuid`)
    expect((await listed('unrouted')).find(({ id }) => id === event.id)?.channels).toEqual([])
    const path = `/api/admin/webhook-events/unrouted/${event.id}/route`
    expect((await petra.call('POST', path, { channelId: channel.id })).status).toBe(404)
  })

  it('tell no content, neither of these nor of parked ones', async () => {
    const { phone, event } = await unrouted()
    expect(JSON.stringify(event)).not.toContain(phone)
    expect(Object.keys(event)).not.toContain('box')
  })
})

describe('parked events', () => {
  async function parked(owner: Person, channelId: string) {
    const id = newId()
    const box = await services.intake.seal(utf8('[]'), 'journal')
    const row = { id, channelId, kind: 'journal', reason: 'Error 23514', box }
    await parkEvent(asTenant(services.db, owner.me.tenant.id), row)
    return id
  }

  it('are tried again, also in another channel of the same tenant, once', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const [{ channel }, { channel: other }] = [await newChannel(owner), await newChannel(owner)]
    const { channel: foreign } = await newChannel(stranger)
    const [one, two] = [await parked(owner, channel.id), await parked(owner, channel.id)]
    expect((await listed('parked')).find(({ id }) => id === one)).toMatchObject({
      ...{ tenantId: owner.me.tenant.id, channelId: channel.id, kind: 'journal', reason: 'Error 23514' },
      channels: [{ channelId: channel.id }, { channelId: other.id }],
    })
    const retry = (id: string, body: object) => petra.call('POST', `/api/admin/webhook-events/parked/${id}/retry`, body)
    expect((await retry(one, { channelId: foreign.id })).status).toBe(404)
    expect((await retry(one, {})).status).toBe(202)
    expect((await retry(one, {})).status).toBe(404)
    expect((await retry(two, { channelId: other.id })).status).toBe(202)
    expect((await retry(newId(), {})).status).toBe(404)
    const { staffId } = petra.staff
    expect(await replaysSeenBy(owner)).toEqual([
      { staffId, subjectId: one },
      { staffId, subjectId: two },
    ])
    const details = { tenantId: owner.me.tenant.id, channelId: other.id }
    expect(await platformLogOf(petra)).toContainEqual({ action: 'event.replayed', subjectId: two, details })
  })
})

describe('work', () => {
  it('is counted by kind, told where it is late, and freed for the next sweep', async () => {
    const owner = await newTenant()
    const tenantId = owner.me.tenant.id
    await asOwner(sql`
      insert into work_due (tenant_id, kind, ref_id, due_at, lease_until)
      values (${tenantId}::uuid, 'merge', ${newId()}::uuid, now() - interval '1 hour', now() + interval '1 hour')`)
    const { body } = await petra.call<StaffWork>('GET', '/api/admin/jobs')
    expect(body.kinds.find(({ kind }) => kind === 'merge')).toMatchObject({ due: 1, leased: 1, late: 1, later: 0 })
    expect(body.late).toContainEqual(expect.objectContaining({ tenantId, kind: 'merge', rows: 1, state: 'active' }))
    const retried = await petra.call('POST', '/api/admin/jobs/retry', { kind: 'merge', tenantId })
    expect(retried).toMatchObject({ status: 200, body: { rows: 1 } })
    const after = await petra.call<StaffWork>('GET', '/api/admin/jobs')
    expect(after.body.kinds.find(({ kind }) => kind === 'merge')).toMatchObject({ due: 1, leased: 0 })
    const details = { kind: 'merge', rows: 1 }
    expect(await platformLogOf(petra)).toContainEqual({ action: 'platform.work_retried', subjectId: tenantId, details })
    await asOwner(sql`delete from work_due where tenant_id = ${tenantId}::uuid and kind = 'merge'`)
    expect((await petra.call('POST', '/api/admin/jobs/retry', { kind: 'nothing' })).body).toEqual({ rows: 0 })
  })
})
