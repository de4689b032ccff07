import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Me, Organization } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { cookieOf, withCookie } from '../../support/authenticator.ts'
import {
  type Answer,
  asOwner,
  auditOf,
  call,
  invite,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  personOf,
  signIn,
  tokenOf,
} from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'

/** Somebody who owns one tenant and is an agent of another. */
let first: Person
let second: Person
let person: Person
beforeAll(async () => {
  first = await newTenant({ organization: 'First Shop' })
  second = await newTenant({ organization: 'Second Shop' })
  const invitation = await invite(second, 'agent', first.me.email)
  const joined = { token: tokenOf(invitation), password: PASSWORD }
  person = personOf(await call<Me>('POST', '/api/auth/invitations/accept', joined), 200)
})

/** In the same browser, whose cookie of the session was replaced. */
const entered = (answer: Answer<Me>) => withCookie(personOf(answer, 200), cookieOf(answer.headers))
const go = (by: Person, tenantId: string) => by.call<Me>('POST', '/api/auth/switch', { tenantId })
const sessionOf = async ({ cookie }: Person) => {
  const hash = toPgHex(await hashToken(cookie.split('=')[1] ?? ''))
  const { rows } = await asOwner<{ id: string; createdAt: string; provedAt: string; expiresAt: string }>(sql`
    select id, created_at as "createdAt", proved_at as "provedAt", expires_at as "expiresAt" from sessions
    where token_hash = ${hash}::bytea`)
  return rows[0]
}

describe('somebody of several organizations', () => {
  it('sees all of them, the last used first', async () => {
    const { body } = await person.call<Me>('GET', '/api/me')
    expect(body.organizations).toEqual([
      { tenantId: second.me.tenant.id, name: 'Second Shop', role: 'agent', state: 'active' },
      { tenantId: first.me.tenant.id, name: 'First Shop', role: 'owner', state: 'active' },
    ])
    const listed = await person.call<{ data: Organization[] }>('GET', '/api/auth/organizations')
    expect(listed.body.data).toEqual(body.organizations)
    expect((await second.call<Me>('GET', '/api/me')).body.organizations).toHaveLength(1)
  })

  it('goes to another: a session there, the old one and its windows at an end, both audited', async () => {
    const here = await signIn(first.me.email)
    expect(here.me.tenant.name).toBe('Second Shop')
    const [window, before] = [await openWindow(here), await sessionOf(here)]
    const there = entered(await go(here, first.me.tenant.id))
    expect(there.me).toMatchObject({ role: 'owner', tenant: { name: 'First Shop' }, userId: here.me.userId })
    expect(await window.closed).toBe(4001)
    expect((await here.call('GET', '/api/me')).status).toBe(401)
    expect((await there.call<Me>('GET', '/api/me')).body.tenant.name).toBe('First Shop')
    const after = await sessionOf(there)
    expect((await auditOf(second)).at(-1)).toMatchObject({ action: 'session.ended', subjectId: before?.id })
    expect((await auditOf(first)).at(-1)).toMatchObject({ action: 'session.started', subjectId: after?.id })
    // Neither a proof nor time is won by it.
    expect([after?.provedAt, after?.createdAt]).toEqual([before?.provedAt, before?.createdAt])
    expect(Date.parse(after?.expiresAt ?? '')).toBeLessThanOrEqual(Date.parse(before?.expiresAt ?? ''))
  })

  it('is taken by a sign-in to the one used last', async () => {
    expect((await signIn(first.me.email)).me.tenant.name).toBe('First Shop')
    entered(await go(await signIn(first.me.email), second.me.tenant.id))
    expect((await signIn(first.me.email)).me.tenant.name).toBe('Second Shop')
  })

  it('does not get into one that is not theirs, or never was, nor with a token that was used', async () => {
    const here = await signIn(first.me.email)
    const stranger = await newTenant()
    const foreign = await go(here, stranger.me.tenant.id)
    const never = await go(here, newId())
    expect([foreign.status, never.status]).toEqual([404, 404])
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...never.body, requestId: '' })
    expect((await here.call('GET', '/api/me')).status).toBe(200)
    expect((await go(here, first.me.tenant.id)).status).toBe(200)
    expect((await go(here, first.me.tenant.id)).status).toBe(401)
    expect((await call('POST', '/api/auth/switch', { tenantId: first.me.tenant.id })).status).toBe(401)
  })

  it('does not get into one where their membership was ended', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const member = await newMember(owner, 'agent')
    const joined = { token: tokenOf(await invite(other, 'agent', member.me.email)), password: PASSWORD }
    const there = personOf(await call<Me>('POST', '/api/auth/invitations/accept', joined), 200)
    await owner.call('PATCH', `/api/team/members/${member.me.memberId}`, { active: false })
    expect((await there.call<Me>('GET', '/api/me')).body.organizations).toHaveLength(1)
    expect((await go(there, owner.me.tenant.id)).status).toBe(404)
  })
})
