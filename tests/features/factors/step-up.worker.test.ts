import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Contact } from '../../../worker/contract/contact.ts'
import type { Me } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { noteAccessChanged } from '../../../worker/features/identity/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { codeOf, cookieOf, enrollTotp, withCookie } from '../../support/authenticator.ts'
import {
  asOwner,
  auditOf,
  call,
  credentialsOf,
  invite,
  newChannel,
  newGraphNumber,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  personOf,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'

/** As if the person had signed in a while ago. */
async function age(who: Person, minutes: number): Promise<void> {
  const hash = toPgHex(await hashToken(who.cookie.split('=')[1] ?? ''))
  await asOwner(
    sql`update sessions set proved_at = now() - make_interval(mins => ${minutes}) where token_hash = ${hash}::bytea`,
  )
  await noteAccessChanged(services, who.me.tenant.id)
}

async function staleOwner() {
  const owner = await newTenant()
  const agent = await newMember(owner, 'agent')
  const { channel } = await newChannel(owner)
  const [asAdmin, asAgent] = [await invite(owner, 'admin'), await invite(owner, 'agent')]
  const contact = await owner.call<Contact>('POST', '/api/contacts', { name: 'Cora', phone: '+31612345678' })
  expect(contact.status).toBe(201)
  await age(owner, 11)
  return { owner, agent, channel, contact: contact.body, asAdmin, asAgent }
}

const refused = { status: 403, body: { code: 'STEP_UP_REQUIRED' } }
const day = 'from=2026-01-01T00:00:00.000Z&to=2026-01-02T00:00:00.000Z&granularity=day&tz=UTC&format=csv'

describe('what a session alone may not do for long', () => {
  it('is refused ten minutes after the last proof, and done after another', async () => {
    const { owner, agent, channel, contact, asAdmin } = await staleOwner()
    const number = await newGraphNumber()
    const risky: [string, string, unknown, number][] = [
      ['GET', '/api/audit-logs?format=csv', undefined, 200],
      ['PATCH', `/api/team/members/${agent.me.memberId}`, { role: 'supervisor' }, 200],
      ['PATCH', `/api/team/members/${agent.me.memberId}`, { active: false }, 200],
      ['PATCH', '/api/tenant', { security: { sessionMaxDays: 20 } }, 200],
      ['PATCH', '/api/tenant', { agentsSeeOwnOnly: true }, 200],
      ['POST', '/api/team/invitations', { email: `${newId()}@example.test`, role: 'admin' }, 201],
      ['POST', `/api/team/invitations/${asAdmin.id}/resend`, undefined, 200],
      ['DELETE', `/api/team/members/${newId()}`, undefined, 404],
      ['POST', '/api/tenant/owner', { memberId: newId() }, 404],
      ['POST', '/api/channels', credentialsOf(number), 201],
      ['PATCH', `/api/channels/${channel.id}`, { appSecret: 'another-app-secret' }, 200],
      ['DELETE', `/api/contacts/${contact.id}`, undefined, 204],
      ['DELETE', `/api/channels/${channel.id}`, undefined, 204],
      ['POST', '/api/auth/mfa/recovery-codes', undefined, 404],
      ['DELETE', '/api/auth/mfa', undefined, 404],
      ['POST', '/api/auth/passkeys/options', undefined, 200],
      ['DELETE', `/api/auth/passkeys/${contact.id}`, undefined, 404],
      ['POST', '/api/auth/mfa/enroll', undefined, 200],
      ...['overview', 'messages', 'conversations', 'agents', 'agent-steps'].map(
        (name): [string, string, unknown, number] => ['GET', `/api/analytics/${name}?${day}`, undefined, 200],
      ),
    ]
    for (const [method, path, body] of risky) expect(await owner.call(method, path, body), path).toMatchObject(refused)

    const proved = await owner.call('POST', '/api/auth/step-up', { password: PASSWORD })
    expect(proved.status).toBe(204)
    const now = withCookie(owner, cookieOf(proved.headers))
    for (const [method, path, body, status] of risky)
      expect((await now.call(method, path, body)).status, path).toBe(status)
  }, 60_000)

  it('ends no other session; the present one it does', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    const third = await signIn(owner.me.email)
    type Listed = { data: { id: string; current: boolean }[] }
    const idOf = async (who: Person) =>
      (await who.call<Listed>('GET', '/api/auth/sessions')).body.data.find(({ current }) => current)?.id
    await age(owner, 11)
    for (const path of [`/${await idOf(other)}`, '', '?current=true']) {
      expect(await owner.call('DELETE', `/api/auth/sessions${path}`), path).toMatchObject(refused)
    }
    expect((await other.call('GET', '/api/me')).status).toBe(200)
    const proved = await owner.call('POST', '/api/auth/step-up', { password: PASSWORD })
    const now = withCookie(owner, cookieOf(proved.headers))
    expect((await now.call('DELETE', `/api/auth/sessions/${await idOf(other)}`)).status).toBe(204)
    expect((await now.call('DELETE', '/api/auth/sessions')).status).toBe(204)
    for (const gone of [other, third]) expect((await gone.call('GET', '/api/me')).status).toBe(401)
    await age(now, 11)
    expect((await now.call('DELETE', `/api/auth/sessions/${await idOf(now)}`)).status).toBe(204)
    expect((await now.call('GET', '/api/me')).status).toBe(401)
  })

  it('is not wanted for the rest', async () => {
    const { owner, agent, channel, asAgent } = await staleOwner()
    for (const [method, path, body] of [
      ['PATCH', `/api/team/members/${agent.me.memberId}`, { capacity: 5 }],
      ['PATCH', `/api/channels/${channel.id}`, { name: 'Shop 2' }],
      ['PATCH', '/api/tenant', { name: 'New name' }],
      ['POST', `/api/team/invitations/${asAgent.id}/resend`, undefined],
      ['GET', `/api/analytics/overview?${day.replace('csv', 'json')}`, undefined],
    ] as const) {
      expect((await owner.call(method, path, body)).status, path).toBe(200)
    }
  })

  it('says who lacks the role that they lack it', async () => {
    const { agent, channel } = await staleOwner()
    await age(agent, 11)
    const answer = await agent.call('DELETE', `/api/channels/${channel.id}`)
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  })
})

describe('proving it again', () => {
  it('gives the session another token; the old one is worth nothing, the audit log knows', async () => {
    const owner = await newTenant()
    const proved = await owner.call('POST', '/api/auth/step-up', { password: PASSWORD })
    expect((await call('GET', '/api/me', undefined, { cookie: cookieOf(proved.headers) })).status).toBe(200)
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
    expect(await auditOf(owner)).toContainEqual(
      expect.objectContaining({
        action: 'member.proved',
        memberId: owner.me.memberId,
        details: { for: 'step-up', by: 'password' },
      }),
    )
  })

  it('takes no wrong password, and not many', async () => {
    const owner = await newTenant()
    const wrong = () => owner.call('POST', '/api/auth/step-up', { password: 'wrong horse battery' })
    expect(await wrong()).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } })
    let last = await wrong()
    for (let at = 0; at < 9; at++) last = await wrong()
    expect(last.status).toBe(429)
    expect((await owner.call('POST', '/api/auth/step-up', { password: PASSWORD })).status).toBe(429)
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it('wants the factor where there is one: once, and only one’s own', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const { secret, cookie } = await enrollTotp(owner)
    const foreign = await enrollTotp(other)
    const now = withCookie(owner, cookie)
    expect((await now.call('POST', '/api/auth/step-up', { password: PASSWORD })).status).toBe(401)
    expect((await now.call('POST', '/api/auth/step-up', { code: foreign.recoveryCodes[0] })).status).toBe(401)
    const proved = await now.call('POST', '/api/auth/step-up', { code: codeOf(secret, 1) })
    expect(proved.status).toBe(204)
    const again = withCookie(owner, cookieOf(proved.headers))
    expect((await again.call('POST', '/api/auth/step-up', { code: codeOf(secret, 1) })).status).toBe(401)
  })

  it('is not had by accepting an invitation, nor by going back', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const agent = await newMember(owner, 'agent')
    await age(owner, 11)
    const token = tokenOf(await invite(other, 'agent', owner.me.email))
    const accepting = await call<Me>('POST', '/api/auth/invitations/accept', { token }, { cookie: owner.cookie })
    const there = personOf(accepting, 200)
    expect(there.me.tenant.id).toBe(other.me.tenant.id)
    const switched = await there.call('POST', '/api/auth/switch', { tenantId: owner.me.tenant.id })
    const cookie = cookieOf(switched.headers)
    expect((await call<Me>('GET', '/api/me', undefined, { cookie })).body.tenant.id).toBe(owner.me.tenant.id)
    const path = `/api/team/members/${agent.me.memberId}`
    expect(await call('PATCH', path, { role: 'supervisor' }, { cookie })).toMatchObject(refused)
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
  })

  it('is for whoever is signed in', async () => {
    expect((await call('POST', '/api/auth/step-up', { password: PASSWORD })).status).toBe(401)
    const owner = await newTenant()
    for (const body of [{}, { password: PASSWORD, code: '123456' }]) {
      expect((await owner.call('POST', '/api/auth/step-up', body)).status).toBe(400)
    }
  })
})
