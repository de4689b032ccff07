import { exports } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiToken, CreatedApiToken, NewApiToken } from '../../../worker/contract/api-token.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { scopes } from '../../../worker/contract/scopes.ts'
import type { CreatedInvitation, Me } from '../../../worker/contract/team.ts'
import { noteAccessChanged } from '../../../worker/features/identity/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  asOwner,
  auditOf,
  awaitMailedToken,
  call,
  invite,
  newChannel,
  newConfirmedMember,
  newEmail,
  newMember,
  newTenant,
  type Person,
  services,
} from '../../support/factories.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'

const make = (by: Person, more: Partial<NewApiToken> = {}) =>
  by.call<CreatedApiToken>('POST', '/api/api-tokens', { name: 'Till', scopes: [...scopes], expiresInDays: 30, ...more })
const list = async (by: Person) => (await by.call<Page<ApiToken>>('GET', '/api/api-tokens')).body.data
/** As a program asks: no cookie, no Origin. */
const ask = <T>(token: string, method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
  call<T>(method, path, body, { origin: null, headers: { authorization: `Bearer ${token}`, ...more } })

let owner: Person
let made: CreatedApiToken
beforeAll(async () => {
  owner = await newTenant()
  made = (await make(owner)).body
})

describe('an API token', () => {
  it('is shown once, stored as a hash under a sealed name, and audited', async () => {
    expect(made.token).toMatch(/^adsapp_[\w-]{43}$/)
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(30 * 24 * 3_600_000)
    expect(JSON.stringify(await list(owner))).not.toContain(made.token)
    const { rows } = await asOwner<{ line: string }>(
      sql`select to_jsonb(k)::text as line from api_tokens k where id = ${made.id}::uuid`,
    )
    expect(rows[0]?.line).not.toMatch(/Till|adsapp_/)
    expect(await auditOf(owner)).toContainEqual(
      expect.objectContaining({ action: 'api_token.created', memberId: owner.me.memberId, subjectId: made.id }),
    )
  })

  it('reads and writes as its maker, without Origin, and says when and from where it was used', async () => {
    const me = await ask<Me>(made.token, 'GET', '/api/me', undefined, { 'cf-connecting-ip': '203.0.113.77' })
    expect(me).toMatchObject({ status: 200, body: { memberId: owner.me.memberId, organizations: [{ role: 'owner' }] } })
    expect((await ask(made.token, 'PATCH', '/api/tenant', { name: 'By token' })).status).toBe(200)
    expect(await list(owner)).toMatchObject([
      { name: 'Till', lastUsedAt: expect.any(String), lastNetwork: '203.0.113.0/24' },
    ])
    const { rows } = await asOwner<{ tokenId: string }>(sql`
      select token_id as "tokenId" from audit_log
      where tenant_id = ${owner.me.tenant.id}::uuid and action = 'tenant.changed' order by at desc limit 1`)
    expect(rows).toEqual([{ tokenId: made.id }])
  })

  it('is named by what the inbox wrote for it, too, and by nothing that a person did', async () => {
    const { number } = await newChannel(owner)
    await deliver(number, textOf(anyPhone(), anyWamid()))
    await applied(owner)
    const [conversation] = (await ask<Page<Conversation>>(made.token, 'GET', '/api/conversations')).body.data
    expect((await ask(made.token, 'POST', `/api/conversations/${conversation?.id}/closure`)).status).toBe(200)
    expect((await owner.call('DELETE', `/api/conversations/${conversation?.id}/closure`)).status).toBe(200)
    const { rows } = await asOwner(sql`
      select action, token_id as "tokenId" from audit_log
      where subject_id = ${conversation?.id}::uuid and action like 'conversation.%' order by at`)
    expect(rows).toEqual([
      { action: 'conversation.closed', tokenId: made.id },
      { action: 'conversation.reopened', tokenId: null },
    ])
  })

  it('does what its scopes say and no more', async () => {
    const { token } = (await make(owner, { scopes: ['contacts:read'] })).body
    expect((await ask(token, 'GET', '/api/contacts')).status).toBe(200)
    const refused = await ask(token, 'POST', '/api/contacts', { phone: '+31612345678' })
    expect(refused).toMatchObject({ status: 403, body: { detail: 'This token lacks the scope contacts:write.' } })
    expect((await ask(token, 'GET', '/api/conversations')).status).toBe(403)
    expect((await ask(token, 'GET', '/api/me')).status).toBe(200)
  })

  it('has no more than its maker’s role now, and nothing once they are out', async () => {
    const admin = await newConfirmedMember(owner, 'admin')
    const { token } = (await make(admin)).body
    expect((await ask(token, 'GET', '/api/team/invitations')).status).toBe(200)
    await owner.call('PATCH', `/api/team/members/${admin.me.memberId}`, { role: 'agent' })
    expect((await ask(token, 'GET', '/api/team/invitations')).status).toBe(403)
    expect((await ask<Me>(token, 'GET', '/api/me')).body.role).toBe('agent')
    await owner.call('PATCH', `/api/team/members/${admin.me.memberId}`, { active: false })
    expect((await ask(token, 'GET', '/api/me')).status).toBe(401)
  })

  it('opens nothing that is a person’s own: no sign-in, no session, no socket, no token, no way out', async () => {
    for (const [method, path] of [
      ['GET', '/api/auth/sessions'],
      ['POST', '/api/auth/signout'],
      ['POST', '/api/auth/signin'],
      ['GET', '/api/api-tokens'],
      ['POST', '/api/api-tokens'],
      ['DELETE', '/api/me/membership'],
      ['POST', '/api/tenant/owner'],
    ] as const) {
      expect((await ask(made.token, method, path, method === 'GET' ? undefined : {})).status, path).toBe(403)
    }
    const { default: worker } = exports as unknown as { default: { fetch: typeof fetch } }
    const socket = await worker.fetch(`${services.settings.APP_URL}/api/realtime`, {
      headers: { authorization: `Bearer ${made.token}`, upgrade: 'websocket' },
    })
    expect(socket.status).toBe(403)
    // What wants a fresh proof is not a token's to do.
    const member = await newMember(owner, 'agent')
    const asAdmin = await invite(owner, 'admin')
    for (const [method, path, body] of [
      ['DELETE', `/api/team/members/${member.me.memberId}`],
      ['POST', '/api/team/invitations', { email: newEmail(), role: 'admin' }],
      ['POST', `/api/team/invitations/${asAdmin.id}/resend`],
    ] as const) {
      expect(await ask(made.token, method, path, body), path).toMatchObject({
        status: 403,
        body: { code: 'STEP_UP_REQUIRED' },
      })
    }
  })

  it('invites, and is shown no link: it would make somebody a member by itself', async () => {
    const email = newEmail()
    const invitation = await ask<CreatedInvitation>(made.token, 'POST', '/api/team/invitations', {
      email,
      role: 'agent',
    })
    expect(invitation).toMatchObject({ status: 201, body: { email, link: null } })
    const again = `/api/team/invitations/${invitation.body.id}/resend`
    expect(await ask(made.token, 'POST', again)).toMatchObject({ status: 200, body: { link: null } })
    expect(await owner.call('POST', again)).toMatchObject({ body: { link: expect.stringContaining('#token=') } })
    expect(await awaitMailedToken(email, 'invitation')).toBeTruthy()
  })

  it('is never helped by the cookies beside it', async () => {
    const headers = { authorization: 'Bearer adsapp_nothing' }
    const answer = await call('GET', '/api/me', undefined, { cookie: owner.cookie, origin: null, headers })
    expect(answer.status).toBe(401)
    const other = { authorization: 'Basic YTpi' }
    const written = await call(
      'PATCH',
      '/api/tenant',
      { name: 'X' },
      { cookie: owner.cookie, origin: null, headers: other },
    )
    expect(written).toMatchObject({ status: 403, body: { code: 'WRONG_ORIGIN' } })
  })

  it('is worthless the moment it is revoked, and when its time is over', async () => {
    const { id, token } = (await make(owner)).body
    expect((await ask(token, 'GET', '/api/me')).status).toBe(200)
    expect((await owner.call('DELETE', `/api/api-tokens/${id}`)).status).toBe(204)
    expect((await ask(token, 'GET', '/api/me')).status).toBe(401)
    expect((await owner.call('DELETE', `/api/api-tokens/${id}`)).status).toBe(404)
    expect((await auditOf(owner)).at(-1)).toMatchObject({ action: 'api_token.revoked', subjectId: id })
    const short = (await make(owner)).body
    await asOwner(sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${short.id}::uuid`)
    await noteAccessChanged(services, owner.me.tenant.id)
    expect((await ask(short.token, 'GET', '/api/me')).status).toBe(401)
  })

  it('is made, listed and revoked by admins of its tenant only', async () => {
    const [supervisor, stranger] = [await newMember(owner, 'supervisor'), await newTenant()]
    expect((await make(supervisor)).status).toBe(403)
    expect((await supervisor.call('GET', '/api/api-tokens')).status).toBe(403)
    expect((await supervisor.call('DELETE', `/api/api-tokens/${made.id}`)).status).toBe(403)
    for (const id of [made.id, newId()])
      expect((await stranger.call('DELETE', `/api/api-tokens/${id}`)).status).toBe(404)
    expect(await list(stranger)).toEqual([])
    expect((await ask(made.token, 'GET', '/api/me')).status).toBe(200)
    for (const wrong of [{ scopes: [] }, { scopes: ['everything:write'] }, { expiresInDays: 400 }, { name: '' }]) {
      expect((await make(owner, wrong as never)).status).toBe(400)
    }
  })

  it('is one of twenty that somebody makes in an hour, and of fifty that a tenant has', async () => {
    const crowded = await newTenant()
    const makers = [crowded, await newConfirmedMember(crowded, 'admin'), await newConfirmedMember(crowded, 'admin')]
    const answers: number[] = []
    for (const maker of makers) for (let n = 0; n < 20; n++) answers.push((await make(maker)).status)
    expect(answers).toEqual([...Array(50).fill(201), ...Array(10).fill(409)])
    expect(await make(crowded)).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
  }, 60_000)
})
