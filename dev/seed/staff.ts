import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { TOTP } from 'otpauth'
import { DEMO } from '../config.ts'
import { changeStaff } from '../staff.ts'
import { openApp, Refusal } from './app-client.ts'
import { ensureOwner } from './tenants.ts'

const STAFF = { email: DEMO.staff.email, name: DEMO.staff.name, password: DEMO.password }

/**
 * Somebody who signs up, sets an authenticator up and is made staff.
 *
 * @param noteFile Keeps the secret, which the app tells once.
 * @returns the secret; null if the note of it is lost.
 */
export async function ensureStaff(
  target: Parameters<typeof ensureOwner>[0],
  ownerUrl: string,
  noteFile: string,
): Promise<string | null> {
  const note = existsSync(noteFile) ? (JSON.parse(readFileSync(noteFile, 'utf8')) as { secret: string }) : null
  if (await hasFactor(target.appUrl)) return note?.secret ?? null
  const { call } = await ensureOwner(target, STAFF, DEMO.staff.organization)
  const { userId } = await call<{ userId: string }>('GET', '/me')
  const { secret } = await call<{ secret: string }>('POST', '/auth/mfa/enroll')
  await changeStaff(ownerUrl, 'add', userId)
  // Before it counts: from then on it is asked for.
  writeFileSync(noteFile, JSON.stringify({ secret }), { mode: 0o600 })
  await call('POST', '/auth/mfa/verify', { code: new TOTP({ secret }).generate() })
  return secret
}

async function hasFactor(appUrl: string): Promise<boolean> {
  try {
    const { email, password } = STAFF
    const answer = await openApp(appUrl)<{ mfaRequired?: true }>('POST', '/auth/signin', { email, password })
    return answer.mfaRequired === true
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return false
    throw error
  }
}
