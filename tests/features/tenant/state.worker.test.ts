import { env as bindings } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { Message } from '../../../worker/contract/message.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import type { Bindings } from '../../../worker/env.ts'
import { noteAccessChanged } from '../../../worker/features/identity/index.ts'
import { claimDue } from '../../../worker/features/inbox/index.ts'
import { sweepStates } from '../../../worker/jobs/sweep-access.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  asOwner,
  auditOf,
  call,
  invite,
  newChannel,
  newEmail,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'

const env = bindings as unknown as Bindings

/** As the platform's staff will: then the sweep of the minute. */
async function setState({ me }: Person, state: string, why = 'unpaid'): Promise<boolean> {
  const { rows } = await asOwner<{ changed: boolean }>(
    sql`select set_tenant_state(${me.tenant.id}::uuid, ${state}, ${why}) as changed`,
  )
  await sweepStates(env)
  return rows[0]?.changed ?? false
}
const conversationsOf = async (by: Person) => (await by.call<Page<Conversation>>('GET', '/api/conversations')).body.data

describe('a suspended tenant', () => {
  it('says so everywhere, is cut off its sockets, and comes back as it was', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    const window = await openWindow(agent)
    expect(await setState(owner, 'suspended')).toBe(true)
    expect(await window.closed).toBe(4001)
    for (const path of ['/api/me', '/api/conversations', '/api/team/members', '/api/tenant']) {
      expect(await agent.call('GET', path), path).toMatchObject({ status: 403, body: { code: 'TENANT_SUSPENDED' } })
    }
    expect(await owner.call('PATCH', '/api/tenant', { name: 'Still here' })).toMatchObject({ status: 403 })
    await expect(openWindow(agent)).rejects.toThrow('403')
    const signedIn = await call('POST', '/api/auth/signin', { email: owner.me.email, password: PASSWORD })
    expect(signedIn).toMatchObject({ status: 403, body: { code: 'TENANT_SUSPENDED' } })
    expect(JSON.stringify(signedIn.body)).not.toContain('unpaid')
    expect(await setState(owner, 'suspended')).toBe(false)
    expect(await setState(owner, 'active')).toBe(true)
    expect((await agent.call('GET', '/api/me')).status).toBe(200)
    expect((await auditOf(owner)).filter(({ action }) => action === 'tenant.state_changed')).toMatchObject([
      { memberId: null, subjectId: owner.me.tenant.id, details: { state: 'suspended' } },
      { details: { state: 'active' } },
    ])
  })

  it('lets nobody in by invitation, and its people out and into their others', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const invitation = await invite(owner, 'agent', other.me.email)
    await call('POST', '/api/auth/invitations/accept', { token: tokenOf(invitation), password: PASSWORD })
    const there = await signIn(other.me.email)
    expect(there.me.tenant.id).toBe(owner.me.tenant.id)
    const open = await invite(owner, 'agent', newEmail())
    await setState(owner, 'suspended')
    const preview = await call('POST', '/api/auth/invitations/preview', { token: tokenOf(open) })
    expect(preview).toMatchObject({ status: 403, body: { code: 'TENANT_SUSPENDED' } })
    const listed = await there.call<{ data: { state: string }[] }>('GET', '/api/auth/organizations')
    expect(listed.body.data.map(({ state }) => state)).toEqual(['active', 'suspended'])
    expect((await signIn(other.me.email)).me.tenant.id).toBe(other.me.tenant.id)
    const back = await there.call('POST', '/api/auth/switch', { tenantId: owner.me.tenant.id })
    expect(back).toMatchObject({ status: 403, body: { code: 'TENANT_SUSPENDED' } })
    expect((await there.call('POST', '/api/auth/signout')).status).toBe(204)
  })

  it('keeps what customers write, sends nothing, and does nothing by itself', async () => {
    const owner = await newTenant()
    const { number, channel } = await newChannel(owner)
    const phone = anyPhone()
    await deliver(number, textOf(phone, anyWamid()))
    await applied(owner)
    const [conversation] = await conversationsOf(owner)
    const db = asTenant(services.db, owner.me.tenant.id)
    await setState(owner, 'suspended')
    // What was accepted just before.
    await db.batch(
      db.build.execute(sql`
        insert into messages (id, conversation_id, channel_id, contact_id, direction, type, box, author_kind, status,
          occurred_at, seq)
        select ${newId()}::uuid, id, channel_id, contact_id, 'outbound', 'text', ${`\\x${'00'.repeat(40)}`}::bytea, 'system',
          'queued', now(), 1 from conversations where id = ${conversation?.id}::uuid`),
      db.build.execute(sql`
        insert into work_due (tenant_id, kind, ref_id, due_at)
        select ${owner.me.tenant.id}::uuid, kind, ${channel.id}::uuid, '2020-01-01'::timestamptz
        from unnest(array['snooze', 'removal']) kind`),
    )
    await deliver(number, textOf(phone, anyWamid()))
    await applied(owner)
    const mine = (due: { tenantId: string }[]) => due.filter(({ tenantId }) => tenantId === owner.me.tenant.id)
    expect(mine(await claimDue(services.db, 'snooze'))).toEqual([])
    expect(mine(await claimDue(services.db, 'removal'))).toHaveLength(1)
    const statuses = await db.batch(
      db.build.execute<{ status: string }>(sql`
        select status from messages where direction = 'outbound' and conversation_id = ${conversation?.id}::uuid`),
    )
    expect(statuses[0].rows).toEqual([{ status: 'queued' }])
    await asOwner(sql`delete from messages where tenant_id = ${owner.me.tenant.id}::uuid and direction = 'outbound'`)
    await setState(owner, 'active')
    const thread = await owner.call<Page<Message>>('GET', `/api/conversations/${conversation?.id}/messages`)
    expect(thread.body.data.filter(({ direction }) => direction === 'inbound')).toHaveLength(2)
    expect(mine(await claimDue(services.db, 'snooze'))).toHaveLength(1)
  })
})

it('a deleted tenant is told apart', async () => {
  const owner = await newTenant()
  await setState(owner, 'deleted')
  expect(await owner.call('GET', '/api/me')).toMatchObject({ status: 403, body: { code: 'TENANT_DELETED' } })
})

it('the app sets no tenant’s state, not even its own', async () => {
  const owner = await newTenant()
  const db = asTenant(services.db, owner.me.tenant.id)
  await db.batch(db.build.execute(sql`update tenants set name = 'Mine to name'`))
  await expect(db.batch(db.build.execute(sql`update tenants set state = 'suspended'`))).rejects.toThrow()
  await expect(
    db.batch(db.build.execute(sql`select set_tenant_state(${owner.me.tenant.id}::uuid, 'suspended', 'x')`)),
  ).rejects.toThrow()
  await noteAccessChanged(services, owner.me.tenant.id)
  expect((await owner.call('GET', '/api/me')).status).toBe(200)
})
