import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { CreatedInvitation, Invitation, InvitationPreview, Me } from '../../../worker/contract/team.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import {
  asOwner,
  auditOf,
  call,
  invite,
  newConfirmedMember,
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
    expect((await owner.call('DELETE', path)).status).toBe(204)
    const token = tokenOf(await invite(owner, 'agent', former.me.email))
    const back = await accept({ token, password: PASSWORD })
    expect(back.body).toMatchObject({ memberId: former.me.memberId, role: 'agent' })
  })

  const join = (invitation: CreatedInvitation) =>
    accept({ token: tokenOf(invitation), name: 'Sam', password: PASSWORD })
  const open = async (owner: Person) =>
    (await owner.call<Page<Invitation>>('GET', '/api/team/invitations')).body.data.filter((one) => !one.acceptedAt)
  const withdrawnIn = async (owner: Person) =>
    (await auditOf(owner)).filter(({ action }) => action === 'invitation.withdrawn').map(({ subjectId }) => subjectId)
  /** Two at once, as before the second took the place of the first. */
  const reopen = ({ id }: CreatedInvitation) =>
    asOwner(sql`update invitations set revoked_at = null where id = ${id}::uuid`)

  it('takes the place of an open one to the same address', async () => {
    const owner = await newTenant()
    const first = await invite(owner, 'agent')
    const other = await invite(owner, 'agent')
    const second = await invite(owner, 'supervisor', first.email.toUpperCase())
    expect((await open(owner)).map(({ id }) => id)).toEqual([second.id, other.id])
    expect(await withdrawnIn(owner)).toEqual([first.id])
    expect((await join(first)).status).toBe(404)
    expect((await join(second)).body).toMatchObject({ role: 'supervisor' })
  })

  it('is over once its person joined by another', async () => {
    const owner = await newTenant()
    const first = await invite(owner, 'agent')
    const second = await invite(owner, 'supervisor', first.email)
    await reopen(first)
    const joined = personOf(await join(first), 200)
    expect((await join(second)).status).toBe(404)
    expect((await auditOf(owner)).filter(({ action }) => action === 'invitation.withdrawn').at(-1)).toMatchObject({
      subjectId: second.id,
      memberId: joined.me.memberId,
    })
  })

  it('is not made for whose access is switched off: that is switched on again, with a fresh proof', async () => {
    const owner = await newTenant()
    const member = await newMember(owner, 'agent')
    const { memberId, email } = member.me
    await owner.call('PATCH', `/api/team/members/${memberId}`, { active: false })
    const wish = { email, role: 'supervisor' }
    expect(await owner.call('POST', '/api/team/invitations', wish)).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_EXISTS' },
    })
    await owner.call('PATCH', `/api/team/members/${memberId}`, { active: true })
    expect((await signIn(email)).me.role).toBe('agent')
  })

  it('is withdrawn when the access of its person ends, and when its maker may not invite any more', async () => {
    for (const [method, body] of [['PATCH', { active: false }], ['DELETE']] as const) {
      const owner = await newTenant()
      const [first, admin] = [await invite(owner, 'agent'), await newConfirmedMember(owner, 'admin')]
      const second = await invite(owner, 'supervisor', first.email)
      await reopen(first)
      const member = personOf(await join(first), 200)
      await reopen(second)
      const [own, others] = [await invite(admin, 'admin'), await invite(owner, 'agent')]
      for (const { me } of [member, admin]) {
        const ended = await owner.call(method, `/api/team/members/${me.memberId}`, body)
        expect(ended.status).toBe(method === 'PATCH' ? 200 : 204)
      }
      expect((await open(owner)).map(({ id }) => id)).toEqual([others.id])
      expect((await withdrawnIn(owner)).slice(-2)).toEqual([second.id, own.id])
      for (const gone of [second, own]) expect((await join(gone)).status).toBe(404)
      await reopen(second)
      // Even one that was overlooked, of somebody who left after it was made or is suspended.
      expect(await join(second)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
      expect((await join(others)).status).toBe(200)
    }
  })

  it('goes with the role that made it', async () => {
    const owner = await newTenant()
    const admin = await newConfirmedMember(owner, 'admin')
    const own = await invite(admin, 'admin')
    expect((await owner.call('PATCH', `/api/team/members/${admin.me.memberId}`, { capacity: 3 })).status).toBe(200)
    expect(await open(owner)).toHaveLength(1)
    expect((await owner.call('PATCH', `/api/team/members/${admin.me.memberId}`, { role: 'agent' })).status).toBe(200)
    expect((await join(own)).status).toBe(404)
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
