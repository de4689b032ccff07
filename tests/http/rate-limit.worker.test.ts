import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { memberLimits } from '../../worker/cache/index.ts'
import { createLimits } from '../../worker/cache/limits.ts'
import type { CreatedApiToken } from '../../worker/contract/api-token.ts'
import { noteAccessChanged } from '../../worker/features/identity/index.ts'
import { app } from '../../worker/http/app.ts'
import { newId } from '../../worker/kit/ids.ts'
import { asOwner, call, newMember, newTenant, services } from '../support/factories.ts'

const search = { q: '+31600000000' }

describe('the API', () => {
  it('says with every answer how much is left of the minute', async () => {
    const owner = await newTenant()
    const answer = await owner.call('GET', '/api/me')
    expect(answer.headers.get('ratelimit-policy')).toBe('"api";q=600;w=60')
    expect(answer.headers.get('ratelimit')).toMatch(/^"api";r=\d+;t=\d+$/)
  })

  it('lets members and tokens make as many as their plan names', async () => {
    const owner = await newTenant()
    const token = (
      await owner.call<CreatedApiToken>('POST', '/api/api-tokens', {
        ...{ name: 'Till', scopes: ['contacts:read'], expiresInDays: 1 },
      })
    ).body.token
    const plan = newId()
    await asOwner(sql`insert into plans (code, name, features, api_requests_per_minute)
      select ${plan}, 'Small', features, 60 from plans where code = 'team'`)
    await asOwner(sql`update tenants set plan = ${plan} where id = ${owner.me.tenant.id}::uuid`)
    await noteAccessChanged(services, owner.me.tenant.id)
    const byToken = () =>
      call('GET', '/api/contacts', undefined, { origin: null, headers: { authorization: `Bearer ${token}` } })
    const first = await byToken()
    expect(first.headers.get('ratelimit-policy')).toBe('"api";q=60;w=60')
    // A minute may begin on the way.
    let last = first
    for (let asked = 1; last.status === 200 && asked <= 120; asked++) last = await byToken()
    expect(last).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    const byPerson = await owner.call('GET', '/api/me')
    expect(byPerson.status).toBe(200)
    expect(byPerson.headers.get('ratelimit-policy')).toBe('"api";q=60;w=60')
  })

  it('limits wrong passwords while Redis is away too, in all isolates together', async () => {
    const owner = await newTenant()
    const isolates = [0, 1].map(() => ({ ...env, UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' }))
    const body = JSON.stringify({ email: owner.me.email, password: 'not the password' })
    const headers = { 'content-type': 'application/json', origin: services.settings.APP_URL }
    const attempt = async (isolate: number) =>
      (
        await app.request(
          '/api/auth/signin',
          { method: 'POST', headers, body },
          isolates[isolate],
          createExecutionContext(),
        )
      ).status
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push(await attempt(n % 2))
    expect(statuses).toEqual(Array(5).fill(401))
    expect([await attempt(0), await attempt(1)]).toEqual([429, 429])
  })

  it('limits searches for each member, and nobody else by them', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    for (let i = 0; i < 60; i++) await services.limits.take(memberLimits.search, owner.me.memberId)
    const refused = await owner.call('POST', '/api/search', search)
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await agent.call('POST', '/api/search', search)).status).toBe(200)
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it('limits files of the audit log, and looks through all of it, more tightly', async () => {
    const owner = await newTenant()
    for (const [kind, path] of [
      ['export', '/api/audit-logs?format=csv'],
      ['verify', '/api/audit-logs/verify'],
    ] as const) {
      for (let i = 0; i < memberLimits[kind].max; i++) await services.limits.take(memberLimits[kind], owner.me.memberId)
      expect((await owner.call('GET', path)).status, kind).toBe(429)
    }
    expect((await owner.call('GET', '/api/audit-logs')).status).toBe(200)
  })

  it('counts a HEAD as the GET whose work it makes', async () => {
    const owner = await newTenant()
    const policyOf = async (path: string) => {
      const asked = { method: 'HEAD', headers: { cookie: owner.cookie } }
      return (await app.request(path, asked, env, createExecutionContext())).headers.get('ratelimit-policy')
    }
    expect(await policyOf('/api/audit-logs/verify')).toContain('"verify"')
    expect(await policyOf('/api/audit-logs?format=csv')).toContain('"export"')
  })

  it('stays open while Redis is away, but for what protects a secret', async () => {
    const counted: string[] = []
    const away = createLimits({
      settings: { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9', UPSTASH_REDIS_REST_TOKEN: 'x' },
      now: Date.now,
      hash: async (...parts) => parts.join(' '),
      fallback: (key) => ({
        take: async () => {
          counted.push(key)
          return { allowed: false, remaining: 0, resetAtMs: 0 }
        },
        refund: async () => undefined,
      }),
      note: () => undefined,
    })
    expect(await away.take(memberLimits.search, 'a')).toMatchObject({ allowed: true })
    expect(await away.take({ name: 'signin', max: 1, windowSeconds: 1 }, 'a')).toMatchObject({ allowed: false })
    expect(counted).toEqual(['limit signin a'])
  })
})
