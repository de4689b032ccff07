import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, it, vi } from 'vitest'
import type { DeviceSession } from '../../../worker/contract/team.ts'
import { UNATTENDED_HEADER } from '../../../worker/contract/unattended.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import type { Bindings } from '../../../worker/env.ts'
import { selectIdleAt } from '../../../worker/features/identity/index.ts'
import { hubStub } from '../../../worker/objects.ts'
import { asOwner, call, newTenant, type Person, services, signIn } from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'

const bindings = env as unknown as Bindings
const hubOf = ({ me }: Person) => hubStub(bindings, { tenantId: me.tenant.id, jurisdiction: 'default' })
const allow = (owner: Person, sessionIdleMinutes: number) =>
  owner.call('PATCH', '/api/tenant', { security: { sessionIdleMinutes } })
const hashOf = async ({ cookie }: Person) => toPgHex(await hashToken(cookie.split('=')[1] ?? ''))

/** As if the session was used last so long ago. */
async function leave(who: Person, ago: string): Promise<void> {
  await asOwner(sql`
    update sessions set last_seen_at = now() - ${ago}::interval where token_hash = ${await hashOf(who)}::bytea`)
}

async function idleSeconds(who: Person): Promise<number> {
  const { rows } = await asOwner<{ seconds: string }>(sql`
    select extract(epoch from now() - last_seen_at) as seconds from sessions
    where token_hash = ${await hashOf(who)}::bytea`)
  return Number(rows[0]?.seconds)
}

/** An owner whose tenant allows a quarter of an hour, and another browser of theirs. */
async function twoBrowsers(): Promise<[Person, Person]> {
  const owner = await newTenant()
  expect((await allow(owner, 15)).status).toBe(200)
  return [owner, await signIn(owner.me.email)]
}

describe('an open window', () => {
  it('is closed when its session becomes idle, and not opened again; others stay', async () => {
    const [here, there] = await twoBrowsers()
    const kept = vi.fn()
    void (await openWindow(here)).closed.then(kept)
    await leave(there, '14 minutes 58 seconds')
    const left = await openWindow(there)
    const closed = vi.fn()
    void left.closed.then(closed)
    await runDurableObjectAlarm(hubOf(here))
    expect(closed).not.toHaveBeenCalled()
    const isClosed = async () => {
      await runDurableObjectAlarm(hubOf(here))
      expect(closed).toHaveBeenCalledWith(4001)
    }
    await vi.waitFor(isClosed, { timeout: 10_000, interval: 300 })
    await expect(openWindow(there)).rejects.toThrow('401')
    expect((await there.call('GET', '/api/me')).status).toBe(401)
    expect(kept).not.toHaveBeenCalled()
  })

  it('stays open, and hears on, when its session was used meanwhile', async () => {
    const [here, there] = await twoBrowsers()
    await leave(there, '14 minutes 58 seconds')
    const window = await openWindow(there)
    const closed = vi.fn()
    void window.closed.then(closed)
    expect((await there.call('GET', '/api/me')).status).toBe(200)
    await vi.waitFor(async () => expect(await idleSeconds(there)).toBeGreaterThan(2), {
      timeout: 10_000,
      interval: 300,
    })
    await runDurableObjectAlarm(hubOf(here))
    await here.call('PATCH', '/api/tenant', { name: 'Renamed' })
    await vi.waitFor(() => expect(window.said.join()).toContain('tenant.updated'), 10_000)
    expect(closed).not.toHaveBeenCalled()
  })

  it('is closed as soon as the tenant allows less than it was left for', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    await leave(other, '20 minutes')
    const window = await openWindow(other)
    await allow(owner, 15)
    expect(await window.closed).toBe(4001)
    await expect(openWindow(other)).rejects.toThrow('401')
  })
})

it('when sessions are idle is told of those of the tenant at hand that go on', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()]
  const idsOf = async (who: Person) =>
    (await who.call<{ data: DeviceSession[] }>('GET', '/api/auth/sessions')).body.data.map(({ id }) => id)
  const ids = [...(await idsOf(mine)), ...(await idsOf(theirs))]
  expect(ids).toHaveLength(2)
  const told = () => selectIdleAt(asTenant(services.db, mine.me.tenant.id), ids)
  expect([...(await told()).keys()]).toEqual(ids.slice(0, 1))
  await mine.call('POST', '/api/auth/signout')
  expect((await told()).size).toBe(0)
})

describe('use of a session', () => {
  const ask = (who: Person, headers: Record<string, string> = {}, cookie = who.cookie) =>
    call('GET', '/api/me', undefined, { cookie, headers })

  it('is what somebody asks for, not what a screen asks by itself, nor a window that opens', async () => {
    // Of a session that nothing remembers yet.
    const who = await signIn((await newTenant()).me.email)
    await leave(who, '10 minutes')
    ;(await openWindow(who)).close()
    const screen = await ask(who, { [UNATTENDED_HEADER]: '1' })
    expect(screen.status).toBe(200)
    const picture = await call('GET', `/api/media/${who.me.memberId}`, undefined, {
      cookie: who.cookie,
      headers: { 'sec-fetch-dest': 'image' },
    })
    expect(picture.status).toBe(404)
    expect(await idleSeconds(who)).toBeGreaterThanOrEqual(600)
    // What was remembered of the session meanwhile, here or in its pass, does not hide the use.
    const pass = screen.headers.getSetCookie().find((each) => each.startsWith('adsapp-pass='))
    expect((await ask(who, {}, `${who.cookie}; ${pass?.split(';')[0]}`)).status).toBe(200)
    expect(await idleSeconds(who)).toBeLessThan(60)
  })

  it('is not noted again within minutes', async () => {
    const who = await newTenant()
    await leave(who, '3 minutes')
    expect((await ask(who)).status).toBe(200)
    expect(await idleSeconds(who)).toBeGreaterThanOrEqual(180)
  })

  it('by a pass ends when the session is idle, as far as the pass knows', async () => {
    const [, who] = await twoBrowsers()
    await leave(who, '14 minutes 58 seconds')
    const screen = { [UNATTENDED_HEADER]: '1' }
    const first = await ask(who, screen)
    const pass = first.headers.getSetCookie().find((each) => each.startsWith('adsapp-pass='))
    expect(pass).toBeDefined()
    const isOver = async () =>
      expect((await ask(who, screen, `${who.cookie}; ${pass?.split(';')[0]}`)).status).toBe(401)
    await vi.waitFor(isOver, { timeout: 10_000, interval: 300 })
  })
})
