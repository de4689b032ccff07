import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, it, vi } from 'vitest'
import { signInLimits } from '../../../worker/cache/index.ts'
import type { Me, SignInFailures } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import type { Bindings } from '../../../worker/env.ts'
import { endSessionRow } from '../../../worker/features/identity/repo.ts'
import { sweepFailures } from '../../../worker/jobs/sweep-access.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  asOwner,
  auditOf,
  call,
  invite,
  newEmail,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  personOf,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'

const bindings = env as unknown as Bindings
const wishOf = ({ me }: Person) => ({ email: me.email, password: PASSWORD })
const attempt = (email: string, password: string, address?: string) =>
  call('POST', '/api/auth/signin', { email, password }, address ? { headers: { 'cf-connecting-ip': address } } : {})

describe('sign-in', () => {
  it('starts a session', async () => {
    const owner = await newTenant()
    const again = await signIn(owner.me.email.toUpperCase())
    expect(again.me).toEqual(owner.me)
    expect(again.cookie).not.toBe(owner.cookie)
    expect((await auditOf(owner)).filter((row) => row.action === 'session.started')).toHaveLength(2)
  })

  it('in a browser that is signed in ends the session that was there, with its windows', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const window = await openWindow(owner)
    const again = await call<Me>('POST', '/api/auth/signin', wishOf(owner), { cookie: owner.cookie })
    expect(await window.closed).toBe(4001)
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
    expect((await auditOf(owner)).at(-1)).toMatchObject({ action: 'session.ended', memberId: owner.me.memberId })
    // Another person in the same browser: the session of the first is over too, and told in its own log.
    const second = personOf(again, 200)
    const third = personOf(await call<Me>('POST', '/api/auth/signin', wishOf(other), { cookie: second.cookie }), 200)
    expect((await second.call('GET', '/api/me')).status).toBe(401)
    expect((await third.call('GET', '/api/me')).body).toMatchObject({ memberId: other.me.memberId })
    expect((await auditOf(owner)).filter((row) => row.action === 'session.ended')).toHaveLength(2)
    // What does not get in ends nothing.
    const wrong = { ...wishOf(owner), password: 'not the password' }
    expect((await call('POST', '/api/auth/signin', wrong, { cookie: third.cookie })).status).toBe(401)
    expect((await third.call('GET', '/api/me')).status).toBe(200)
  })

  it('wants no other password, however old it is', async () => {
    const owner = await newTenant()
    await asOwner(sql`update users set created_at = now() - interval '10 years' where id = ${owner.me.userId}::uuid`)
    const later = await signIn(owner.me.email)
    expect(await later.call('GET', '/api/me')).toMatchObject({ status: 200, body: { memberId: owner.me.memberId } })
    expect((await later.call('GET', '/api/conversations')).status).toBe(200)
  })

  it('at several desks leaves each its session', async () => {
    const desks = [await newTenant()]
    for (let more = 0; more < 5; more++) desks.push(await signIn(desks[0]?.me.email ?? ''))
    expect(new Set(desks.map(({ cookie }) => cookie)).size).toBe(6)
    for (const { call: ask } of desks) expect((await ask('GET', '/api/me')).status).toBe(200)
  })

  it('answers the same to a wrong password and to somebody unknown', async () => {
    const owner = await newTenant()
    const wrong = await attempt(owner.me.email, 'not the password')
    const unknown = await attempt(newEmail(), 'not the password')
    for (const answer of [wrong, unknown]) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } })
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
    const told = ({ body }: typeof wrong) => ({ ...(body as object), requestId: '' })
    expect(told(wrong)).toEqual(told(unknown))
  })

  it('is refused to somebody whose access was ended', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    await owner.call('PATCH', `/api/team/members/${agent.me.memberId}`, { active: false })
    expect((await agent.call('GET', '/api/me')).status).toBe(401)
    expect(await attempt(agent.me.email, PASSWORD)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  })
})

describe('attempts', () => {
  it('are limited by account, from wherever they come', async () => {
    const { me } = await newTenant()
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(await attempt(me.email, 'guess', `198.51.100.${i}`))
    expect(answers.slice(0, 5).map((answer) => answer.status)).toEqual(Array(5).fill(401))
    const last = answers[5]
    expect(last).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last?.headers.get('ratelimit-policy')).toBe('"signin-account";q=5;w=60')
    expect(last?.headers.get('ratelimit')).toMatch(/^"signin-account";r=0;t=\d+$/)
    expect((await attempt(me.email, PASSWORD)).status).toBe(429)
  })

  it('that go on wait longer', async () => {
    const { me } = await newTenant()
    for (let i = 0; i < 20; i++) await services.limits.take(signInLimits[1], me.email)
    const answer = await attempt(me.email, PASSWORD)
    expect(answer.headers.get('ratelimit-policy')).toBe('"signin-account-hour";q=20;w=3600')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60)
  })

  it('do not count when the password is right', async () => {
    const { me } = await newTenant()
    for (let i = 0; i < 3; i++) await attempt(me.email, 'guess')
    for (let i = 0; i < 3; i++) expect((await attempt(me.email, PASSWORD)).status).toBe(200)
    expect((await attempt(me.email, 'guess')).headers.get('ratelimit')).toMatch(/r=1;/)
  })

  it('are limited by network', async () => {
    const network = `2001:db8:${Math.floor(Math.random() * 9000 + 1000)}:1`
    const statuses = []
    for (let i = 0; i < 21; i++) statuses.push((await attempt('not an e-mail', 'x', `${network}::${i}`)).status)
    expect(new Set(statuses)).toEqual(new Set([400]))
    const token = 'x'.repeat(43)
    const preview = (i: number) =>
      call('POST', '/api/auth/invitations/preview', { token }, { headers: { 'cf-connecting-ip': `${network}::${i}` } })
    const counted = []
    for (let i = 0; i < 21; i++) counted.push((await preview(i)).status)
    expect(counted.slice(0, 20)).toEqual(Array(20).fill(404))
    expect(counted[20]).toBe(429)
  })
})

describe('sign-out', () => {
  it('ends this session and no other', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    const answer = await owner.call('POST', '/api/auth/signout')
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie()).toEqual(
      expect.arrayContaining([
        'adsapp=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
        'adsapp-pass=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
      ]),
    )
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
    expect((await other.call('GET', '/api/me')).status).toBe(200)
    expect((await auditOf(other)).at(-1)).toMatchObject({ action: 'session.ended', memberId: owner.me.memberId })
  })

  it('in another isolate is known to a socket at once, though this one still remembers the session', async () => {
    const { me, cookie, call: ask } = await newTenant()
    const open = () => call('GET', '/api/realtime', undefined, { cookie, headers: { upgrade: 'websocket' } })
    expect((await open()).status).toBe(101)
    await ask('GET', '/api/me')
    const hash = await hashToken(cookie.split('=')[1] ?? '')
    await endSessionRow(asTenant(services.db, me.tenant.id), hash, { memberId: me.memberId, sessionId: newId() })
    expect((await open()).status).toBe(401)
  })

  it('is for those who are signed in', async () => {
    expect((await call('POST', '/api/auth/signout')).status).toBe(401)
    expect((await call('GET', '/api/me', undefined, { cookie: 'adsapp=nonsense' })).status).toBe(401)
  })
})

describe('failed sign-ins', () => {
  const failuresOf = async (who: Person) => (await who.call<SignInFailures>('GET', '/api/auth/sign-in-failures')).body
  const isNoted = (who: Person, count: number) =>
    vi.waitFor(async () => expect((await failuresOf(who)).count).toBe(count), { timeout: 5_000 })
  const toldOf = async (who: Person) => (await auditOf(who)).filter(({ action }) => action === 'sign_in.failed')
  /** As if the hour in which they were noted were over. */
  const anHourLater = (who: Person) =>
    asOwner(sql`update sign_in_failures set hour = hour - interval '1 hour' where user_id = ${who.me.userId}::uuid`)

  it('are counted for the account, told once an hour to each of its tenants, and shown to its person', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const { cookie } = owner
    const invitation = await invite(other, 'agent', owner.me.email)
    await call('POST', '/api/auth/invitations/accept', { token: tokenOf(invitation) }, { cookie })
    const again = await signIn(owner.me.email)
    expect(await failuresOf(again)).toEqual({ count: 0, lastHour: null })
    for (let i = 0; i < 3; i++) await attempt(owner.me.email, `guess ${i}`)
    await isNoted(again, 3)
    await sweepFailures(bindings)
    expect(await toldOf(owner)).toEqual([]) // The hour is not over: more may come.
    await anHourLater(owner)
    await Promise.all([sweepFailures(bindings), sweepFailures(bindings)])
    await sweepFailures(bindings)
    for (const each of [owner, other]) {
      expect(await toldOf(each)).toMatchObject([{ memberId: null, details: { kind: 'password', count: 3 } }])
    }
    expect((await toldOf(owner))[0]?.subjectId).toBe(owner.me.memberId)
    expect(JSON.stringify(await toldOf(owner))).not.toMatch(/guess|example\.test/)
    expect(await failuresOf(again)).toMatchObject({ count: 3, lastHour: expect.stringMatching(/:00:00/) })
  })

  it('of nobody’s account are noted nowhere, and of others not shown', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    await attempt(newEmail(), 'guess')
    await attempt(owner.me.email, 'guess')
    await isNoted(owner, 1)
    expect(await failuresOf(other)).toEqual({ count: 0, lastHour: null })
    const { rows } = await asOwner(
      sql`select from sign_in_failures f left join users u on u.id = f.user_id where u.id is null`,
    )
    expect(rows).toEqual([])
  })
})
