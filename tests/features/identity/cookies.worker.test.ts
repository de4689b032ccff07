import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { cookieOptions, sessionCookieName } from '../../../worker/features/identity/cookies.ts'
import { staffCookieOptions } from '../../../worker/features/staff/cookie.ts'
import { staffCookieName } from '../../../worker/features/staff/sessions.ts'
import { app } from '../../../worker/http/app.ts'
import { codeOf, enrollTotp } from '../../support/authenticator.ts'
import { newTenant, PASSWORD } from '../../support/factories.ts'
import { newSsoTenant } from '../../support/sso.ts'
import { addStaff } from '../../support/staff.ts'

const APP_URL = 'https://app.example.test'

/** Asks the app where it stands behind https, as deployed. */
async function ask(method: string, path: string, { cookie, body }: { cookie?: string; body?: object } = {}) {
  const headers = { origin: APP_URL, 'content-type': 'application/json', ...(cookie && { cookie }) }
  const context = createExecutionContext()
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  const answer = await app.request(`${APP_URL}${path}`, init, { ...env, APP_URL }, context)
  await waitOnExecutionContext(context)
  return answer
}

const pairOf = (line = '') => line.split(';')[0] ?? ''

describe('every cookie, behind https', () => {
  const lax = (name: string) =>
    new RegExp(`^__Host-${name}=[^;]*; Max-Age=\\d+; Path=/; HttpOnly; Secure; SameSite=Lax$`)

  it('is of this host alone, for https, and out of reach of scripts: session, known browser, pass, and their end', async () => {
    const { email } = (await newTenant()).me
    const signedIn = await ask('POST', '/api/auth/signin', { body: { email, password: PASSWORD } })
    const [session, browser, ...more] = signedIn.headers.getSetCookie()
    expect(session).toMatch(lax('adsapp'))
    expect(browser).toMatch(lax('adsapp-browser'))
    expect(more).toEqual([])
    const cookie = pairOf(session)
    const [pass, ...others] = (await ask('GET', '/api/me', { cookie })).headers.getSetCookie()
    expect(pass).toMatch(lax('adsapp-pass'))
    expect(others).toEqual([])
    const left = (await ask('POST', '/api/auth/signout', { cookie })).headers.getSetCookie()
    const ended = left.filter((line) => line.includes('; Max-Age=0;'))
    expect(ended.map(pairOf)).toEqual(['__Host-adsapp=', '__Host-adsapp-pass='])
    expect(left.slice(-2)).toEqual(ended)
    for (const line of left) expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })

  it('is so too on the way to a provider', async () => {
    const { domain } = await newSsoTenant()
    const started = await ask('POST', '/api/auth/sso/start', { body: { email: `sonia@${domain}` } })
    const lines = started.headers.getSetCookie()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(lax('adsapp-sso'))
  })

  it('of the staff goes with no request of another site at all', async () => {
    const person = await newTenant()
    const { secret } = await enrollTotp(person)
    await addStaff(person)
    const started = await ask('POST', '/api/admin/session', { body: { email: person.me.email, password: PASSWORD } })
    const { ticket } = (await started.json()) as { ticket: string }
    const done = await ask('POST', '/api/admin/session/factor', { body: { ticket, code: codeOf(secret, 1) } })
    const lines = done.headers.getSetCookie()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^__Host-adsapp-staff=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  })
})

it.each([
  ['production', 'https://app.example.test', true],
  ['staging', 'https://app.example.test', true],
  ['production', 'http://127.0.0.1:8787', true],
  ['development', 'https://app.example.test', true],
  ['development', 'http://127.0.0.1:8787', false],
])('in %s at %s cookies are for https: %s', (ENVIRONMENT, url, secure) => {
  const settings = { ENVIRONMENT, APP_URL: url }
  for (const name of [sessionCookieName(settings), staffCookieName(settings)]) {
    expect(name.startsWith('__Host-')).toBe(secure)
  }
  for (const options of [cookieOptions(settings), staffCookieOptions(settings)]) {
    expect(options).toMatchObject({ secure, httpOnly: true, path: '/' })
  }
})
