import { TOTP } from 'otpauth'
import { expect } from 'vitest'
import type { RecoveryCodes, TotpSecret } from '../../worker/contract/factors.ts'
import { call, type Person } from './factories.ts'

/** What somebody's authenticator shows. @param steps Later (or earlier) by so many times 30 s: a code is good once. */
export const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: Date.now() + steps * 30_000 })

/** Sets an authenticator up, through the routes. The present code is used up; the next one is good. */
export async function enrollTotp(who: Person) {
  const enrolled = await who.call<TotpSecret>('POST', '/api/auth/mfa/enroll')
  expect(enrolled.status).toBe(200)
  const { secret } = enrolled.body
  const verified = await who.call<RecoveryCodes>('POST', '/api/auth/mfa/verify', { code: codeOf(secret) })
  expect(verified.status).toBe(200)
  return { secret, recoveryCodes: verified.body.recoveryCodes, cookie: cookieOf(verified.headers) }
}

/** The cookie of a session that an answer starts, or gives another token. */
export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .find((each) => /^(__Host-)?adsapp=/.test(each))
    ?.split(';')[0] ?? ''

/** The same person in the same browser, after it got another cookie. */
export const withCookie = (who: Person, cookie: string): Person => ({
  ...who,
  cookie,
  call: (method, path, body) => call(method, path, body, { cookie }),
})
