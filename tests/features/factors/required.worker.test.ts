import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Me, Tenant } from '../../../worker/contract/team.ts'
import { cookieOf, enrollTotp, withCookie } from '../../support/authenticator.ts'
import {
  asOwner,
  auditOf,
  call,
  confirm,
  newConfirmedMember,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  signIn,
} from '../../support/factories.ts'

const fromNow = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString()
const require = (owner: Person, mfaRoles: string[], hours = -1) =>
  owner.call<Tenant>('PATCH', '/api/tenant', { security: { mfaRoles, mfaFrom: fromNow(hours) } })
const locked = { status: 403, body: { code: 'MFA_REQUIRED' } }

describe('a tenant that wants a second factor from a role', () => {
  it('lets its members without one do nothing but enrol, from the date on', async () => {
    const owner = await newTenant()
    const agent = await newConfirmedMember(owner, 'agent')
    expect((await agent.call('GET', '/api/conversations')).status).toBe(200)
    const mfaFrom = fromNow(-1)
    const wanted = await owner.call<Tenant>('PATCH', '/api/tenant', { security: { mfaRoles: ['agent'], mfaFrom } })
    expect(wanted.body.security).toMatchObject({ mfaRoles: ['agent'], mfaFrom })

    expect(await agent.call('GET', '/api/conversations')).toMatchObject(locked)
    expect(await agent.call('GET', '/api/team/members')).toMatchObject(locked)
    const socket = await call('GET', '/api/realtime', undefined, {
      cookie: agent.cookie,
      headers: { upgrade: 'websocket' },
    })
    expect(socket).toMatchObject(locked)
    expect((await agent.call<Me>('GET', '/api/me')).body.factorDueAt).toBe(mfaFrom)
    expect((await agent.call('GET', '/api/auth/mfa')).status).toBe(200)

    const again = await signIn(agent.me.email)
    expect(await again.call('GET', '/api/conversations')).toMatchObject(locked)
    const { cookie } = await enrollTotp(again)
    const free = withCookie(agent, cookie)
    expect((await free.call('GET', '/api/conversations')).status).toBe(200)
    expect((await free.call<Me>('GET', '/api/me')).body.factorDueAt).toBeNull()
    expect((await agent.call('GET', '/api/conversations')).status).toBe(200) // In another browser, too.
    expect(await auditOf(owner)).toContainEqual(
      expect.objectContaining({
        action: 'tenant.changed',
        details: { changes: expect.objectContaining({ mfa_roles: [[], ['agent']] }) },
      }),
    )
  })

  it('lets who has not confirmed their address do so first', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    await require(owner, ['agent'])
    const refused = await agent.call('POST', '/api/auth/mfa/enroll')
    expect(refused).toMatchObject({ status: 403, body: { code: 'EMAIL_NOT_VERIFIED' } })
    expect((await agent.call('POST', '/api/auth/email/resend')).status).toBe(202)
    await confirm(agent)
    const free = withCookie(agent, (await enrollTotp(agent)).cookie)
    expect((await free.call('GET', '/api/conversations')).status).toBe(200)
  })

  it('only says so before the date', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    await require(owner, ['agent'], 24)
    expect((await agent.call('GET', '/api/conversations')).status).toBe(200)
    expect((await agent.call<Me>('GET', '/api/me')).body.factorDueAt).not.toBeNull()
    await asOwner(sql`update tenants set mfa_from = now() - interval '1 minute' where id = ${owner.me.tenant.id}::uuid`)
    const later = await signIn(agent.me.email)
    expect(await later.call('GET', '/api/conversations')).toMatchObject(locked)
  })

  it('wants nothing of other roles, nor of other tenants', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const supervisor = await newMember(owner, 'supervisor')
    await require(owner, ['agent', 'viewer'])
    for (const who of [owner, supervisor, other]) {
      expect((await who.call('GET', '/api/conversations')).status).toBe(200)
      expect((await who.call<Me>('GET', '/api/me')).body.factorDueAt).toBeNull()
    }
  })

  it('holds for whoever gets the role, and for whoever removes their last factor', async () => {
    const owner = await newTenant()
    const agent = await newConfirmedMember(owner, 'agent')
    await require(owner, ['supervisor'])
    await owner.call('PATCH', `/api/team/members/${agent.me.memberId}`, { role: 'supervisor' })
    const promoted = await signIn(agent.me.email)
    expect(await promoted.call('GET', '/api/conversations')).toMatchObject(locked)
    const { cookie } = await enrollTotp(promoted)
    const free = withCookie(agent, cookie)
    expect((await free.call('GET', '/api/conversations')).status).toBe(200)
    expect((await free.call('DELETE', '/api/auth/mfa')).status).toBe(204)
    expect(await free.call('GET', '/api/conversations')).toMatchObject(locked)
  })

  it('does not lock out whoever may change it back: they enrol, or are let in by another admin', async () => {
    const owner = await newTenant()
    await require(owner, ['owner'])
    expect(await require(owner, [])).toMatchObject(locked)
    const { cookie } = await enrollTotp(owner)
    const free = withCookie(owner, cookie)
    expect((await free.call('PATCH', '/api/tenant', { security: { mfaRoles: [] } })).status).toBe(200)
  })

  it('is for admins to say, with roles that there are', async () => {
    const owner = await newTenant()
    const supervisor = await newMember(owner, 'supervisor')
    expect((await require(supervisor, ['agent'])).status).toBe(403)
    expect((await require(owner, ['robot'])).status).toBe(400)
    const answer = await owner.call('PATCH', '/api/tenant', { security: { mfaFrom: 'tomorrow' } })
    expect(answer.status).toBe(400)
  })

  it('asks at sign-in whoever has a factor, as ever', async () => {
    const owner = await newTenant()
    await require(owner, ['owner'])
    const { cookie } = await enrollTotp(owner)
    expect(cookie).not.toBe('')
    const asked = await call('POST', '/api/auth/signin', { email: owner.me.email, password: PASSWORD })
    expect(asked.status).toBe(202)
    expect(cookieOf(asked.headers)).toBe('')
  })
})
