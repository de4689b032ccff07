import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StaffSecurity } from '../../../worker/contract/admin.ts'
import { assertAddress } from '../../../worker/features/staff/addresses.ts'
import { parseNetworks } from '../../../worker/kit/address-list.ts'
import { codeOf, enrollTotp, withCookie } from '../../support/authenticator.ts'
import { asOwner, call, newTenant, PASSWORD } from '../../support/factories.ts'
import { addStaff, newStaff, platformLogOf, type StaffPerson, signInStaff, startStaff } from '../../support/staff.ts'

let petra: StaffPerson
let routes: { method: string; path: string }[]

beforeAll(async () => {
  petra = await newStaff()
  const { body } = await call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/api/openapi.json')
  routes = Object.entries(body.paths)
    .filter(([path]) => path.startsWith('/admin/'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        method: method.toUpperCase(),
        path: `/api${path.replace(/\{\w+\}/g, petra.person.me.tenant.id)}`,
      })),
    )
})

const isDoor = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.startsWith('/api/admin/session')

describe('the door of the staff', () => {
  it('opens by password and code, for a session of its own that says how it began', async () => {
    expect(petra.staff).toMatchObject({ name: 'Petra Platform', email: petra.person.me.email })
    expect(petra.cookie).toMatch(/^adsapp-staff=.{43}$/)
    expect(Date.parse(petra.staff.until) - Date.now()).toBeLessThanOrEqual(8 * 3_600_000)
    expect(await petra.call('GET', '/api/admin/session')).toMatchObject({
      status: 200,
      body: { staffId: petra.staff.staffId },
    })
    expect(await platformLogOf(petra)).toContainEqual(
      expect.objectContaining({ action: 'staff.signed_in', subjectId: petra.staff.staffId, details: { by: 'code' } }),
    )
  })

  it('gives a ticket for the password, which is worth nothing elsewhere, and no session', async () => {
    const started = await startStaff(petra.person)
    expect(started).toMatchObject({ status: 202, body: { methods: ['code', 'recovery'] } })
    expect(started.headers.getSetCookie()).toEqual([])
    const { ticket } = started.body
    const code = codeOf(petra.secret, 1)
    expect(await call('POST', '/api/auth/mfa', { ticket, code })).toMatchObject({ body: { code: 'SIGN_IN_OVER' } })
    const ofTenant = await call<{ ticket: string }>('POST', '/api/auth/signin', {
      email: petra.person.me.email,
      password: PASSWORD,
    })
    expect(ofTenant.status).toBe(202)
    const crossed = await call('POST', '/api/admin/session/factor', { ticket: ofTenant.body.ticket, code })
    expect(crossed).toMatchObject({ status: 401, body: { code: 'SIGN_IN_OVER' } })
    const wrong = await call('POST', '/api/admin/session/factor', { ticket, code: '000000' })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'WRONG_FACTOR' } })
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  it('answers somebody who is no staff as it answers a wrong password, whoever it is', async () => {
    const owner = await newTenant()
    const { cookie } = await enrollTotp(owner)
    const said = async (answer: Promise<{ status: number; body: object }>) => {
      const { status, body } = await answer
      return { status, body: { ...body, requestId: null } }
    }
    const wrong = await said(startStaff(petra.person, {}, 'not my password'))
    expect(wrong).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } })
    expect(await said(startStaff(withCookie(owner, cookie)))).toEqual(wrong)
    expect(await said(startStaff({ ...owner, me: { ...owner.me, email: 'nobody@example.test' } }))).toEqual(wrong)
  })

  it('shuts when the person chooses another password', async () => {
    const { call: ask, person } = await newStaff()
    const words = { current: PASSWORD, password: 'another seven purple llamas' }
    expect((await person.call('POST', '/api/auth/password/change', words)).status).toBe(204)
    expect((await ask('GET', '/api/admin/session')).status).toBe(401)
  })

  it('is closed without a second factor, and shuts when the last one goes', async () => {
    const owner = await newTenant()
    await addStaff(owner)
    expect(await startStaff(owner)).toMatchObject({ status: 403, body: { code: 'FACTOR_MISSING' } })
    const { secret, cookie } = await enrollTotp(owner)
    const { call: ask, person } = await signInStaff(withCookie(owner, cookie), secret)
    expect((await ask('GET', '/api/admin/session')).status).toBe(200)
    expect((await person.call('DELETE', '/api/auth/mfa')).status).toBe(204)
    expect(await ask('GET', '/api/admin/session')).toMatchObject({ status: 401, body: { code: 'STAFF_SIGN_IN' } })
  })

  it('takes a code once', async () => {
    const other = await newStaff()
    const { body } = await startStaff(other.person)
    const used = { ticket: body.ticket, code: codeOf(other.secret, 1) }
    expect(await call('POST', '/api/admin/session/factor', used)).toMatchObject({ body: { code: 'WRONG_FACTOR' } })
  })

  it('is for pages of our own alone', async () => {
    const started = await startStaff(petra.person, { origin: 'https://elsewhere.test' })
    expect(started).toMatchObject({ status: 403, body: { code: 'WRONG_ORIGIN' } })
    const headers = { authorization: `Bearer adsapp_${'a'.repeat(43)}` }
    const withToken = await petra.call('DELETE', '/api/admin/session', undefined, { headers, origin: null })
    expect(withToken).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect((await petra.call('GET', '/api/admin/session')).status).toBe(200)
  })
})

describe('every route of the staff', () => {
  it('is there to be tried', () => expect(routes.length).toBeGreaterThan(20))

  it('refuses an address that is not allowed, whoever asks', async () => {
    for (const { method, path } of routes) {
      const headers = { 'cf-connecting-ip': '203.0.113.9', 'x-forwarded-for': '127.0.0.1' }
      const answer = await petra.call(method, path, method === 'GET' ? undefined : {}, { headers })
      expect(answer, `${method} ${path}`).toMatchObject({ status: 403, body: { code: 'ADDRESS_NOT_ALLOWED' } })
    }
  })

  it('refuses the owner of a tenant, with the cookie of a tenant in either place', async () => {
    const owner = await newTenant()
    const asStaff = owner.cookie.replace('adsapp=', 'adsapp-staff=')
    for (const { method, path } of routes.filter((route) => !isDoor(route))) {
      for (const cookie of [owner.cookie, asStaff, `${owner.cookie}; ${asStaff}`]) {
        const answer = await call(method, path, method === 'GET' ? undefined : {}, { cookie })
        expect(answer, `${method} ${path}`).toMatchObject({ status: 401, body: { code: 'STAFF_SIGN_IN' } })
      }
    }
  })
})

it('a session of the staff opens nothing of a tenant', async () => {
  const value = petra.cookie.replace('adsapp-staff=', '')
  for (const cookie of [petra.cookie, `adsapp=${value}`, `adsapp=${value}; adsapp-pass=${value}`]) {
    for (const path of ['/api/me', '/api/conversations', '/api/tenant', '/api/audit-logs']) {
      expect((await call('GET', path, undefined, { cookie })).status, path).toBe(401)
    }
  }
})

describe('a session of the staff', () => {
  const age = (what: 'last_seen_at' | 'expires_at', cookieOf: StaffPerson) =>
    what === 'last_seen_at'
      ? asOwner(
          sql`update staff_sessions set last_seen_at = now() - interval '31 minutes' where staff_id = ${cookieOf.staff.staffId}::uuid`,
        )
      : asOwner(sql`update staff_sessions set expires_at = now() where staff_id = ${cookieOf.staff.staffId}::uuid`)

  it.each(['last_seen_at', 'expires_at'] as const)('is over by %s', async (what) => {
    const other = await newStaff()
    expect((await other.call('GET', '/api/admin/session')).status).toBe(200)
    await age(what, other)
    expect((await other.call('GET', '/api/admin/session')).status).toBe(401)
  })

  it('ends by signing out, by a colleague, and with being staff', async () => {
    const [one, two, three] = [await newStaff(), await newStaff(), await newStaff()]
    const gone = await one.call('DELETE', '/api/admin/session')
    expect(gone.status).toBe(204)
    expect(gone.headers.getSetCookie().join()).toMatch(/adsapp-staff=;.*SameSite=Strict/)
    expect((await one.call('GET', '/api/admin/session')).status).toBe(401)
    expect((await petra.call('DELETE', `/api/admin/staff/${two.staff.staffId}/sessions`)).status).toBe(204)
    expect((await two.call('GET', '/api/admin/session')).status).toBe(401)
    expect(await platformLogOf(petra)).toContainEqual(
      expect.objectContaining({ action: 'staff.signed_out', subjectId: two.staff.staffId }),
    )
    await asOwner(sql`select end_staff(${three.person.me.userId}::uuid)`)
    expect((await three.call('GET', '/api/admin/session')).status).toBe(401)
    expect(await startStaff(three.person)).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } })
  })
})

describe('where staff come from', () => {
  const at = (ENVIRONMENT: string, list: string, address: string | undefined) => () =>
    assertAddress({ ENVIRONMENT, STAFF_ALLOWED_ADDRESSES: parseNetworks(list) ?? [] }, address)

  it('is nowhere in production until an address is listed, and this machine in development', () => {
    expect(at('production', '', '203.0.113.9')).toThrow('ADDRESS_NOT_ALLOWED')
    expect(at('production', '', '127.0.0.1')).toThrow('ADDRESS_NOT_ALLOWED')
    expect(at('production', '', undefined)).toThrow('ADDRESS_NOT_ALLOWED')
    expect(at('production', '203.0.113.0/24', '203.0.113.9')).not.toThrow()
    expect(at('production', '203.0.113.0/24', undefined)).toThrow('ADDRESS_NOT_ALLOWED')
    expect(at('staging', '', undefined)).toThrow('ADDRESS_NOT_ALLOWED')
    expect(at('development', '', undefined)).not.toThrow()
    expect(at('development', '', '127.0.0.1')).not.toThrow()
    expect(at('development', '', '203.0.113.9')).toThrow('ADDRESS_NOT_ALLOWED')
    expect(at('development', '203.0.113.9', undefined)).toThrow('ADDRESS_NOT_ALLOWED')
  })
})

it('refusals are counted where they happen, and nobody’s name is kept', async () => {
  const figure = async (kind: string) => {
    const { body } = await petra.call<StaffSecurity>('GET', '/api/admin/security?days=1')
    return body.figures.find((each) => each.kind === kind)?.count ?? 0
  }
  const before = await figure('sign_in')
  const owner = await newTenant()
  await call('POST', '/api/auth/signin', { email: owner.me.email, password: 'not my password' })
  await owner.call('GET', `/api/conversations/${owner.me.tenant.id}`)
  await expect.poll(() => figure('sign_in'), { timeout: 8_000, interval: 300 }).toBeGreaterThan(before)
  expect(await figure('not_found')).toBeGreaterThan(0)
  expect(await figure('staff_address')).toBeGreaterThan(0)
  expect(await figure('role')).toBeGreaterThan(0)
  const { rows } = await asOwner<{ text: string }>(sql`select json_agg(f)::text as text from security_figures f`)
  expect(rows[0]?.text).not.toContain(owner.me.tenant.id)
})
