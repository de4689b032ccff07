import { describe, expect, it } from 'vitest'
import { emailLimits, signInLimits } from '../../../worker/cache/index.ts'
import type { Me } from '../../../worker/contract/team.ts'
import {
  type Answer,
  call,
  confirm,
  newEmail,
  newTenant,
  newUnconfirmed,
  PASSWORD,
  type Person,
  services,
} from '../../support/factories.ts'

const attempt = (email: string, password: string, cookie = '') =>
  call<Me>('POST', '/api/auth/signin', { email, password }, { cookie })
const forget = (email: string, cookie = '') => call('POST', '/api/auth/password/forgot', { email }, { cookie })
const browserOf = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .find((each) => each.startsWith('adsapp-browser='))
    ?.split(';')[0] ?? ''
/** Signs in with a browser. @returns the cookie by which it is known from then on. */
const known = async ({ me }: Person, cookie = '') => browserOf(await attempt(me.email, PASSWORD, cookie))
/** Strangers use up what there is. */
const exhaust = async (limit: (typeof signInLimits)[number] | typeof emailLimits.reset, who: string) => {
  await Promise.all(Array.from({ length: limit.max }, () => services.limits.take(limit, who)))
}

describe('a browser that signed in before', () => {
  it('is not locked out by what strangers try, and is counted by itself', async () => {
    const owner = await newTenant()
    const cookie = await known(owner)
    expect(cookie).toMatch(/^adsapp-browser=[\w-]+\.[\w-]+\.[\w-]+$/)
    for (const limit of signInLimits) await exhaust(limit, owner.me.email)
    expect((await attempt(owner.me.email, PASSWORD)).status).toBe(429)
    expect((await attempt(owner.me.email, PASSWORD, cookie)).status).toBe(200)
    for (let i = 0; i < 5; i++) expect((await attempt(owner.me.email, 'guess', cookie)).status).toBe(401)
    expect((await attempt(owner.me.email, PASSWORD, cookie)).status).toBe(429)
    expect((await attempt(owner.me.email, PASSWORD, await known(await newTenant()))).status).toBe(429)
  })

  it('can still ask for a new password', async () => {
    const owner = await newTenant()
    const cookie = await known(owner)
    await exhaust(emailLimits.reset, owner.me.email)
    expect((await forget(owner.me.email)).status).toBe(429)
    for (let i = 0; i < 3; i++) expect((await forget(owner.me.email, cookie)).status).toBe(202)
    expect((await forget(owner.me.email, cookie)).status).toBe(429)
  })

  it('is known for each account that signed in with it, and for no other', async () => {
    const [one, two, victim] = [await newTenant(), await newTenant(), await newTenant()]
    const cookie = await known(two, await known(one))
    for (const { me } of [one, two, victim]) await exhaust(signInLimits[0], me.email)
    for (const { me } of [one, two]) expect((await attempt(me.email, PASSWORD, cookie)).status).toBe(200)
    expect((await attempt(victim.me.email, PASSWORD, cookie)).status).toBe(429)
  })

  it('opens nothing by its cookie, which says nothing and cannot be made', async () => {
    const owner = await newTenant()
    const cookie = await known(owner)
    expect((await call('GET', '/api/me', undefined, { cookie })).status).toBe(401)
    const [, body = ''] = cookie.split('.')
    const claims = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')))
    expect(Object.keys(claims).sort()).toEqual(['a', 'b', 'exp', 'iat', 'use'])
    expect(JSON.stringify(claims)).not.toContain(owner.me.email)
    expect(JSON.stringify(claims)).not.toContain(owner.me.userId)
    await exhaust(signInLimits[0], owner.me.email)
    const [head, , signature] = cookie.split('.')
    const forged = `${head}.${btoa(JSON.stringify({ ...claims, b: owner.me.userId })).replaceAll('=', '')}.${signature}`
    expect((await attempt(owner.me.email, PASSWORD, forged)).status).toBe(429)
    // Another statement of ours is none of these.
    const { a, b, use: _ } = claims
    const other = await services.assertions.sign({ use: 'mfa-ticket', a, b }, 60)
    expect((await attempt(owner.me.email, PASSWORD, `adsapp-browser=${other}`)).status).toBe(429)
  })

  it('is none while the address is not confirmed: it would be a stranger’s', async () => {
    const squatter = await newUnconfirmed()
    expect(await known(squatter)).toBe('')
    await confirm(squatter)
    expect(await known(squatter)).not.toBe('')
  })

  it('is left by nobody who did not get in, and tells nothing of an address', async () => {
    const owner = await newTenant()
    const cookie = await known(owner)
    const [wrong, unknown] = [
      await attempt(owner.me.email, 'guess', cookie),
      await attempt(newEmail(), 'guess', cookie),
    ]
    for (const answer of [wrong, unknown]) expect(answer.headers.getSetCookie()).toEqual([])
    const told = ({ status, body }: Answer) => ({ status, body: { ...(body as object), requestId: '' } })
    expect(told(wrong)).toEqual(told(unknown))
  })
})
