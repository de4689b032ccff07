import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Staff, StaffChallenge } from '../../worker/contract/admin.ts'
import { codeOf, enrollTotp, withCookie } from './authenticator.ts'
import { type Answer, asOwner, call, newTenant, PASSWORD, type Person, type RequestOptions } from './factories.ts'

/** Somebody of the platform's staff who is signed in. */
export interface StaffPerson {
  staff: Staff
  /** The same person in a tenant of their own. */
  person: Person
  secret: string
  cookie: string
  call<T = unknown>(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>>
}

/** Makes a person staff, by the door of the owner of the schema. */
export async function addStaff({ me }: Person): Promise<void> {
  await asOwner(sql`select add_staff(${me.userId}::uuid)`)
}

export const startStaff = ({ me }: Person, options?: RequestOptions, password = PASSWORD) =>
  call<StaffChallenge & { code?: string }>('POST', '/api/admin/session', { email: me.email, password }, options)

export const staffCookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .find((each) => each.startsWith('adsapp-staff='))
    ?.split(';')[0] ?? ''

/** Signs somebody in who is staff. @param steps Of their authenticator: a code is good once. */
export async function signInStaff(person: Person, secret: string, steps = 1): Promise<StaffPerson> {
  const started = await startStaff(person)
  expect(started.status, started.text).toBe(202)
  const answer = { ticket: started.body.ticket, code: codeOf(secret, steps) }
  const done = await call<Staff>('POST', '/api/admin/session/factor', answer)
  expect(done.status, done.text).toBe(200)
  const cookie = staffCookieOf(done.headers)
  return {
    ...{ staff: done.body, person, secret, cookie },
    call: (method, path, body, options) => call(method, path, body, { ...options, cookie }),
  }
}

/** Somebody new of the staff, with an authenticator. */
export async function newStaff(): Promise<StaffPerson> {
  const owner = await newTenant({ organization: 'Platform team', name: 'Petra Platform' })
  const { secret, cookie } = await enrollTotp(owner)
  await addStaff(owner)
  return signInStaff(withCookie(owner, cookie), secret)
}

/** The platform's own log, oldest first: what this person did. */
export async function platformLogOf({ staff }: StaffPerson) {
  const { rows } = await asOwner<{ action: string; subjectId: string | null; details: Record<string, unknown> }>(sql`
    select action, subject_id as "subjectId", details from audit_log
    where tenant_id = '00000000-0000-7000-8000-000000000000' and staff_id = ${staff.staffId}::uuid order by at, id`)
  return rows
}
