import { sql } from 'drizzle-orm'
import { describe, expect, it, vi } from 'vitest'
import type { Me } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { assertVerified } from '../../../worker/features/identity/index.ts'
import {
  asOwner,
  awaitMailedToken,
  call,
  confirm,
  credentialsOf,
  newEmail,
  newGraphNumber,
  newTenant,
  newUnconfirmed,
  PASSWORD,
  type Person,
  services,
  signIn,
} from '../../support/factories.ts'
import { mailTo } from '../../support/mailbox.ts'

const verify = (who: Person, token: string) => who.call('POST', '/api/auth/email/verify', { token })
const isVerified = async (who: Person) => (await who.call<Me>('GET', '/api/me')).body.emailVerified
const inviting = (who: Person) => who.call('POST', '/api/team/invitations', { email: newEmail(), role: 'agent' })

describe('an address that is not confirmed', () => {
  it('keeps from inviting, connecting and what outlasts a password, and from nothing else; the mailed link ends that', async () => {
    const owner = await newUnconfirmed()
    expect(owner.me.emailVerified).toBe(false)
    const number = credentialsOf(await newGraphNumber())
    const refused = { status: 403, body: { code: 'EMAIL_NOT_VERIFIED' } }
    expect(await inviting(owner)).toMatchObject(refused)
    expect(await owner.call('POST', '/api/channels', number)).toMatchObject(refused)
    const token = { name: 'Till', scopes: ['team:read'], expiresInDays: 1 }
    const outlasting = [
      ['/api/auth/mfa/enroll', undefined, 200],
      ['/api/auth/passkeys/options', undefined, 200],
      ['/api/api-tokens', token, 201],
    ] as const
    for (const [path, body] of outlasting) expect(await owner.call('POST', path, body), path).toMatchObject(refused)
    expect((await owner.call('GET', '/api/conversations')).status).toBe(200)
    await confirm(owner)
    expect(await isVerified(owner)).toBe(true)
    expect((await inviting(owner)).status).toBe(201)
    for (const [path, body, status] of outlasting) {
      expect((await owner.call('POST', path, body)).status, path).toBe(status)
    }
    expect((await owner.call('POST', '/api/channels', number)).status).toBe(201)
  })

  it('is confirmed once by a link, within 24 hours, and for nobody else', async () => {
    const [owner, other] = [await newUnconfirmed(), await newUnconfirmed()]
    const token = await awaitMailedToken(owner.me.email, 'verify-email')
    const late = await awaitMailedToken(other.me.email, 'verify-email')
    expect((await verify(owner, token)).status).toBe(204)
    expect(await verify(owner, token)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect(await isVerified(other)).toBe(false)
    const hash = toPgHex(await hashToken(late))
    await asOwner(sql`
      update user_links set expires_at = expires_at - interval '24 hours' where token_hash = ${hash}::bytea`)
    expect((await verify(other, late)).status).toBe(404)
    expect(await isVerified(other)).toBe(false)
  })

  it('is confirmed for who made the account alone: whoever has the mailbox takes it over by another password', async () => {
    const [squatter, other] = [await newUnconfirmed(), await newTenant()]
    const { email } = squatter.me
    const token = await awaitMailedToken(email, 'verify-email')
    const refused = { status: 403, body: { code: 'FORBIDDEN' } }
    expect(await call('POST', '/api/auth/email/verify', { token })).toMatchObject(refused)
    expect(await verify(other, token)).toMatchObject(refused)
    expect(await isVerified(squatter)).toBe(false)
    expect((await call('POST', '/api/auth/password/forgot', { email })).status).toBe(202)
    const password = 'seven purple llamas sing'
    const reset = { token: await awaitMailedToken(email, 'reset-password'), password }
    expect((await call('POST', '/api/auth/password/reset', reset)).status).toBe(204)
    expect((await squatter.call('GET', '/api/me')).status).toBe(401)
    expect((await signIn(email, password)).me.emailVerified).toBe(true)
    // Refusing it did not use it up.
    expect((await verify(await signIn(email, password), token)).status).toBe(204)
  })

  it('gets another link when asked, three times an hour', async () => {
    const owner = await newUnconfirmed()
    const first = await awaitMailedToken(owner.me.email, 'verify-email')
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await owner.call('POST', '/api/auth/email/resend')).status)
    expect(statuses).toEqual([202, 202, 202, 429])
    expect((await verify(owner, first)).status).toBe(204)
    expect((await call('POST', '/api/auth/email/resend')).status).toBe(401)
  })

  it('matters to nobody where no e-mails are sent', async () => {
    const owner = await newUnconfirmed()
    const actor = { ...owner.me, tenantId: owner.me.tenant.id, sees: 'all' as const, sessionId: '', provedAtMs: 0 }
    await expect(assertVerified({ ...services, actor })).rejects.toMatchObject({ code: 'EMAIL_NOT_VERIFIED' })
    const emails = { ...services.emails, isConfigured: false }
    await expect(assertVerified({ ...services, emails, actor })).resolves.toBeUndefined()
  })
})

it('a confirmed one gets no further links', async () => {
  const owner = await newTenant()
  const before = await mailTo(owner.me.email)
  expect((await owner.call('POST', '/api/auth/email/resend')).status).toBe(202)
  expect(await mailTo(owner.me.email)).toHaveLength(before.length)
})

describe('an invitation', () => {
  const accept = (token: string) =>
    call<Me>('POST', '/api/auth/invitations/accept', { token, name: 'Max', password: PASSWORD })

  it('confirms the address of who comes by the mailed link, not of who got it from a colleague', async () => {
    const owner = await newTenant()
    const invite = async (email: string) =>
      (await owner.call<{ id: string; link: string }>('POST', '/api/team/invitations', { email, role: 'admin' })).body
    const [one, two] = [newEmail(), newEmail()]
    await invite(one)
    const handed = (await invite(two)).link.split('token=')[1] ?? ''
    expect((await accept(await awaitMailedToken(one, 'invitation'))).body.emailVerified).toBe(true)
    expect((await accept(handed)).body.emailVerified).toBe(false)
    // The invitation is used up, by whichever link.
    expect(await accept(await awaitMailedToken(two, 'invitation'))).toMatchObject({ status: 409 })
  })

  it('is sent again with new links, and the old are worth nothing', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const email = newEmail()
    const made = await owner.call<{ id: string; link: string }>('POST', '/api/team/invitations', {
      email,
      role: 'agent',
    })
    const path = `/api/team/invitations/${made.body.id}/resend`
    const mailed = await awaitMailedToken(email, 'invitation')
    await asOwner(sql`update invitations set expires_at = now() - interval '1 day' where id = ${made.body.id}::uuid`)
    expect((await accept(mailed)).status).toBe(404)
    expect((await stranger.call('POST', path)).status).toBe(404)
    const again = await owner.call<{ link: string; expiresAt: string }>('POST', path)
    expect(again.status).toBe(200)
    expect(Date.parse(again.body.expiresAt)).toBeGreaterThan(Date.now() + 6.9 * 24 * 3_600_000)
    const fresh = await awaitMailedToken(email, 'invitation', mailed)
    for (const old of [mailed, made.body.link.split('token=')[1] ?? '']) expect((await accept(old)).status).toBe(404)
    const joined = await accept(fresh)
    expect(joined.status).toBe(200)
    expect(await owner.call('POST', path)).toMatchObject({ status: 409, body: { code: 'ALREADY_ACCEPTED' } })
    const { rows } = await asOwner<{ action: string }>(sql`
      select action from audit_log where subject_id = ${made.body.id}::uuid order by at`)
    expect(rows.map(({ action }) => action)).toEqual(['invitation.created', 'invitation.resent'])
    const cookie = joined.headers.getSetCookie().find((each) => each.startsWith('adsapp=')) ?? ''
    expect((await call('POST', path, undefined, { cookie })).status).toBe(403)
  })

  it('is sent again three times an hour, and not once it was withdrawn', async () => {
    const owner = await newTenant()
    const made = await owner.call<{ id: string }>('POST', '/api/team/invitations', { email: newEmail(), role: 'agent' })
    const path = `/api/team/invitations/${made.body.id}`
    const again = async () => (await owner.call('POST', `${path}/resend`)).status
    expect([await again(), await again(), await again(), await again()]).toEqual([200, 200, 200, 429])
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect(await again()).toBe(404)
  })
})

it('somebody whose address is used for a sign-up is told, and nothing else happens', async () => {
  const owner = await newTenant()
  const wish = { email: owner.me.email, password: PASSWORD, name: 'Eve', organization: 'Shop' }
  expect((await call('POST', '/api/auth/signup', wish)).status).toBe(409)
  await vi.waitFor(async () => {
    const subjects = (await mailTo(owner.me.email)).map(({ subject }) => subject)
    expect(subjects).toContain('You have an account already')
  }, 10_000)
})
