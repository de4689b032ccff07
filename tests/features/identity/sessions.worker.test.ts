import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DeviceSession } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import type { Bindings } from '../../../worker/env.ts'
import { findSignedIn } from '../../../worker/features/identity/index.ts'
import { purgeAccess } from '../../../worker/jobs/sweep-access.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  type Answer,
  asOwner,
  auditOf,
  call,
  newMember,
  newTenant,
  type Person,
  services,
  signIn,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'

const bindings = env as unknown as Bindings
afterEach(() => vi.useRealTimers())

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'
const tokenOf = ({ cookie }: Person) => cookie.split('=')[1] ?? ''
const passOf = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .find((each) => each.startsWith('adsapp-pass='))
    ?.split(';')[0] ?? ''
const list = async (who: Person) => (await who.call<{ data: DeviceSession[] }>('GET', '/api/auth/sessions')).body.data
const asked = (cookie: string) => call('GET', '/api/me', undefined, { cookie })

/** As if another isolate had ended it: this one is not told. */
async function endElsewhere(who: Person): Promise<void> {
  const hash = toPgHex(await hashToken(tokenOf(who)))
  await services.db.execute(sql`select from end_session(${hash}::bytea)`)
}

/** An isolate of its own that reaches no Redis. */
const withoutRedis = () => ({
  ...services,
  settings: { ...services.settings, UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' },
})

/** As if somebody had signed in so long ago, and had used the session ever since. */
async function age(who: Person, by: string): Promise<void> {
  const hash = toPgHex(await hashToken(tokenOf(who)))
  await asOwner(sql`
    update sessions set created_at = now() - ${by}::interval, last_seen_at = now() where token_hash = ${hash}::bytea`)
}

describe('the list of devices', () => {
  it('names browser and system, organization and which one asks, and nothing of where', async () => {
    const owner = await newTenant({ organization: 'Bakery' })
    const wish = { email: owner.me.email, password: 'correct horse battery' }
    await call('POST', '/api/auth/signin', wish, {
      headers: { 'user-agent': FIREFOX, 'cf-connecting-ip': '127.0.0.1' },
    })
    const sessions = await list(owner)
    expect(
      sessions.map(({ browser, system, organization, current }) => ({ browser, system, organization, current })),
    ).toEqual(
      expect.arrayContaining([
        { browser: 'Firefox', system: 'Linux', organization: 'Bakery', current: false },
        { browser: null, system: null, organization: 'Bakery', current: true },
      ]),
    )
    expect(JSON.stringify(sessions)).not.toMatch(/127\.0\.0\.1|144/)
  })

  it('shows nothing of a colleague, nor of another tenant', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const agent = await newMember(owner, 'agent')
    expect(await list(agent)).toHaveLength(1)
    const [foreign] = await list(stranger)
    for (const who of [owner, agent]) {
      expect((await who.call('DELETE', `/api/auth/sessions/${foreign?.id}`)).status).toBe(404)
    }
    expect((await stranger.call('GET', '/api/me')).status).toBe(200)
  })
})

describe('revoking', () => {
  it('one ends it and its open window at once, and is audited', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    const socket = await call('GET', '/api/realtime', undefined, {
      cookie: other.cookie,
      headers: { upgrade: 'websocket' },
    })
    expect(socket.status).toBe(101)
    const [there] = (await list(owner)).filter(({ current }) => !current)
    expect((await owner.call('DELETE', `/api/auth/sessions/${there?.id}`)).status).toBe(204)
    expect((await other.call('GET', '/api/me')).status).toBe(401)
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
    expect((await auditOf(owner)).at(-1)).toMatchObject({ action: 'session.ended', subjectId: there?.id })
    expect((await owner.call('DELETE', `/api/auth/sessions/${there?.id}`)).status).toBe(404)
  })

  it('all others keeps the one that asks; all keeps none', async () => {
    const owner = await newTenant()
    const others = [await signIn(owner.me.email), await signIn(owner.me.email)]
    expect((await owner.call('DELETE', '/api/auth/sessions')).status).toBe(204)
    for (const other of others) expect((await other.call('GET', '/api/me')).status).toBe(401)
    expect(await list(owner)).toHaveLength(1)
    expect((await owner.call('DELETE', '/api/auth/sessions?current=true')).status).toBe(204)
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
  })

  it('elsewhere is known here within 5 seconds, with and without a pass', async () => {
    const owner = await newTenant()
    const pass = passOf(await asked(owner.cookie))
    await endElsewhere(owner)
    vi.useFakeTimers({ toFake: ['Date'] })
    // Redis keeps a number for one second of its own clock, which does not move with ours.
    const isOver = async () => {
      vi.setSystemTime(Date.now() + 4_001)
      expect((await asked(`${owner.cookie}; ${pass}`)).status).toBe(401)
    }
    await vi.waitFor(isOver, { timeout: 3_000, interval: 100 })
    expect((await asked(owner.cookie)).status).toBe(401)
  })

  it('elsewhere is known here within 5 seconds while Redis is gone', async () => {
    const owner = await newTenant()
    const alone = withoutRedis()
    const signedIn = await findSignedIn(alone, tokenOf(owner))
    const pass = signedIn?.pass ?? ''
    await endElsewhere(owner)
    expect(await findSignedIn(alone, tokenOf(owner), { pass }), 'still believed').not.toBeNull()
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() + 4_001)
    expect(await findSignedIn(alone, tokenOf(owner), { pass })).toBeNull()
    expect(await findSignedIn(alone, tokenOf(owner))).toBeNull()
  })
})

describe('at night', () => {
  it('sessions, links and tickets that are long over go, a few at a time, and no others', async () => {
    const owner = await newTenant()
    const asId = async (who: Person) => toPgHex(await hashToken(tokenOf(who)))
    const isThere = async (who: Person) => {
      const { rows } = await asOwner(sql`select from sessions where token_hash = ${await asId(who)}::bytea`)
      return rows.length === 1
    }
    const people = []
    for (let i = 0; i < 4; i++) people.push(await signIn(owner.me.email))
    const [ended, expired, idle, lately] = people as [Person, Person, Person, Person]
    await asOwner(sql`
      update sessions set ended_at = now() - interval '8 days' where token_hash = ${await asId(ended)}::bytea`)
    await asOwner(sql`
      update sessions set expires_at = now() - interval '8 days' where token_hash = ${await asId(expired)}::bytea`)
    await asOwner(sql`
      update sessions set last_seen_at = now() - interval '8 days' where token_hash = ${await asId(idle)}::bytea`)
    await lately.call('POST', '/api/auth/signout')
    const spent = toPgHex(await hashToken(newId()))
    await asOwner(sql`insert into spent_assertions values (${spent}::bytea, now() - interval '1 second')`)
    await asOwner(sql`insert into user_links (token_hash, user_id, purpose, expires_at)
      values (${spent}::bytea, ${owner.me.userId}::uuid, 'reset', now() - interval '1 second')`)
    await purgeAccess(bindings, { max: 1, rounds: 200 })
    for (const gone of [ended, expired, idle]) expect(await isThere(gone)).toBe(false)
    for (const kept of [lately, owner]) expect(await isThere(kept)).toBe(true)
    const left = await asOwner(sql`
      select from spent_assertions where hash = ${spent}::bytea union all select from user_links where token_hash = ${spent}::bytea`)
    expect(left.rows).toEqual([])
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it('no more rounds are made than there may be', async () => {
    const owner = await newTenant()
    for (let i = 0; i < 3; i++) await signIn(owner.me.email)
    const mine = sql`user_id = ${owner.me.userId}::uuid`
    await asOwner(sql`update sessions set expires_at = now() - interval '9 days' where ${mine}`)
    await purgeAccess(bindings, { max: 1, rounds: 2 })
    expect((await asOwner(sql`select from sessions where ${mine}`)).rows.length).toBeGreaterThanOrEqual(2)
    await purgeAccess(bindings)
    expect((await asOwner(sql`select from sessions where ${mine}`)).rows).toEqual([])
  })
})

describe('a pass', () => {
  it('spares the store', async () => {
    const owner = await newTenant()
    const pass = passOf(await asked(owner.cookie))
    expect(pass).toMatch(/^adsapp-pass=[\w-]+\.[\w-]+\.[\w-]+$/)
    const unreachable = { execute: () => Promise.reject(new Error('no store')) }
    const lonely = { ...services, db: unreachable as never }
    const known = await findSignedIn(lonely, tokenOf(owner), { pass: pass.slice(12) })
    expect(known).toMatchObject({ actor: { memberId: owner.me.memberId, role: 'owner' }, pass: null })
  })

  it('is given once, not with every answer', async () => {
    const owner = await newTenant()
    const pass = passOf(await asked(owner.cookie))
    expect(passOf(await asked(`${owner.cookie}; ${pass}`))).toBe('')
  })

  it('is worth nothing alone, with another’s token, or changed', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const pass = passOf(await asked(owner.cookie))
    expect((await asked(pass)).status).toBe(401)
    const mixed = await call<{ memberId: string }>('GET', '/api/me', undefined, { cookie: `${other.cookie}; ${pass}` })
    expect(mixed.body.memberId).toBe(other.me.memberId)
    const [head = '', body = '', signature = ''] = pass.slice(12).split('.')
    const claims = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')))
    const encode = (value: unknown) => btoa(JSON.stringify(value)).replaceAll('=', '')
    const forged = [
      `${head}.${encode({ ...claims, r: 'admin' })}.${signature}`,
      `${encode({ alg: 'none' })}.${encode(claims)}.`,
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'dev' }).sign(new Uint8Array(32)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'gone' }).sign(new Uint8Array(32)),
    ]
    const agent = await newMember(owner, 'agent')
    for (const each of forged) {
      expect((await findSignedIn(services, tokenOf(owner), { pass: each }))?.pass, each).not.toBeNull()
      expect((await asked(`${agent.cookie}; adsapp-pass=${each}`)).body).toMatchObject({ role: 'agent' })
    }
  })

  it('says no more what it said once the role changed', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'supervisor')
    const pass = passOf(await asked(agent.cookie))
    await owner.call('PATCH', `/api/team/members/${agent.me.memberId}`, { role: 'viewer' })
    expect((await asked(`${agent.cookie}; ${pass}`)).status).toBe(401)
  })

  it('of another person survives a change of access with a look at the store', async () => {
    const owner = await newTenant()
    const [one, two] = [await newMember(owner, 'agent'), await newMember(owner, 'agent')]
    const pass = passOf(await asked(one.cookie))
    await two.call('POST', '/api/auth/signout')
    const answer = await asked(`${one.cookie}; ${pass}`)
    expect(answer.status).toBe(200)
    expect(passOf(answer)).not.toBe('')
  })
})

describe('the store', () => {
  it('signs nobody out when Redis is gone', async () => {
    const owner = await newTenant()
    expect(await findSignedIn(withoutRedis(), tokenOf(owner))).toMatchObject({ actor: { memberId: owner.me.memberId } })
  })

  it('ends a session that was not used for as long as the tenant says', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    await owner.call('PATCH', '/api/tenant', { security: { sessionIdleMinutes: 15 } })
    expect(await findSignedIn(services, tokenOf(other), { afresh: true })).not.toBeNull()
    const hash = toPgHex(await hashToken(tokenOf(other)))
    await asOwner(sql`
      update sessions set last_seen_at = now() - interval '16 minutes' where token_hash = ${hash}::bytea`)
    expect(await findSignedIn(services, tokenOf(other), { afresh: true })).toBeNull()
    expect(await findSignedIn(services, tokenOf(owner), { afresh: true })).not.toBeNull()
  })
  it('ends a session after 30 days, however much it is used', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    await age(other, '29 days 23 hours')
    expect(await findSignedIn(services, tokenOf(other), { afresh: true })).not.toBeNull()
    await age(other, '30 days 1 minute')
    expect(await findSignedIn(services, tokenOf(other), { afresh: true })).toBeNull()
    expect((await list(owner)).map(({ current }) => current)).toEqual([true])
  })

  it('ends it and its open window as soon as the tenant allows fewer days', async () => {
    const owner = await newTenant()
    const [older, newer] = [await signIn(owner.me.email), await signIn(owner.me.email)]
    await age(older, '8 days')
    expect((await older.call('GET', '/api/me')).status).toBe(200)
    const window = await openWindow(older)
    expect((await owner.call('PATCH', '/api/tenant', { security: { sessionMaxDays: 7 } })).status).toBe(200)
    expect(await window.closed).toBe(4001)
    expect((await older.call('GET', '/api/me')).status).toBe(401)
    await expect(openWindow(older)).rejects.toThrow('401')
    expect((await newer.call('GET', '/api/me')).status).toBe(200)
    await expect(openWindow(newer)).resolves.toBeDefined()
  })

  it('tells an open window nothing more once its session is so old', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    await age(other, '29 days 23 hours 59 minutes 58 seconds')
    const window = await openWindow(other)
    const seen = vi.fn()
    window.closed.then(seen)
    await vi.waitFor(
      async () => {
        await owner.call('PATCH', '/api/tenant', { name: 'Renamed' })
        expect(seen).toHaveBeenCalledWith(4001)
      },
      { timeout: 10_000, interval: 300 },
    )
    expect((await other.call('GET', '/api/me')).status).toBe(401)
  })
})
