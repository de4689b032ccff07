import { describe, expect, it } from 'vitest'
import type { Invitation, Member, Tenant } from '../../../worker/contract/team.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { auditOf, call, invite, newEmail, newMember, newTenant, type Person } from '../../support/factories.ts'

const listMembers = async (by: Person) => (await by.call<{ data: Member[] }>('GET', '/api/team/members')).body.data
const change = (by: Person, whom: Person | string, changes: object) =>
  by.call<Member>('PATCH', `/api/team/members/${typeof whom === 'string' ? whom : whom.me.memberId}`, changes)

describe('members', () => {
  it('are known to everybody by name, by e-mail to admins and themselves', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent', 'Ann')
    const seen = await listMembers(agent)
    expect(seen).toMatchObject([
      { name: 'Olive Owner', role: 'owner', email: null, active: true },
      { name: 'Ann', role: 'agent', email: agent.me.email },
    ])
    expect((await listMembers(owner)).map((member) => member.email)).toEqual([owner.me.email, agent.me.email])
  })

  it('change their role, and are signed out by it', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    const answer = await change(owner, agent, { role: 'supervisor' })
    expect(answer).toMatchObject({ status: 200, body: { id: agent.me.memberId, role: 'supervisor' } })
    expect((await agent.call('GET', '/api/me')).status).toBe(401)
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'member.changed',
      memberId: owner.me.memberId,
      subjectId: agent.me.memberId,
      details: { changes: { role: ['agent', 'supervisor'] } },
    })
  })

  it('are changed by admins only, and owners by owners', async () => {
    const owner = await newTenant()
    const [admin, supervisor, agent] = await Promise.all([
      newMember(owner, 'admin'),
      newMember(owner, 'supervisor'),
      newMember(owner, 'agent'),
    ])
    expect((await change(supervisor, agent, { role: 'viewer' })).status).toBe(403)
    expect((await change(admin, agent, { role: 'viewer' })).status).toBe(200)
    expect((await change(admin, agent, { role: 'owner' })).status).toBe(403)
    expect((await change(admin, owner, { active: false })).status).toBe(403)
    expect((await change(owner, admin, { role: 'owner' })).status).toBe(200)
  })

  it('keep one owner, also when two remove each other at once', async () => {
    const first = await newTenant()
    expect(await change(first, first, { role: 'admin' })).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } })
    expect((await change(first, first, { active: false })).status).toBe(409)
    const second = await newMember(first, 'owner')
    const answers = await Promise.all([
      change(first, second, { role: 'agent' }),
      change(second, first, { role: 'agent' }),
    ])
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  })

  it('of another tenant are not there', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const foreign = await change(owner, stranger, { role: 'agent' })
    const never = await change(owner, newId(), { role: 'agent' })
    expect(foreign.status).toBe(404)
    expect({ ...(foreign.body as object), requestId: '' }).toEqual({ ...(never.body as object), requestId: '' })
    expect((await stranger.call('GET', '/api/me')).status).toBe(200)
  })
})

describe('invitations', () => {
  it('are listed without their links, newest first', async () => {
    const owner = await newTenant()
    const [one, two] = [await invite(owner, 'agent'), await invite(owner, 'admin')]
    const { body } = await owner.call<{ data: Invitation[] }>('GET', '/api/team/invitations')
    expect(body.data.map((each) => each.id)).toEqual([two.id, one.id])
    expect(body.data[1]).toEqual({ ...one, link: undefined })
    expect(JSON.stringify(body)).not.toContain('token')
    const created = (await auditOf(owner)).filter((row) => row.action === 'invitation.created')
    expect(created.map((row) => row.details)).toEqual([{ role: 'agent' }, { role: 'admin' }])
  })

  it('last seven days', async () => {
    const { createdAt, expiresAt } = await invite(await newTenant(), 'agent')
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(7 * 24 * 3600 * 1000)
  })

  it('are made by admins, and never for an owner', async () => {
    const owner = await newTenant()
    const supervisor = await newMember(owner, 'supervisor')
    const input = { email: newEmail(), role: 'agent' }
    expect((await supervisor.call('POST', '/api/team/invitations', input)).status).toBe(403)
    expect((await supervisor.call('GET', '/api/team/invitations')).status).toBe(403)
    expect((await owner.call('POST', '/api/team/invitations', { ...input, role: 'owner' })).status).toBe(400)
    expect((await call('POST', '/api/team/invitations', input)).status).toBe(401)
  })

  it('are withdrawn by their own tenant, once', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const { id } = await invite(owner, 'agent')
    expect((await stranger.call('DELETE', `/api/team/invitations/${id}`)).status).toBe(404)
    expect((await owner.call('DELETE', `/api/team/invitations/${id}`)).status).toBe(204)
    expect((await owner.call('DELETE', `/api/team/invitations/${id}`)).status).toBe(404)
    const { body } = await owner.call<{ data: Invitation[] }>('GET', '/api/team/invitations')
    expect(body.data).toEqual([])
    expect((await auditOf(owner)).at(-1)).toMatchObject({ action: 'invitation.withdrawn', subjectId: id })
  })
})

describe('the tenant', () => {
  it('is changed by admins, and everybody’s sessions see it at once', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    expect((await agent.call('PATCH', '/api/tenant', { name: 'Mine' })).status).toBe(403)
    const answer = await owner.call<Tenant>('PATCH', '/api/tenant', { name: 'New name', agentsSeeOwnOnly: true })
    expect(answer).toMatchObject({ status: 200, body: { name: 'New name', agentsSeeOwnOnly: true } })
    expect((await agent.call<Tenant>('GET', '/api/tenant')).body).toEqual(answer.body)
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'tenant.changed',
      details: { changes: { name: ['Test Shop', 'New name'], agents_see_own_only: [false, true] } },
    })
  })
})
