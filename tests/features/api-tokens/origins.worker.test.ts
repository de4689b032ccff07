import { beforeAll, describe, expect, it } from 'vitest'
import type { CreatedApiToken } from '../../../worker/contract/api-token.ts'
import { scopes } from '../../../worker/contract/scopes.ts'
import { auditOf, call, newTenant, type Person } from '../../support/factories.ts'

const shop = 'https://shop.example'
let owner: Person
let listed: CreatedApiToken
let plain: CreatedApiToken

const make = async (origins?: string[]) =>
  owner.call<CreatedApiToken>('POST', '/api/api-tokens', {
    ...{ name: 'Till', scopes: ['contacts:read', 'contacts:write'], expiresInDays: 30 },
    ...(origins && { origins }),
  })
/** As a page's script asks. */
const fromPage = (token: string, origin: string, path: string, method = 'GET', body?: unknown) =>
  call(method, path, body, { origin, headers: { authorization: `Bearer ${token}` } })
const question = (path: string, origin: string, asked?: string) =>
  call('OPTIONS', path, undefined, {
    origin,
    headers: { 'access-control-request-method': 'POST', ...(asked && { 'access-control-request-headers': asked }) },
  })

beforeAll(async () => {
  owner = await newTenant()
  listed = (await make([shop, shop, 'http://localhost:3000'])).body
  plain = (await make()).body
})

describe('a token that lists sites', () => {
  it('names each once, and the log says which', async () => {
    expect(listed.origins).toEqual([shop, 'http://localhost:3000'])
    expect(plain.origins).toEqual([])
    expect(await auditOf(owner)).toContainEqual(
      expect.objectContaining({
        ...{ action: 'api_token.created', subjectId: listed.id },
        details: { scopes: listed.scopes, origins: listed.origins },
      }),
    )
  })

  it.each([
    ...['shop.example', 'http://shop.example', 'https://shop.example/', 'https://shop.example/till'],
    ...[
      'https://*.example',
      'https://*',
      '*',
      'null',
      'ftp://localhost',
      'javascript:alert(1)',
      'https://a:b@shop.example',
    ],
    ...['https://SHOP.example', 'https://shop.example:443', `https://${'a'.repeat(250)}.example`],
  ])('does not take %s for a site', async (origin) => {
    expect(await make([origin])).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
  })

  it('takes ten of the longest', async () => {
    const longest = Array.from({ length: 10 }, (_, n) => `https://${n}.${'a'.repeat(55)}.${'b'.repeat(46)}.example`)
    expect(longest[0]).toHaveLength(120)
    const body = { name: 'Till', scopes, expiresInDays: 30, origins: longest }
    expect(await owner.call('POST', '/api/api-tokens', body)).toMatchObject({ status: 201, body: { origins: longest } })
  })

  it('does not take more than ten', async () => {
    const eleven = Array.from({ length: 11 }, (_, n) => `https://shop${n}.example`)
    expect((await make(eleven)).status).toBe(400)
  })

  it('is used by their pages, which may read what comes, problems too', async () => {
    const answers = [
      [await fromPage(listed.token, shop, '/api/contacts'), 200],
      [await fromPage(listed.token, 'http://localhost:3000', '/api/contacts'), 200],
      [await fromPage(listed.token, shop, '/api/contacts', 'POST', {}), 400],
      [await fromPage(listed.token, shop, '/api/channels'), 403],
    ] as const
    for (const [{ status, headers }, wanted] of answers) {
      expect(status).toBe(wanted)
      expect(headers.get('access-control-allow-origin')).toMatch(/^(https:\/\/shop\.example|http:\/\/localhost:3000)$/)
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toMatch(/origin/i)
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id')
    }
  })

  it.each([
    ...[
      'https://evil.example',
      'https://shop.example.evil.example',
      'https://shop.example:8443',
      'http://shop.example',
    ],
    ...['null', 'https://evilshop.example', 'http://localhost:3001'],
  ])('is refused to pages of %s, which may not read why', async (origin) => {
    for (const [method, body] of [['GET'], ['POST', { name: 'Eve' }]] as const) {
      const answer = await fromPage(listed.token, origin, '/api/contacts', method, body)
      expect(answer.status).toBe(403)
      expect(answer.body).toMatchObject({ code: 'WRONG_ORIGIN' })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('is no help to a token that lists none, to a revoked one, or to a cookie', async () => {
    const other = await fromPage(plain.token, shop, '/api/contacts')
    expect(other.status).toBe(403)
    const revoked = (await make([shop])).body
    expect((await fromPage(revoked.token, shop, '/api/contacts')).status).toBe(200)
    await owner.call('DELETE', `/api/api-tokens/${revoked.id}`)
    const late = await fromPage(revoked.token, shop, '/api/contacts')
    expect(late.status).toBe(401)
    const byCookie = await call('GET', '/api/contacts', undefined, { origin: shop, cookie: owner.cookie })
    expect(byCookie.status).toBe(200)
    for (const { headers } of [other, late, byCookie]) {
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('the question of a browser whether a page may send a token', () => {
  it('is answered alike for every site, without cookies', async () => {
    for (const origin of [shop, 'https://evil.example']) {
      const answer = await question('/api/contacts', origin, 'authorization,content-type')
      expect(answer.status).toBe(204)
      const { headers } = answer
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-allow-headers')).toContain('authorization')
      expect(headers.get('access-control-allow-methods')).toContain('PATCH')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  it.each([
    ['/api/contacts', undefined],
    ['/api/contacts', 'content-type'],
    ['/api/contacts', 'x-authorization'],
    ['/api/auth/signin', 'authorization'],
    ['/api/admin/tenants', 'authorization'],
    ['/webhooks/whatsapp', 'authorization'],
    ['/readyz', 'authorization'],
  ])('is not answered for %s with %s', async (path, asked) => {
    const { headers } = await question(path, shop, asked)
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
