import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Sso, SsoDomain, SsoTest } from '../../../worker/contract/sso.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  asOwner,
  auditOf,
  call,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  services,
} from '../../support/factories.ts'
import {
  atProvider,
  begin,
  clientId,
  clientSecret,
  finish,
  newSsoTenant,
  putRecord,
  settingsOf,
  signInBySso as signIn,
} from '../../support/sso.ts'

describe('signing in by the provider', () => {
  it('makes somebody new of the domain a member, and knows them again', async () => {
    const { owner, domain } = await newSsoTenant()
    const email = `sonia@${domain}`
    const first = await signIn(email)
    expect(first).toMatchObject({ status: 200, body: { email, role: 'agent', tenant: { id: owner.me.tenant.id } } })
    const again = await signIn(email)
    expect(again.body.memberId).toBe(first.body.memberId)
    const rows = await auditOf(owner)
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['sso_domain.added', 'sso_domain.proved', 'sso.changed']),
    )
    expect(rows.filter(({ details }) => details.by === 'sso').map(({ action }) => action)).toEqual([
      'member.joined',
      'session.started',
      'session.started',
    ])
  })

  it('leaves what the provider gives for us with us: the browser gets a session, and no token of the provider’s', async () => {
    const { domain } = await newSsoTenant()
    const answer = await signIn(`sonia@${domain}`)
    expect(answer.status).toBe(200)
    expect(answer.text).not.toMatch(/eyJ|token|secret/i)
    const kept = answer.headers.getSetCookie().filter((line) => !line.includes('Max-Age=0'))
    expect(kept.map((line) => line.split('=')[0])).toEqual(['adsapp'])
  })

  it('takes from the provider’s name what would turn the direction of writing', async () => {
    const { domain } = await newSsoTenant()
    const { body } = await signIn(`s@${domain}`, { verified: 'on', name: 'So\u202Enia' })
    expect(body.name).toBe('So nia')
  })

  it('refuses an address that is not confirmed, or of another domain, and a stranger where none are let in', async () => {
    const { domain } = await newSsoTenant({ defaultRole: null })
    expect((await signIn(`a@${domain}`, {})).body.code).toBe('SSO_REFUSED')
    expect((await signIn(`a@${domain}`, { verified: 'on', email: 'a@elsewhere.example' })).body.code).toBe(
      'SSO_REFUSED',
    )
    expect((await signIn(`a@${domain}`)).body.code).toBe('FORBIDDEN')
  })

  it('takes an answer once, in the browser that began', async () => {
    const { domain } = await newSsoTenant()
    const email = `a@${domain}`
    const [mine, other] = [await begin(email), await begin(email)]
    const answer = await atProvider(mine.body.url, { email, verified: 'on' })
    expect((await finish('', answer)).body.code).toBe('SIGN_IN_OVER')
    expect((await finish(other.kept, answer)).body.code).toBe('SIGN_IN_OVER')
    expect((await finish(mine.kept, answer)).status).toBe(200)
    expect((await finish(mine.kept, answer)).body.code).toBe('SIGN_IN_OVER')
  })

  it('takes the place of the session that the browser had', async () => {
    const [before, { domain }] = [await newTenant(), await newSsoTenant()]
    const email = `a@${domain}`
    const { body, kept } = await begin(email)
    const answer = await atProvider(body.url, { email, verified: 'on' })
    expect((await finish(`${kept}; ${before.cookie}`, answer)).status).toBe(200)
    expect((await before.call('GET', '/api/me')).status).toBe(401)
  })

  it('refuses an answer in the name of another issuer', async () => {
    const { domain } = await newSsoTenant()
    const email = `a@${domain}`
    const { body, kept } = await begin(email)
    const answer = await atProvider(body.url, { email, verified: 'on' })
    expect((await finish(kept, { ...answer, iss: 'https://id.example.com' })).body.code).toBe('SSO_REFUSED')
  })

  it('refuses an answer that came back to the address of another organization', async () => {
    const [{ domain, owner }, other] = [await newSsoTenant(), await newSsoTenant()]
    const email = `a@${domain}`
    const { body, kept } = await begin(email)
    // Their provider sends the person on to this one, which leads back to where its own tenant is.
    const { iss: _, ...answer } = await atProvider(body.url, { email, verified: 'on' })
    expect(answer.tenantId).toBe(owner.me.tenant.id)
    const theirs = await finish(kept, { ...answer, tenantId: other.owner.me.tenant.id })
    expect(theirs.body.code).toBe('SSO_REFUSED')
  })

  it('says of an address nothing but whose its domain is', async () => {
    expect((await begin(`a@${newId()}.example`)).status).toBe(404)
    const { domain, owner } = await newSsoTenant()
    const { body, status } = await begin(`nobody@${domain}`)
    expect(status).toBe(200)
    const asked = new URL(body.url).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('redirect_uri')).toBe(`${services.settings.APP_URL}/signin/sso/${owner.me.tenant.id}`)
  })

  it('where it alone is wanted, refuses the password to members and leaves it to owners', async () => {
    const { owner } = await newSsoTenant()
    const member = await newMember(owner, 'agent')
    expect((await owner.call('PUT', '/api/tenant/sso', settingsOf({ only: true }))).status).toBe(200)
    expect((await member.call('GET', '/api/me')).status).toBe(401)
    const byPassword = (who: Person) =>
      call<{ code: string }>('POST', '/api/auth/signin', { email: who.me.email, password: PASSWORD })
    expect((await byPassword(member)).body.code).toBe('SSO_REQUIRED')
    expect((await byPassword(owner)).status).toBe(200)
  })
})

describe('the settings', () => {
  it('keep the secret sealed, tell it to nobody, and are the owner’s', async () => {
    const { owner } = await newSsoTenant()
    const said = await owner.call<Sso>('GET', '/api/tenant/sso')
    expect(said.body.hasSecret).toBe(true)
    expect(said.text).not.toContain(clientSecret)
    const { rows } = await asOwner<{ text: string }>(sql`
      select row_to_json(s)::text || encode(s.secret_box, 'escape') as text from sso_settings s
      where tenant_id = ${owner.me.tenant.id}::uuid`)
    expect(rows[0]?.text).toContain(clientId)
    expect(rows[0]?.text).not.toContain(clientSecret)
    const admin = await newMember(owner, 'admin')
    expect((await admin.call('GET', '/api/tenant/sso')).status).toBe(403)
    expect((await admin.call('PUT', '/api/tenant/sso', settingsOf())).status).toBe(403)
  })

  it('are tried out, down to a wrong secret', async () => {
    const { owner } = await newSsoTenant()
    const test = async () => (await owner.call<SsoTest>('POST', '/api/tenant/sso/test')).body
    expect(await test()).toEqual({ passed: ['discovery', 'keys', 'client'], failed: null })
    await owner.call('PUT', '/api/tenant/sso', settingsOf({ clientSecret: 'wrong' }))
    expect(await test()).toEqual({ passed: ['discovery', 'keys'], failed: 'client' })
  })

  it.each(['https://169.254.169.254', 'http://id.example.com', 'https://10.0.0.1', 'https://db.internal'])(
    'refuse the issuer %s',
    async (issuer) => {
      const owner = await newTenant()
      expect((await owner.call('PUT', '/api/tenant/sso', settingsOf({ issuer, enabled: false }))).status).toBe(400)
    },
  )

  it('want another secret for another issuer, and a domain that was proved', async () => {
    const { owner } = await newSsoTenant()
    const { clientSecret: _, ...kept } = settingsOf({ issuer: 'https://other.example.com' })
    expect((await owner.call('PUT', '/api/tenant/sso', kept)).status).toBe(400)
    expect((await (await newTenant()).call('PUT', '/api/tenant/sso', settingsOf())).status).toBe(400)
  })

  it('hold a domain only with its record, one tenant at a time, and let it go', async () => {
    const [{ domain, named, owner }, other] = [await newSsoTenant(), await newTenant()]
    const theirs = (await other.call<SsoDomain>('POST', '/api/tenant/sso/domains', { domain })).body
    const check = () => other.call<{ code: string }>('POST', `/api/tenant/sso/domains/${theirs.id}/check`)
    expect((await check()).body.code).toBe('DOMAIN_NOT_PROVED')
    await putRecord(theirs)
    expect((await check()).body.code).toBe('ALREADY_EXISTS')
    expect((await owner.call('DELETE', `/api/tenant/sso/domains/${named.id}`)).status).toBe(204)
    expect((await check()).status).toBe(200)
    expect((await auditOf(owner)).at(-1)?.action).toBe('sso_domain.removed')
  })
})
