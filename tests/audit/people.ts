import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TOTP } from 'otpauth'
import { DEMO } from '../../dev/config.ts'
import type { Stack } from '../support/stack.ts'
import type { Listed } from './things.ts'

/** A proof is fresh for ten minutes, a session of the staff for half an hour. */
const RENEW_MS = 5 * 60_000
const STEP_MS = 30_000

/** Cookies of somebody who stays signed in. */
export interface Visitor {
  cookies(): Promise<string>
  /** Takes what an answer sets: passes, which are renewed every minute. */
  keep(answer: Response): void
}

type SignIn = () => Promise<Response>

function visitor(signIn: SignIn): Visitor {
  const jar = new Map<string, string>()
  let renewMs = 0
  let signing: Promise<void> | null = null
  const take = (answer: Response, wanted: RegExp) => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value !== '' && wanted.test(name)) jar.set(name, value)
    }
  }
  const renew = async () => {
    const answer = await signIn()
    if (!answer.ok) throw new Error(`signing in was answered ${answer.status} ${await answer.text()}`)
    jar.clear()
    take(answer, /./)
    renewMs = Date.now() + RENEW_MS
  }
  return {
    async cookies() {
      if (Date.now() > renewMs) {
        signing ??= renew().finally(() => {
          signing = null
        })
        await signing
      }
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    // Only passes: an answer that begins another session must not take this one's place, which it has ended.
    keep(answer) {
      const begins = answer.headers.getSetCookie().some((line) => /^(__Host-)?adsapp=[^;]/.test(line))
      if (begins) renewMs = 0
      else take(answer, /-pass$/)
    },
  }
}

const post = (appUrl: string, path: string, body: object, cookie = '') =>
  fetch(`${appUrl}/api${path}`, {
    method: 'POST',
    headers: { origin: appUrl, 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })

/** The owner of the demo's shop. */
export const demoOwner = ({ appUrl }: Pick<Stack, 'appUrl'>): Visitor =>
  visitor(() => post(appUrl, '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password }))

/**
 * Somebody of the demo's staff, who said why they look into the tenant that requests name. A code of theirs is good once, so that
 * signing in may wait for the next one.
 */
export function demoStaff({ appUrl, dataDir }: Pick<Stack, 'appUrl' | 'dataDir'>): Visitor {
  const { secret } = JSON.parse(readFileSync(join(dataDir, 'staff.json'), 'utf8')) as { secret: string }
  return visitor(async () => {
    const started = await post(appUrl, '/admin/session', { email: DEMO.staff.email, password: DEMO.password })
    const { ticket } = (await started.json()) as { ticket: string }
    const code = new TOTP({ secret }).generate({ timestamp: Date.now() + STEP_MS })
    const entered = await post(appUrl, '/admin/session/factor', { ticket, code })
    const cookie = entered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const listed = await fetch(`${appUrl}/api/admin/tenants`, { headers: { cookie } })
    const tenantId = ((await listed.json()) as Listed).data.at(-1)?.id
    await post(appUrl, `/admin/tenants/${tenantId}/visits`, { reason: 'Audit' }, cookie)
    return entered
  })
}

/** An address as another client would come from: attempts are limited for each. */
export const anyAddress = () => `2001:db8:${randomUUID().slice(9, 13)}:${randomUUID().slice(9, 13)}::1`
