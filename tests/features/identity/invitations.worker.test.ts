import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { InvitationPreview, Me } from '../../../worker/contract/team.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import {
  auditOf,
  call,
  invite,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  personOf,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'

const preview = (token: string) => call<InvitationPreview>('POST', '/api/auth/invitations/preview', { token })
const accept = (input: { token: string; password?: string; name?: string }, by?: Person) =>
  call<Me>('POST', '/api/auth/invitations/accept', input, by ? { cookie: by.cookie } : {})

describe('an invitation', () => {
  it('shows what it leads to', async () => {
    const owner = await newTenant({ organization: 'Bakery' })
    const invitation = await invite(owner, 'agent')
    expect(invitation.link).toMatch(/^http:\/\/[^#]+\/invitation#token=[\w-]{43}$/)
    const { body } = await preview(tokenOf(invitation))
    expect(body).toEqual({ organization: 'Bakery', role: 'agent', email: invitation.email, knownUser: false })
  })

  it('makes a new person a member, once', async () => {
    const owner = await newTenant()
    const invitation = await invite(owner, 'supervisor')
    const input = { token: tokenOf(invitation), name: 'Sam', password: PASSWORD }
    const member = personOf(await accept(input), 200)
    expect(member.me).toMatchObject({ name: 'Sam', role: 'supervisor', email: invitation.email })
    expect(member.me.tenant.id).toBe(owner.me.tenant.id)
    expect(await accept(input)).toMatchObject({ status: 409, body: { code: 'ALREADY_ACCEPTED' } })
    expect(await preview(input.token)).toMatchObject({ status: 409, body: { code: 'ALREADY_ACCEPTED' } })
    expect((await signIn(invitation.email)).me.memberId).toBe(member.me.memberId)
    const joined = (await auditOf(owner)).find((row) => row.action === 'member.joined')
    expect(joined).toMatchObject({ subjectId: member.me.memberId, details: { invitationId: invitation.id } })
  })

  it('is used by one of several at once', async () => {
    const owner = await newTenant()
    const input = { token: tokenOf(await invite(owner, 'agent')), name: 'Sam', password: PASSWORD }
    const answers = await Promise.all([1, 2, 3].map(() => accept(input)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
    const members = await owner.call<{ data: unknown[] }>('GET', '/api/team/members')
    expect(members.body.data).toHaveLength(2)
  })

  it('asks somebody new for a name and a password', async () => {
    const owner = await newTenant()
    const token = tokenOf(await invite(owner, 'agent'))
    expect(await accept({ token })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'name' }, { path: 'password' }] },
    })
  })

  it('wants proof of somebody who has an account: the password, or a session', async () => {
    const [owner, known, other] = [await newTenant(), await newTenant(), await newTenant()]
    const token = tokenOf(await invite(owner, 'agent', known.me.email))
    expect((await preview(token)).body.knownUser).toBe(true)
    expect((await accept({ token })).status).toBe(401)
    expect((await accept({ token, password: 'a wrong password' })).status).toBe(401)
    expect((await accept({ token }, other)).status).toBe(401)
    expect((await accept({ token }, known)).body).toMatchObject({ userId: known.me.userId, role: 'agent' })
    const second = tokenOf(await invite(other, 'viewer', known.me.email))
    expect((await accept({ token: second, password: PASSWORD })).body).toMatchObject({ role: 'viewer' })
  })

  it('is no place to try passwords', async () => {
    const [owner, known] = [await newTenant(), await newTenant()]
    const token = tokenOf(await invite(owner, 'agent', known.me.email))
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await accept({ token, password: 'a wrong password' })).status)
    expect(statuses).toEqual([...Array(5).fill(401), 429])
  })

  it('brings a former member back, with the new role', async () => {
    const owner = await newTenant()
    const former = await newMember(owner, 'supervisor')
    const path = `/api/team/members/${former.me.memberId}`
    expect(await owner.call('POST', '/api/team/invitations', { email: former.me.email, role: 'agent' })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_EXISTS' },
    })
    await owner.call('PATCH', path, { active: false })
    const token = tokenOf(await invite(owner, 'agent', former.me.email))
    const back = await accept({ token, password: PASSWORD })
    expect(back.body).toMatchObject({ memberId: former.me.memberId, role: 'agent' })
  })

  it('is worthless when it was withdrawn, is over, or never was', async () => {
    const owner = await newTenant()
    const withdrawn = await invite(owner, 'agent')
    expect((await owner.call('DELETE', `/api/team/invitations/${withdrawn.id}`)).status).toBe(204)
    const old = await invite(owner, 'agent')
    const db = asTenant(services.db, owner.me.tenant.id)
    await db.batch(
      db.build.execute(sql`update invitations set expires_at = now() - interval '1 s' where id = ${old.id}::uuid`),
    )
    for (const token of [tokenOf(withdrawn), tokenOf(old), 'x'.repeat(43)]) {
      expect((await preview(token)).status).toBe(404)
      expect((await accept({ token, name: 'Eve', password: PASSWORD })).status).toBe(404)
    }
  })
})
