import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../worker/kit/ids.ts'
import { createDatabase } from '../../support/database.ts'
import type { OwnDatabase } from '../../support/services.ts'

// As the app's role: what a stranger set up in an account goes when its address is proved by another.

let own: OwnDatabase
let owner: pg.Client
let app: pg.Client
beforeAll(async () => {
  own = await createDatabase()
  owner = new pg.Client(own.ownerUrl)
  app = new pg.Client(own.databaseUrl)
  await Promise.all([owner.connect(), app.connect()])
})
afterAll(async () => {
  await Promise.all([owner.end(), app.end()])
  await own.drop()
})

const box = () => randomBytes(40)
const hash = () => randomBytes(32)
let [userId, tenantId, memberId, tokenId, passkeyId] = ['', '', '', '', '']

/** Somebody with an authenticator, a passkey, recovery codes, an API token and a browser that is told. */
beforeEach(async () => {
  ;[userId, tenantId, memberId, tokenId, passkeyId] = Array.from({ length: 5 }, () => newId()) as [
    ...[string, string, string, string, string],
  ]
  await owner.query("insert into tenants (id, name) values ($1, 'Demo Shop')", [tenantId])
  await owner.query('insert into users (id, email_index, box, password_hash) values ($1, $2, $3, $4)', [
    ...[userId, hash(), box(), 'x'.repeat(40)],
  ])
  await owner.query("insert into memberships (tenant_id, id, user_id, role, box) values ($1, $2, $3, 'owner', $4)", [
    ...[tenantId, memberId, userId, box()],
  ])
  await owner.query(
    `insert into api_tokens (tenant_id, id, member_id, token_hash, box, scopes, expires_at)
     values ($1, $2, $3, $4, $5, '{team:read}', now() + interval '1 day')`,
    [tenantId, tokenId, memberId, hash(), box()],
  )
  await owner.query(
    'insert into push_subscriptions (tenant_id, id, member_id, endpoint_index, box) values ($1, $2, $3, $4, $5)',
    [tenantId, newId(), memberId, hash(), box()],
  )
})

async function addFactors(): Promise<void> {
  const secret = box()
  await app.query('select enroll_totp($1, $2)', [userId, secret])
  await app.query('select confirm_totp($1, $2, 1, $3)', [userId, secret, [hash(), hash()]])
  await app.query('select add_passkey($1, $2, $3, $4, 0)', [passkeyId, userId, hash(), box()])
}

const found = async () => {
  const { rows } = await owner.query<{ codes: number; keys: number; totps: number; tokens: number; told: number }>(
    `select
       (select count(*) from user_recovery_codes where user_id = $1)::int as codes,
       (select count(*) from user_passkeys where user_id = $1)::int as keys,
       (select count(*) from user_totps where user_id = $1)::int as totps,
       (select count(*) from api_tokens where tenant_id = $2 and revoked_at is null)::int as tokens,
       (select count(*) from push_subscriptions where tenant_id = $2)::int as told`,
    [userId, tenantId],
  )
  return rows[0]
}
const audit = async () => {
  const { rows } = await owner.query<{ action: string; subject: string; details: object }>(
    `select action, subject_id as subject, details from audit_log where tenant_id = $1 and member_id = $2
     order by action, details::text`,
    [tenantId, memberId],
  )
  return rows
}

async function reset(): Promise<string | null> {
  const token = hash()
  await app.query("select mail_user_link($1, 'reset', $2, now() + interval '1 minute', $3, $4)", [
    ...[userId, token, newId(), box()],
  ])
  const { rows } = await app.query<{ id: string | null }>('select reset_password($1, $2) as id', [
    ...[token, 'y'.repeat(40)],
  ])
  return rows[0]?.id ?? null
}

async function confirmBySso(): Promise<boolean> {
  await app.query('begin')
  await app.query("select set_config('app.tenant_id', $1, true)", [tenantId])
  const { rows } = await app.query<{ done: boolean }>('select confirm_by_sso($1, $2) as done', [
    ...[userId, 'y'.repeat(40)],
  ])
  await app.query('commit')
  return rows[0]?.done ?? false
}

const verified = () => owner.query('update users set verified_at = now() where id = $1', [userId])
const all = { codes: 2, keys: 1, totps: 1, tokens: 1, told: 1 }
const none = { codes: 0, keys: 0, totps: 0, tokens: 0, told: 0 }

describe('a password that is set by a mailed link', () => {
  it('takes all with it that was set up while the address was not proved, and says so', async () => {
    await addFactors()
    expect(await found()).toEqual(all)
    expect(await reset()).toBe(userId)
    expect(await found()).toEqual(none)
    expect(await audit()).toEqual([
      { action: 'api_token.revoked', subject: tokenId, details: {} },
      { action: 'factor.removed', subject: memberId, details: { kind: 'authenticator' } },
      { action: 'factor.removed', subject: passkeyId, details: { kind: 'passkey' } },
      { action: 'password.reset', subject: memberId, details: {} },
    ])
  })

  it('leaves everything where the address was proved: it goes round no second factor', async () => {
    await addFactors()
    await verified()
    expect(await reset()).toBe(userId)
    expect(await found()).toEqual(all)
    expect((await audit()).map(({ action }) => action)).toEqual(['password.reset'])
  })

  it('is nobody else’s matter', async () => {
    await addFactors()
    const [stranger, before] = [userId, await found()]
    userId = newId()
    await owner.query('insert into users (id, email_index, box, password_hash) values ($1, $2, $3, $4)', [
      ...[userId, hash(), box(), 'x'.repeat(40)],
    ])
    expect(await reset()).toBe(userId)
    userId = stranger
    expect(await found()).toEqual(before)
  })
})

describe('the word of the tenant’s provider', () => {
  it('takes tokens, told browsers and an authenticator that is being set up', async () => {
    await app.query('select enroll_totp($1, $2)', [userId, box()])
    expect(await confirmBySso()).toBe(true)
    expect(await found()).toEqual(none)
    expect((await audit()).map(({ action }) => action)).toEqual(['api_token.revoked', 'password.reset'])
  })

  it('touches no account with a factor', async () => {
    await addFactors()
    expect(await confirmBySso()).toBe(false)
    expect(await found()).toEqual(all)
  })
})

it('is not the app’s to call by itself', async () => {
  await expect(app.query('select forget_unproved($1)', [userId])).rejects.toMatchObject({ code: '42501' })
})
