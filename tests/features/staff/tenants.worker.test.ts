import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type {
  StaffBilling,
  StaffDashboard,
  StaffSettings,
  StaffTenant,
  StaffTenantRow,
  StaffUser,
  StaffUserRow,
} from '../../../worker/contract/admin.ts'
import type { AuditLog, AuditVerdict } from '../../../worker/contract/audit.ts'
import type { Page } from '../../../worker/contract/common.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  asOwner,
  auditOf,
  call,
  newChannel,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'
import { newStaff, platformLogOf, type StaffPerson } from '../../support/staff.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'

let petra: StaffPerson
beforeAll(async () => {
  petra = await newStaff()
})

const because = (reason = 'They asked us to look') => ({ reason })
const at = ({ me }: Person, rest = '') => `/api/admin/tenants/${me.tenant.id}${rest}`
/** What staff left in a tenant's own log. */
async function seenBy(person: Person) {
  const { rows } = await asOwner<{ action: string; details: object; staffId: string; requestId: string | null }>(sql`
    select action, details, staff_id as "staffId", request_id as "requestId" from audit_log
    where tenant_id = ${person.me.tenant.id}::uuid and staff_id is not null order by at, id`)
  return rows
}

describe('tenants', () => {
  it('are listed and found by name, id and state, in pages, and never the platform itself', async () => {
    const name = `Shop ${newId()}`
    const [one, two] = [
      await newTenant({ organization: `${name} one` }),
      await newTenant({ organization: `${name} Two` }),
    ]
    await newMember(one, 'agent')
    type Found = Page<{ id: string; name: string; members: number }>
    const find = (input: object) => petra.call<Found>('POST', '/api/admin/tenants/search', input)
    const first = (await find({ q: name.toUpperCase(), limit: 1 })).body
    expect(first.data).toMatchObject([{ id: two.me.tenant.id, name: `${name} Two`, members: 1, state: 'active' }])
    const rest = (await find({ q: name, limit: 1, cursor: first.nextCursor })).body
    expect(rest).toMatchObject({ data: [{ id: one.me.tenant.id, members: 2 }], nextCursor: null })
    expect((await find({ q: one.me.tenant.id })).body.data).toHaveLength(1)
    expect((await find({ q: name, state: 'suspended' })).body.data).toEqual([])
    expect((await find({ q: '%' })).body.data).toEqual([])
    expect((await find({ q: '00000000-0000-7000-8000-000000000000' })).body.data).toEqual([])
    const listed = await petra.call<Found>('GET', '/api/admin/tenants?limit=2')
    expect(listed.body.data).toHaveLength(2)
    expect(await platformLogOf(petra)).toContainEqual(
      expect.objectContaining({ action: 'platform.read', details: { what: 'tenants' } }),
    )
  })

  it('open after a reason, which both logs keep, and then in counts only', async () => {
    const owner = await newTenant()
    const { channel } = await newChannel(owner)
    expect(await petra.call('GET', at(owner))).toMatchObject({ status: 403, body: { code: 'REASON_REQUIRED' } })
    expect((await petra.call('POST', at(owner, '/visits'), { reason: 'x' })).status).toBe(400)
    expect(await seenBy(owner)).toEqual([])
    expect((await petra.call('POST', at(owner, '/visits'), because())).status).toBe(201)
    const { body } = await petra.call<StaffTenant>('GET', at(owner))
    expect(body).toMatchObject({
      ...{ id: owner.me.tenant.id, members: { owner: 1 }, conversations: 0, contacts: 0, messages30d: 0, fileBytes: 0 },
      channels: [{ id: channel.id, state: 'active', lastWebhookAt: null }],
    })
    expect(JSON.stringify(body)).not.toContain(channel.displayPhoneNumber)
    const { staffId } = petra.staff
    expect(await seenBy(owner)).toMatchObject([
      { action: 'platform.entered', details: because(), staffId },
      { action: 'platform.read', details: { what: 'tenant' }, staffId },
    ])
    for (const { requestId } of await seenBy(owner)) expect(requestId).not.toBeNull()
    const own = (await owner.call<Page<AuditLog>>('GET', '/api/audit-logs?action=platform.entered')).body.data
    expect(own).toMatchObject([{ memberId: null, staffId, details: because(), subjectId: owner.me.tenant.id }])
    expect(await platformLogOf(petra)).toContainEqual({
      ...{ action: 'platform.entered', subjectId: owner.me.tenant.id, details: because() },
    })
  })

  it('stay closed to a colleague, another tenant’s visitor, and after the hour', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const colleague = await newStaff()
    await petra.call('POST', at(owner, '/visits'), because())
    expect((await petra.call('GET', at(owner))).status).toBe(200)
    for (const path of [at(owner), `/api/admin/audit-logs?tenantId=${owner.me.tenant.id}`]) {
      expect(await colleague.call('GET', path)).toMatchObject({ status: 403, body: { code: 'REASON_REQUIRED' } })
    }
    expect((await petra.call('GET', at(other))).status).toBe(403)
    await asOwner(sql`update staff_visits set until = now() where tenant_id = ${owner.me.tenant.id}::uuid`)
    expect((await petra.call('GET', at(owner))).status).toBe(403)
    const nowhere = await petra.call('POST', `/api/admin/tenants/${newId()}/visits`, because())
    expect(nowhere.status).toBe(404)
    const platform = '/api/admin/tenants/00000000-0000-7000-8000-000000000000'
    expect((await petra.call('POST', `${platform}/visits`, because())).status).toBe(404)
    expect((await petra.call('POST', `${platform}/suspension`, because())).status).toBe(404)
  })
})

describe('first steps', () => {
  it('are shown in the list and, after a reason, step by step, without an id of what is there', async () => {
    const owner = await newTenant()
    const stateOf = ({ onboarding: { steps, over } }: StaffTenantRow | StaffTenant) => [
      ...Object.values(steps).map(({ state }) => state),
      over,
    ]
    const listed = async () => {
      const wish = { q: owner.me.tenant.id }
      return (await petra.call<Page<StaffTenantRow>>('POST', '/api/admin/tenants/search', wish)).body.data.map(stateOf)
    }
    expect(await listed()).toEqual([['open', 'open', 'open', 'open', false]])
    const { number } = await newChannel(owner)
    await owner.call('PATCH', '/api/onboarding', { step: 'team', as: 'skipped' })
    expect(await listed()).toEqual([['open', 'done', 'skipped', 'open', false]])
    await deliver(number, textOf(anyPhone(), anyWamid()))
    await applied(owner)
    expect(await listed()).toEqual([['open', 'done', 'skipped', 'done', false]])
    expect(await petra.call('GET', at(owner))).toMatchObject({ status: 403, body: { code: 'REASON_REQUIRED' } })
    await petra.call('POST', at(owner, '/visits'), because())
    const { body } = await petra.call<StaffTenant>('GET', at(owner))
    expect(stateOf(body)).toEqual(['open', 'done', 'skipped', 'done', false])
    expect(body.onboarding.steps.team.at).not.toBeNull()
    expect(Object.keys(body.onboarding)).toEqual(['steps', 'over'])
    // Put aside as a whole: over in both; step by step it is still told what is there.
    await owner.call('PATCH', '/api/onboarding', { step: 'all', as: 'skipped' })
    expect((await listed())[0]?.at(-1)).toBe(true)
    const after = await petra.call<StaffTenant>('GET', at(owner))
    expect(stateOf(after.body)).toEqual(['open', 'done', 'skipped', 'done', true])
  })
})

describe('suspending', () => {
  it('tells its people at once, keeps the reason for staff, and is taken back', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    const window = await openWindow(agent)
    expect((await petra.call('POST', at(owner, '/suspension'), because('Unpaid since May'))).status).toBe(204)
    expect(await window.closed).toBe(4001)
    expect(await agent.call('GET', '/api/me')).toMatchObject({ status: 403, body: { code: 'TENANT_SUSPENDED' } })
    expect((await petra.call('POST', at(owner, '/suspension'), because())).status).toBe(404)
    const found = await petra.call('POST', '/api/admin/tenants/search', { q: owner.me.tenant.id, state: 'suspended' })
    expect(found.body).toMatchObject({ data: [{ state: 'suspended', stateReason: 'Unpaid since May' }] })
    expect((await petra.call('POST', at(owner, '/restoration'), because('Paid'))).status).toBe(204)
    expect((await agent.call('GET', '/api/me')).status).toBe(200)
    expect((await petra.call('POST', at(owner, '/restoration'), because())).status).toBe(404)
    const { staffId } = petra.staff
    expect(await seenBy(owner)).toMatchObject([
      { action: 'tenant.state_changed', details: { state: 'suspended' }, staffId },
      { action: 'tenant.state_changed', details: { state: 'active' }, staffId },
    ])
    expect(JSON.stringify(await auditOf(owner))).not.toContain('Unpaid')
    const subjectId = owner.me.tenant.id
    const details = { state: 'suspended', reason: 'Unpaid since May' }
    expect(await platformLogOf(petra)).toContainEqual({ action: 'tenant.state_changed', subjectId, details })
  })

  it('leaves a deleted tenant deleted', async () => {
    const owner = await newTenant()
    await asOwner(sql`select set_tenant_state(${owner.me.tenant.id}::uuid, 'deleted', 'gone')`)
    expect((await petra.call('POST', at(owner, '/restoration'), because())).status).toBe(404)
    expect((await petra.call('POST', at(owner, '/suspension'), because())).status).toBe(404)
  })
})

describe('people', () => {
  it('are listed, and found by their address alone; every tenant of theirs is told', async () => {
    const owner = await newTenant({ name: 'Nora New' })
    const listed = await petra.call<Page<StaffUserRow>>('GET', '/api/admin/users?limit=20')
    const row = listed.body.data.find(({ id }) => id === owner.me.userId)
    expect(row).toMatchObject({ name: 'Nora New', email: owner.me.email, tenants: 1, hasFactor: false, isStaff: false })
    const page = await petra.call<Page<StaffUserRow>>('GET', '/api/admin/users?limit=1')
    expect(page.body.data).toHaveLength(1)
    expect(page.body.nextCursor).not.toBeNull()
    expect(await seenBy(owner)).toEqual([])
    const found = await petra.call<StaffUser>('POST', '/api/admin/users/search', {
      email: owner.me.email.toUpperCase(),
    })
    expect(found.body).toMatchObject({
      ...{ id: owner.me.userId, name: 'Nora New', email: owner.me.email, sessions: 1, isStaff: false },
      factors: { authenticator: false, passkeys: 0, recoveryCodes: 0 },
      memberships: [{ tenantId: owner.me.tenant.id, role: 'owner', active: true, state: 'active' }],
    })
    expect((await petra.call('GET', `/api/admin/users/${owner.me.userId}`)).body).toEqual(found.body)
    expect(await seenBy(owner)).toMatchObject([
      { action: 'platform.read', details: { what: 'member' } },
      { action: 'platform.read', details: { what: 'member' } },
    ])
    expect((await petra.call('POST', '/api/admin/users/search', { email: 'nobody@example.test' })).status).toBe(404)
    expect((await petra.call('GET', `/api/admin/users/${newId()}`)).status).toBe(404)
  })

  it('are signed out everywhere, with the reason in the platform’s log', async () => {
    const owner = await newTenant()
    const window = await openWindow(owner)
    const path = `/api/admin/users/${owner.me.userId}/signout`
    expect((await petra.call('POST', path, because('Their phone was stolen'))).status).toBe(204)
    expect(await window.closed).toBe(4001)
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
    expect(await seenBy(owner)).toMatchObject([{ action: 'session.ended' }])
    const details = because('Their phone was stolen')
    expect(await platformLogOf(petra)).toContainEqual({ action: 'session.ended', subjectId: owner.me.userId, details })
  })
})

describe('overviews', () => {
  it('count over tenants', async () => {
    const { body } = await petra.call<StaffDashboard>('GET', '/api/admin/dashboard?days=3')
    expect(body.days.map(({ day }) => day)).toEqual(body.days.map(({ day }) => day).sort())
    expect(body.days).toHaveLength(3)
    expect(body.days.at(-1)?.tenants).toBeGreaterThan(0)
    expect(body.tenants.active).toBeGreaterThan(0)
    expect(body.members).toBeGreaterThan(0)
    expect(Object.keys(body).sort()).toEqual(['channels', 'days', 'members', 'tenants', 'users', 'waiting'])
  })

  it('say of billing what there is', async () => {
    const { body } = await petra.call<StaffBilling>('GET', '/api/admin/billing')
    expect(body.subscriptions).toBeNull()
    expect(body.plans.find(({ code }) => code === 'team')?.tenants).toBeGreaterThan(0)
  })

  it('tell how the deployment is set up, without a secret', async () => {
    const { body, text } = await petra.call<StaffSettings>('GET', '/api/admin/settings')
    expect(body).toMatchObject({ environment: 'development', allowedAddresses: [], email: true })
    expect(body.staff).toContainEqual(expect.objectContaining({ staffId: petra.staff.staffId, sessions: 1 }))
    for (const secret of ['dev-app-secret', 'dev-redis-token', 'dev-email-key', PASSWORD])
      expect(text).not.toContain(secret)
  })
})

describe('audit logs', () => {
  it('are the platform’s own, whole, and a tenant’s after a reason', async () => {
    const owner = await newTenant()
    const listed = await petra.call<Page<AuditLog>>('GET', '/api/admin/audit-logs?action=staff.signed_in&limit=100')
    expect(listed.body.data.every(({ action }) => action === 'staff.signed_in')).toBe(true)
    expect(listed.body.data.map(({ staffId }) => staffId)).toContain(petra.staff.staffId)
    const page = await petra.call<Page<AuditLog>>('GET', '/api/admin/audit-logs?limit=1')
    const next = await petra.call<Page<AuditLog>>('GET', `/api/admin/audit-logs?limit=1&cursor=${page.body.nextCursor}`)
    expect(next.body.data[0]?.id).not.toBe(page.body.data[0]?.id)
    await petra.call('POST', at(owner, '/visits'), because())
    const theirs = await petra.call<Page<AuditLog>>('GET', `/api/admin/audit-logs?tenantId=${owner.me.tenant.id}`)
    expect(theirs.body.data.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['platform.read', 'platform.entered', 'tenant.created']),
    )
    expect(await seenBy(owner)).toMatchObject([{}, { action: 'platform.read', details: { what: 'audit_log' } }])
    const { body } = await petra.call<AuditVerdict>('GET', '/api/admin/audit-logs/verify')
    expect(body).toMatchObject({ whole: true, fault: null })
    expect(body.chained).toBeGreaterThan(5)
  })
})

it('nothing of a tenant’s reaches its own people through these routes', async () => {
  const owner = await newTenant()
  const answer = await call('POST', at(owner, '/suspension'), because(), { cookie: owner.cookie })
  expect(answer).toMatchObject({ status: 401, body: { code: 'STAFF_SIGN_IN' } })
  expect((await owner.call('GET', '/api/me')).status).toBe(200)
})
