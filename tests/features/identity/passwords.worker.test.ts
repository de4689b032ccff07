import { scryptSync } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it, vi } from 'vitest'
import { LEAKED } from '../../../dev/sso/leaked-passwords.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { enrollTotp } from '../../support/authenticator.ts'
import {
  asOwner,
  auditOf,
  awaitMailedToken,
  call,
  invite,
  newEmail,
  newMember,
  newTenant,
  newUnconfirmed,
  PASSWORD,
  type Person,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'
import { mailTo } from '../../support/mailbox.ts'

const [, LEAKED_ONE = ''] = Object.keys(LEAKED)
const NEXT = 'seven purple llamas sing'
const forgot = (email: string, headers = {}) => call('POST', '/api/auth/password/forgot', { email }, { headers })
const reset = (token: string, password = NEXT) => call('POST', '/api/auth/password/reset', { token, password })
const signingIn = (email: string, password: string) => call('POST', '/api/auth/signin', { email, password })

async function forgottenToken(email: string): Promise<string> {
  expect((await forgot(email)).status).toBe(202)
  return awaitMailedToken(email, 'reset-password')
}

const subjectsTo = async (email: string) => (await mailTo(email)).map(({ subject }) => subject)

/** As if the link had been mailed that long ago. */
async function age(token: string, by: string): Promise<void> {
  const hash = toPgHex(await hashToken(token))
  await asOwner(sql`update user_links set expires_at = expires_at - ${by}::interval where token_hash = ${hash}::bytea`)
}

async function hashOf({ me }: Person): Promise<string> {
  const { rows } = await asOwner<{ hash: string }>(sql`
    select password_hash as hash from users where id = ${me.userId}::uuid`)
  return rows[0]?.hash ?? ''
}

describe('a forgotten password', () => {
  it('is replaced by the mailed link, which ends all sessions, signs nobody in and is told by e-mail', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    const token = await forgottenToken(owner.me.email)
    const answer = await reset(token)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toBeNull()
    for (const each of [owner, other]) expect((await each.call('GET', '/api/me')).status).toBe(401)
    expect((await signingIn(owner.me.email, PASSWORD)).status).toBe(401)
    const back = await signIn(owner.me.email, NEXT)
    expect((await auditOf(back)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['password.reset', 'session.ended']),
    )
    await vi.waitFor(
      async () => expect(await subjectsTo(owner.me.email)).toContain('Your password was changed'),
      10_000,
    )
  })

  it('takes all with it that was set up while the address was not confirmed: a stranger may have', async () => {
    const squatter = await newTenant()
    const made = { name: 'Till', scopes: ['team:read'], expiresInDays: 1 }
    const { token } = (await squatter.call<{ token: string }>('POST', '/api/api-tokens', made)).body
    await enrollTotp(squatter)
    await asOwner(sql`update users set verified_at = null where id = ${squatter.me.userId}::uuid`)
    const byToken = () =>
      call('GET', '/api/me', undefined, { origin: null, headers: { authorization: `Bearer ${token}` } })
    expect((await byToken()).status).toBe(200)
    expect((await signingIn(squatter.me.email, PASSWORD)).status).toBe(202)
    expect((await reset(await forgottenToken(squatter.me.email))).status).toBe(204)
    const victim = await signIn(squatter.me.email, NEXT)
    expect(victim.me.emailVerified).toBe(true)
    expect((await byToken()).status).toBe(401)
    expect((await auditOf(victim)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['factor.removed', 'api_token.revoked', 'password.reset']),
    )
  })

  it('link works once, and takes the others of the person with it', async () => {
    const owner = await newTenant()
    const first = await forgottenToken(owner.me.email)
    expect((await forgot(owner.me.email)).status).toBe(202)
    const second = await awaitMailedToken(owner.me.email, 'reset-password', first)
    expect((await Promise.all([reset(first), reset(second)])).map(({ status }) => status).sort()).toEqual([204, 404])
    for (const token of [first, second]) {
      expect(await reset(token)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    }
  })

  it('link is over after 30 minutes, and is no other kind of link', async () => {
    const email = newEmail()
    await newUnconfirmed({ email })
    const verifying = await awaitMailedToken(email, 'verify-email')
    expect((await reset(verifying)).status).toBe(404)
    const token = await forgottenToken(email)
    expect((await call('POST', '/api/auth/email/verify', { token })).status).toBe(404)
    await age(token, '29 minutes')
    expect(await reset(token, 'password1234')).toMatchObject({ status: 400, body: { code: 'WEAK_PASSWORD' } })
    await age(token, '1 minute')
    expect((await reset(token)).status).toBe(404)
    expect((await signingIn(email, PASSWORD)).status).toBe(200)
  })

  it('is asked for with the same answer whether there is such an account', async () => {
    const owner = await newTenant()
    const [known, unknown] = [await forgot(owner.me.email), await forgot(newEmail())]
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
    const names = ({ headers }: typeof known) => [...headers.keys()].sort()
    expect(names(known)).toEqual(names(unknown))
  })

  it('is asked for three times an hour, known or not', async () => {
    for (const email of [(await newTenant()).me.email, newEmail()]) {
      const answers = []
      for (let n = 0; n < 4; n++) answers.push((await forgot(n % 2 ? email.toUpperCase() : email)).status)
      expect(answers).toEqual([202, 202, 202, 429])
    }
  })

  it('is mailed in the language that was asked in', async () => {
    const owner = await newTenant()
    await forgot(owner.me.email, { 'accept-language': 'nl-NL,nl;q=0.9' })
    await awaitMailedToken(owner.me.email, 'reset-password')
    expect(await subjectsTo(owner.me.email)).toContain('Kies een nieuw wachtwoord')
  })

  it('shows nothing of links and hashes to the app’s role', async () => {
    for (const table of ['user_links', 'users']) {
      await expect(services.db.execute(sql`select * from ${sql.identifier(table)}`)).rejects.toMatchObject({
        cause: { code: '42501' },
      })
    }
    await expect(services.db.execute(sql`select use_user_link('\\x00', 'reset')`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })
})

describe('changing the password', () => {
  const change = (who: Person, current: string, password: string) =>
    who.call('POST', '/api/auth/password/change', { current, password })

  it('wants the present one, ends the other sessions and gives this one another token', async () => {
    const owner = await newTenant()
    const other = await signIn(owner.me.email)
    const link = await forgottenToken(owner.me.email)
    const answer = await change(owner, PASSWORD, NEXT)
    expect(answer.status).toBe(204)
    expect((await other.call('GET', '/api/me')).status).toBe(401)
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('adsapp=')) ?? ''
    expect((await call('GET', '/api/me', undefined, { cookie })).status).toBe(200)
    expect((await reset(link)).status).toBe(404)
    expect((await signingIn(owner.me.email, PASSWORD)).status).toBe(401)
    const back = await signIn(owner.me.email, NEXT)
    expect((await auditOf(back)).map(({ action }) => action)).toContain('password.changed')
    await vi.waitFor(
      async () => expect(await subjectsTo(owner.me.email)).toContain('Your password was changed'),
      10_000,
    )
  })

  it('changes nothing for who does not know it, and counts the tries', async () => {
    const owner = await newTenant()
    const tries = []
    for (let n = 0; n < 6; n++) tries.push(await change(owner, 'a wrong password', NEXT))
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429])
    expect(tries[0]).toMatchObject({ body: { code: 'WRONG_CREDENTIALS' } })
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it.each([
    ['password1234', 'WEAK_PASSWORD'],
    [LEAKED_ONE, 'LEAKED_PASSWORD'],
  ])('counts no refusal of the new one beside the right one: %s', async (password, code) => {
    const owner = await newTenant()
    for (let n = 0; n < 6; n++) expect(await change(owner, PASSWORD, password)).toMatchObject({ body: { code } })
    const tries = []
    for (let n = 0; n < 6; n++) tries.push((await change(owner, 'a wrong password', password)).status)
    expect(tries).toEqual([401, 401, 401, 401, 401, 429])
  })

  it('refuses one that is easy to guess: common, or made of what is known of the person', async () => {
    const owner = await newTenant({
      name: 'Wilhelmina Oranje',
      email: `wilhelmina.oranje@${newEmail().slice(0, 30)}.test`,
    })
    for (const weak of ['password1234', 'ｐａｓｓｗｏｒｄ１２３４', 'wilhelmina12', 'qwertyuiop12']) {
      expect(await change(owner, PASSWORD, weak), weak).toMatchObject({ status: 400, body: { code: 'WEAK_PASSWORD' } })
    }
    expect((await change(owner, PASSWORD, 'short')).body).toMatchObject({ code: 'INVALID_REQUEST' })
    expect((await owner.call('GET', '/api/me')).status).toBe(200)
  })

  it('judges a long one by its better end', async () => {
    const owner = await newTenant()
    expect((await change(owner, PASSWORD, 'a'.repeat(60))).body).toMatchObject({ code: 'WEAK_PASSWORD' })
    expect((await change(owner, PASSWORD, `${'a'.repeat(24)} of several harmless giraffes`)).status).toBe(204)
  })

  it('is for who is signed in', async () => {
    const wish = { current: PASSWORD, password: NEXT }
    expect((await call('POST', '/api/auth/password/change', wish)).status).toBe(401)
  })
})

it('the names of all their organizations are easy to guess, at a change and by a mailed link', async () => {
  const [owner, second] = [
    await newTenant({ organization: 'Giraffe Bakery' }),
    await newTenant({ organization: 'Yellow Tulips' }),
  ]
  const joining = { token: tokenOf(await invite(second, 'agent', owner.me.email)), password: PASSWORD }
  expect((await call('POST', '/api/auth/invitations/accept', joining)).status).toBe(200)
  const token = await forgottenToken(owner.me.email)
  for (const password of ['GiraffeBakery2026', 'Yellow Tulips Yellow Tulips']) {
    const weak = { status: 400, body: { code: 'WEAK_PASSWORD' } }
    expect(await owner.call('POST', '/api/auth/password/change', { current: PASSWORD, password })).toMatchObject(weak)
    expect(await reset(token, password)).toMatchObject(weak)
  }
  expect((await reset(token)).status).toBe(204)
})

it('who accepts an invitation is not locked out by passwords that are refused; wrong ones are counted', async () => {
  const [owner, second] = [await newTenant(), await newTenant()]
  const token = tokenOf(await invite(owner, 'agent'))
  const accept = (token: string, password: string) =>
    call('POST', '/api/auth/invitations/accept', { token, name: 'Max', password })
  for (const password of [...Array(5).fill('password1234'), LEAKED_ONE]) {
    expect((await accept(token, password)).status).toBe(400)
  }
  expect((await accept(token, NEXT)).status).toBe(200)
  const known = tokenOf(await invite(owner, 'agent', second.me.email))
  const tries = []
  for (let n = 0; n < 6; n++) tries.push((await accept(known, 'password1234')).status)
  expect(tries).toEqual([401, 401, 401, 401, 401, 429])
})

it('a weak password is refused at the sign-up and in an invitation too', async () => {
  const wish = { email: newEmail(), password: 'password1234', name: 'Ada', organization: 'Shop' }
  const weak = { status: 400, body: { code: 'WEAK_PASSWORD' } }
  expect(await call('POST', '/api/auth/signup', wish)).toMatchObject(weak)
  const token = tokenOf(await invite(await newTenant(), 'agent'))
  const joining = { token, name: 'Ada', password: 'password1234' }
  expect(await call('POST', '/api/auth/invitations/accept', joining)).toMatchObject(weak)
})

it('a password that was hashed with older parameters is hashed anew at the sign-in', async () => {
  const owner = await newTenant()
  const salt = Buffer.alloc(16, 7)
  const old = scryptSync(PASSWORD, salt, 32, { N: 2 ** 12, r: 8, p: 1 })
  const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  const stored = `$scrypt$ln=12,r=8,p=1$${base64(salt)}$${base64(old)}`
  await asOwner(sql`update users set password_hash = ${stored} where id = ${owner.me.userId}::uuid`)
  expect((await signingIn(owner.me.email, 'a wrong password')).status).toBe(401)
  expect(await hashOf(owner)).toBe(stored)
  await signIn(owner.me.email)
  const renewed = await hashOf(owner)
  expect(renewed).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/)
  await signIn(owner.me.email)
  expect(await hashOf(owner)).toBe(renewed)
})

it('a colleague’s reset shows in the audit log of every team of theirs, and ends their sessions there', async () => {
  const [owner, second] = [await newTenant(), await newTenant()]
  const agent = await newMember(owner, 'agent')
  const { link } = (
    await second.call<{ link: string }>('POST', '/api/team/invitations', {
      email: agent.me.email,
      role: 'agent',
    })
  ).body
  const there = await call('POST', '/api/auth/invitations/accept', {
    token: link.split('token=')[1],
    password: PASSWORD,
  })
  expect(there.status).toBe(200)
  expect((await reset(await forgottenToken(agent.me.email))).status).toBe(204)
  for (const each of [owner, second]) {
    expect((await auditOf(each)).map(({ action }) => action)).toContain('password.reset')
    expect((await each.call('GET', '/api/me')).status).toBe(200)
  }
})
