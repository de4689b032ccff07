import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Factors } from '../../../worker/contract/factors.ts'
import type { Me } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { noteAccessChanged } from '../../../worker/features/identity/index.ts'
import { discover } from '../../../worker/features/sso/provider.ts'
import { exchange } from '../../../worker/features/sso/tokens.ts'
import { toBase64Url } from '../../../worker/kit/bytes.ts'
import { codeOf, cookieOf, enrollTotp, withCookie } from '../../support/authenticator.ts'
import {
  asOwner,
  auditOf,
  call,
  confirm,
  invite,
  newMember,
  newTenant,
  newUnconfirmed,
  PASSWORD,
  type Person,
  personOf,
  services,
  tokenOf,
} from '../../support/factories.ts'
import {
  atProvider,
  begin,
  clientId,
  clientSecret,
  finish,
  newSsoTenant,
  settingsOf,
  signInBySso as signIn,
  ssoUrl,
} from '../../support/sso.ts'

describe('who comes', () => {
  const linksOf = async (owner: Person) =>
    (await auditOf(owner)).filter(({ action }) => action === 'sso.linked').map(({ details }) => details)

  /** They came by a link that was handed over. */
  async function newUnconfirmedColleague(owner: Person, domain: string): Promise<Person> {
    const invitation = await invite(owner, 'agent', `max@${domain}`)
    const joined = { token: tokenOf(invitation), name: 'Max Member', password: PASSWORD }
    return personOf(await call<Me>('POST', '/api/auth/invitations/accept', joined), 200)
  }

  /** A colleague with an address of the domain, which is confirmed. */
  async function newColleague(owner: Person, domain: string): Promise<Person> {
    const member = await newUnconfirmedColleague(owner, domain)
    await member.call('POST', '/api/auth/email/resend')
    await confirm(member)
    return member
  }

  it('is the member with the address, linked once, and keeps role and account', async () => {
    const { owner, domain } = await newSsoTenant({ defaultRole: null })
    const member = await newColleague(owner, domain)
    const first = await signIn(member.me.email)
    expect(first).toMatchObject({ status: 200, body: { memberId: member.me.memberId, role: 'agent' } })
    expect((await signIn(member.me.email)).body.memberId).toBe(member.me.memberId)
    expect(await linksOf(owner)).toHaveLength(1)
  })

  it('is confirmed by the provider’s word in an account of this tenant alone; what was set before is worth nothing', async () => {
    const { owner, domain } = await newSsoTenant()
    const member = await newUnconfirmedColleague(owner, domain)
    const { email, memberId } = member.me
    const entered = await signIn(email)
    expect(entered).toMatchObject({ status: 200, body: { memberId, emailVerified: true, bySso: true } })
    expect((await member.call('GET', '/api/me')).status).toBe(401)
    const byPassword = await call<{ code: string }>('POST', '/api/auth/signin', { email, password: PASSWORD })
    expect(byPassword.body.code).toBe('WRONG_CREDENTIALS')
    const rows = (await auditOf(owner)).filter(({ action }) => action === 'password.reset')
    expect(rows.map(({ details }) => details)).toEqual([{ by: 'sso' }])
  })

  it('is not confirmed so in an account that is of another tenant too, or has a second factor', async () => {
    const { owner, domain } = await newSsoTenant()
    const member = await newColleague(owner, domain)
    await enrollTotp(member)
    // As accounts from before a factor wanted a confirmed address.
    await asOwner(sql`update users set verified_at = null where id = ${member.me.userId}::uuid`)
    expect((await signIn(member.me.email)).body.code).toBe('EMAIL_NOT_VERIFIED')
    const [second, other] = [await newSsoTenant(), await newTenant()]
    const both = await newUnconfirmedColleague(second.owner, second.domain)
    const invitation = await invite(other, 'agent', both.me.email)
    const accepted = await both.call('POST', '/api/auth/invitations/accept', { token: tokenOf(invitation) })
    expect(accepted.status).toBe(200)
    expect((await signIn(both.me.email)).body.code).toBe('EMAIL_NOT_VERIFIED')
    const stays = await call('POST', '/api/auth/signin', { email: both.me.email, password: PASSWORD })
    expect(stays.status).toBe(200)
  })

  it('is refused where the account’s address is not confirmed: it may be somebody else’s', async () => {
    const { domain } = await newSsoTenant()
    const email = `eve@${domain}`
    await newUnconfirmed({ email })
    expect((await signIn(email)).body.code).toBe('EMAIL_NOT_VERIFIED')
  })

  it('gives the second factor too, and is signed in by the provider then', async () => {
    const { owner, domain } = await newSsoTenant()
    const member = await newColleague(owner, domain)
    const { secret } = await enrollTotp(member)
    expect((await owner.call('PUT', '/api/tenant/sso', settingsOf({ only: true }))).status).toBe(200)
    const asked = await signIn(member.me.email)
    expect(asked.status).toBe(202)
    expect(cookieOf(asked.headers)).not.toMatch(/^(__Host-)?adsapp=./)
    const { ticket } = asked.body as unknown as { ticket: string }
    const answer = await call<Me>('POST', '/api/auth/mfa', { ticket, code: codeOf(secret, 1) })
    expect(answer).toMatchObject({ status: 200, body: { memberId: member.me.memberId } })
  })

  it('does not switch to another tenant', async () => {
    const { owner, domain } = await newSsoTenant()
    const other = await newTenant()
    const member = await newColleague(owner, domain)
    const { email } = member.me
    const invitation = await invite(other, 'agent', email)
    const accepted = await member.call('POST', '/api/auth/invitations/accept', { token: tokenOf(invitation) })
    expect(accepted.status).toBe(200)
    const bySso = withCookie(member, cookieOf((await signIn(email)).headers))
    const answer = await bySso.call<{ code: string }>('POST', '/api/auth/switch', { tenantId: other.me.tenant.id })
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    const told = await bySso.call<Me>('GET', '/api/me')
    expect(told.body.organizations.map(({ tenantId }) => tenantId)).toEqual([owner.me.tenant.id])
    const listed = await bySso.call<{ data: { tenantId: string }[] }>('GET', '/api/auth/organizations')
    expect(listed.body.data).toHaveLength(1)
  })

  it('has a fresh proof only where the provider asked lately, or was told to ask', async () => {
    const { owner, domain } = await newSsoTenant()
    const member = await newColleague(owner, domain)
    const { email } = member.me
    const endOthers = async (form: object, fresh?: boolean) => {
      const { body, kept } = await begin(email, fresh)
      expect(new URL(body.url).searchParams.get('prompt')).toBe(fresh ? 'login' : null)
      const entered = await finish(kept, await atProvider(body.url, { email, verified: 'on', ...form }))
      return withCookie(member, cookieOf(entered.headers)).call<{ code?: string }>('DELETE', '/api/auth/sessions')
    }
    expect((await endOthers({ minutes: '11' })).body.code).toBe('STEP_UP_REQUIRED')
    expect((await endOthers({ minutes: '5' })).status).toBe(204)
    expect((await endOthers({}, true)).status).toBe(204)
  })

  it('accepts no invitation by that session alone: the other tenant wants the password', async () => {
    const { owner, domain } = await newSsoTenant()
    const [member, other] = [await newColleague(owner, domain), await newTenant()]
    const bySso = withCookie(member, cookieOf((await signIn(member.me.email)).headers))
    const invitation = await invite(other, 'agent', member.me.email)
    const accept = (who: Person) =>
      who.call<{ code: string }>('POST', '/api/auth/invitations/accept', { token: tokenOf(invitation) })
    expect((await accept(bySso)).body.code).toBe('WRONG_CREDENTIALS')
    expect((await accept(member)).status).toBe(200)
  })

  it('changes neither password nor factors, and ends no session elsewhere', async () => {
    const { owner, domain } = await newSsoTenant()
    const [member, other] = [await newColleague(owner, domain), await newTenant()]
    const { email } = member.me
    const bySso = withCookie(member, cookieOf((await signIn(email)).headers))
    const refused = [
      ['POST', '/api/auth/password/change', { current: PASSWORD, password: 'another long password 7' }],
      ['POST', '/api/auth/mfa/enroll'],
      ['POST', '/api/auth/mfa/recovery-codes'],
      ['DELETE', '/api/auth/mfa'],
      ['POST', '/api/auth/passkeys/options'],
      ['DELETE', `/api/auth/passkeys/${owner.me.userId}`],
    ] as const
    for (const [method, path, body] of refused) {
      expect(await bySso.call(method, path, body), path).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    }
    const invitation = await invite(other, 'agent', email)
    const elsewhere = personOf(
      await member.call<Me>('POST', '/api/auth/invitations/accept', { token: tokenOf(invitation) }),
      200,
    )
    expect(elsewhere.me.tenant.id).toBe(other.me.tenant.id)
    expect((await elsewhere.call<{ data: object[] }>('GET', '/api/auth/sessions')).body.data).toHaveLength(2)
    const own = await bySso.call<{ data: { organization: string }[] }>('GET', '/api/auth/sessions')
    expect(own.body.data).toHaveLength(1)
    expect((await bySso.call('DELETE', '/api/auth/sessions?current=true')).status).toBe(204)
    expect((await bySso.call('GET', '/api/me')).status).toBe(401)
    expect((await elsewhere.call('GET', '/api/me')).status).toBe(200)
  })

  it('reads of the account elsewhere nothing but what a fresh proof can be', async () => {
    const { owner, domain } = await newSsoTenant()
    const colleague = await newColleague(owner, domain)
    const { secret, cookie } = await enrollTotp(colleague)
    const member = withCookie(colleague, cookie)
    const { ticket } = (await signIn(member.me.email)).body as unknown as { ticket: string }
    const answer = await call('POST', '/api/auth/mfa', { ticket, code: codeOf(secret, 1) })
    const bySso = withCookie(member, cookieOf(answer.headers))
    const factors = (who: Person) => who.call<Factors>('GET', '/api/auth/mfa')
    expect((await factors(member)).body).toMatchObject({ authenticator: true, recoveryCodesLeft: 10 })
    expect((await factors(bySso)).body).toEqual({
      ...{ authenticator: false, passkeys: [], recoveryCodesLeft: 0 },
      methods: ['code', 'recovery'],
    })
    const failures = (who: Person) => who.call<{ code: string }>('GET', '/api/auth/sign-in-failures')
    expect((await failures(member)).status).toBe(200)
    expect(await failures(bySso)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  })

  it('owes no second factor of its own where the tenant wants one: the provider answers for it', async () => {
    const { owner, domain } = await newSsoTenant()
    const member = await newColleague(owner, domain)
    const bySso = withCookie(member, cookieOf((await signIn(member.me.email)).headers))
    const security = { mfaRoles: ['agent'], mfaFrom: new Date(0).toISOString() }
    expect((await owner.call('PATCH', '/api/tenant', { security })).status).toBe(200)
    expect((await member.call<{ code: string }>('GET', '/api/conversations')).body.code).toBe('MFA_REQUIRED')
    expect((await bySso.call('GET', '/api/conversations')).status).toBe(200)
    expect((await bySso.call<Me>('GET', '/api/me')).body.factorDueAt).toBeNull()
  })

  it('is out when the tenant turns it off', async () => {
    const { owner, domain } = await newSsoTenant()
    const entered = withCookie(owner, cookieOf((await signIn(`a@${domain}`)).headers))
    expect((await entered.call<Me>('GET', '/api/me')).body.role).toBe('agent')
    expect((await owner.call('PUT', '/api/tenant/sso', settingsOf({ enabled: false }))).status).toBe(200)
    expect((await entered.call('GET', '/api/me')).status).toBe(401)
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it('is the only way for an owner too who is none any more', async () => {
    const { owner } = await newSsoTenant()
    const second = await newMember(owner, 'owner')
    expect((await owner.call('PUT', '/api/tenant/sso', settingsOf({ only: true }))).status).toBe(200)
    expect((await second.call('GET', '/api/me')).status).toBe(200)
    const demoted = await owner.call('PATCH', `/api/team/members/${second.me.memberId}`, { role: 'admin' })
    expect(demoted.status).toBe(200)
    expect((await second.call('GET', '/api/me')).status).toBe(401)
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it('stays out of a suspended tenant, before the provider and after it', async () => {
    const { owner, domain } = await newSsoTenant()
    const email = `a@${domain}`
    const { body, kept } = await begin(email)
    const answer = await atProvider(body.url, { email, verified: 'on' })
    await asOwner(sql`select set_tenant_state(${owner.me.tenant.id}::uuid, 'suspended', 'unpaid')`)
    await noteAccessChanged(services, owner.me.tenant.id)
    expect((await finish(kept, answer)).body.code).toBe('TENANT_SUSPENDED')
    expect((await begin(email)).body).toMatchObject({ code: 'TENANT_SUSPENDED' })
  })

  it('comes for the first time only while the domain’s record stands; who is known still comes', async () => {
    const { domain, named } = await newSsoTenant()
    expect((await signIn(`known@${domain}`)).status).toBe(200)
    await fetch(`${ssoUrl}/__records?name=${named.recordName}`, { method: 'DELETE' })
    expect((await signIn(`new@${domain}`)).body.code).toBe('SSO_REFUSED')
    expect((await signIn(`known@${domain}`)).status).toBe(200)
  })
})

it('the provider takes a code with the verifier of its challenge alone', async () => {
  const { domain, owner } = await newSsoTenant()
  const email = `a@${domain}`
  const provider = await discover(services, ssoUrl)
  const exchanged = async (verifier: string) => {
    const redirectUri = `${services.settings.APP_URL}/signin/sso/${owner.me.tenant.id}`
    const url = new URL(provider.authorization_endpoint)
    const asked = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: 'openid' }
    const challenge = toBase64Url(await hashToken('v'.repeat(43)))
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256', state: 's' }
    url.search = new URLSearchParams({ ...asked, ...pkce }).toString()
    const { code } = await atProvider(url.href, { email, verified: 'on' })
    return (await exchange(provider, { clientId, secret: clientSecret }, { code, redirectUri, verifier })).status
  }
  expect(await exchanged('v'.repeat(43))).toBe(200)
  expect(await exchanged('w'.repeat(43))).toBe(400)
})

it('the settings want a fresh proof for all but reading', async () => {
  const { owner, named } = await newSsoTenant()
  await asOwner(sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${owner.me.userId}::uuid`)
  await noteAccessChanged(services, owner.me.tenant.id)
  const paths = [
    ['PUT', '/api/tenant/sso', settingsOf()],
    ['POST', '/api/tenant/sso/test'],
    ['POST', '/api/tenant/sso/domains', { domain: 'example.com' }],
    ['POST', `/api/tenant/sso/domains/${named.id}/check`],
    ['DELETE', `/api/tenant/sso/domains/${named.id}`],
  ] as const
  for (const [method, path, body] of paths) {
    expect((await owner.call<{ code: string }>(method, path, body)).body.code).toBe('STEP_UP_REQUIRED')
  }
  expect((await owner.call('GET', '/api/tenant/sso')).status).toBe(200)
})
