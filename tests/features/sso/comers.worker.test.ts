import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
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

  /** A colleague with an address of the domain, which is confirmed. */
  async function newColleague(owner: Person, domain: string): Promise<Person> {
    const invitation = await invite(owner, 'agent', `max@${domain}`)
    const joined = { token: tokenOf(invitation), name: 'Max Member', password: PASSWORD }
    const member = personOf(await call<Me>('POST', '/api/auth/invitations/accept', joined), 200)
    await member.call('POST', '/api/auth/email/resend')
    await confirm(member.me.email)
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
    expect((await bySso.call('GET', '/api/me')).status).toBe(200)
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
  const { domain } = await newSsoTenant()
  const email = `a@${domain}`
  const provider = await discover(services, ssoUrl)
  const exchanged = async (verifier: string) => {
    const redirectUri = `${services.settings.APP_URL}/signin/sso`
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
