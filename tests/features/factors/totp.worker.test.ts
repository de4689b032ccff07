import { sql } from 'drizzle-orm'
import { describe, expect, inject, it } from 'vitest'
import type { Factors, MfaChallenge, RecoveryCodes, TotpSecret } from '../../../worker/contract/factors.ts'
import type { Me } from '../../../worker/contract/team.ts'
import { hashToken } from '../../../worker/crypto/tokens.ts'
import { toPgHex } from '../../../worker/db/columns.ts'
import { sendEmails } from '../../../worker/features/emails/index.ts'
import { codeOf, cookieOf, enrollTotp, withCookie } from '../../support/authenticator.ts'
import {
  asOwner,
  auditOf,
  call,
  invite,
  newConfirmedMember,
  newTenant,
  PASSWORD,
  type Person,
  services,
  signIn,
  tokenOf,
} from '../../support/factories.ts'
import { mailTo } from '../../support/mailbox.ts'

const factors = async (who: Person) => (await who.call<Factors>('GET', '/api/auth/mfa')).body
const ask = (who: Person) => call<MfaChallenge>('POST', '/api/auth/signin', { email: who.me.email, password: PASSWORD })
const ticketOf = async (who: Person) => (await ask(who)).body.ticket
const answer = (ticket: string, code: string) => call<Me & { code?: string }>('POST', '/api/auth/mfa', { ticket, code })
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('setting up an authenticator', () => {
  it('gives a secret once, counts after its first code, and gives ten recovery codes', async () => {
    const owner = await newTenant()
    const { body } = await owner.call<TotpSecret>('POST', '/api/auth/mfa/enroll')
    expect(body.otpauthUrl).toContain(
      `otpauth://totp/ADSapp:${encodeURIComponent(owner.me.email)}?issuer=ADSapp&secret=${body.secret}`,
    )
    expect(await factors(owner)).toEqual({ authenticator: false, passkeys: [], recoveryCodesLeft: 0, methods: [] })
    expect((await ask(owner)).status).toBe(200)

    const done = await owner.call<RecoveryCodes>('POST', '/api/auth/mfa/verify', { code: codeOf(body.secret) })
    expect(done.status).toBe(200)
    expect(new Set(done.body.recoveryCodes).size).toBe(10)
    for (const code of done.body.recoveryCodes) expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){6}$/)
    const now = withCookie(owner, cookieOf(done.headers))
    expect(await factors(now)).toMatchObject({
      authenticator: true,
      recoveryCodesLeft: 10,
      methods: ['code', 'recovery'],
    })
    expect((await owner.call('GET', '/api/me')).status).toBe(401)
    expect(await auditOf(owner)).toContainEqual(
      expect.objectContaining({
        action: 'factor.added',
        memberId: owner.me.memberId,
        details: { kind: 'authenticator' },
      }),
    )
  })

  it('tells the person by e-mail', async () => {
    const owner = await newTenant()
    await enrollTotp(owner)
    const provider = { url: inject('services').mailUrl, key: 'a-key-of-the-provider', from: 'ADSapp <a@example.test>' }
    await sendEmails({ ...services, provider, fetch: (input, init) => fetch(input, init) }, null)
    const mails = (await mailTo(owner.me.email)).filter(({ text }) => !text.includes('/verify-email'))
    expect(mails.map(({ subject }) => subject)).toEqual(['Your two-step sign-in was changed'])
    expect(mails[0]?.text).toContain('/settings/security')
  })

  it('refuses a wrong code, one without a beginning, and a second authenticator', async () => {
    const owner = await newTenant()
    expect((await owner.call('POST', '/api/auth/mfa/verify', { code: '123456' })).status).toBe(404)
    const { body } = await owner.call<TotpSecret>('POST', '/api/auth/mfa/enroll')
    const refused = await owner.call('POST', '/api/auth/mfa/verify', { code: wrong(codeOf(body.secret)) })
    expect(refused).toMatchObject({ status: 401, body: { code: 'WRONG_FACTOR' } })
    expect((await factors(owner)).authenticator).toBe(false)
    const { cookie } = await enrollTotp(owner)
    const again = await withCookie(owner, cookie).call('POST', '/api/auth/mfa/enroll')
    expect(again).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } })
    expect((await withCookie(owner, cookie).call('POST', '/api/auth/mfa/verify', { code: '123456' })).status).toBe(404)
  })

  it('is of one person: a colleague’s code is worth nothing', async () => {
    const owner = await newTenant()
    const agent = await newConfirmedMember(owner, 'agent')
    const { secret } = await enrollTotp(owner)
    await agent.call('POST', '/api/auth/mfa/enroll')
    expect((await agent.call('POST', '/api/auth/mfa/verify', { code: codeOf(secret, 1) })).status).toBe(401)
    expect(await factors(agent)).toMatchObject({ authenticator: false, methods: [] })
    expect((await ask(agent)).status).toBe(200)
  })

  it('keeps neither secret nor codes in the clear', async () => {
    const owner = await newTenant()
    const { secret, recoveryCodes } = await enrollTotp(owner)
    const { rows } = await asOwner<{ text: string }>(sql`
      select coalesce((select json_agg(t)::text from user_totps t), '') || coalesce((select json_agg(c)::text from user_recovery_codes c), '') as text`)
    const kept = rows[0]?.text ?? ''
    expect(kept).toContain(owner.me.userId)
    const hex = (text: string) => Buffer.from(text).toString('hex')
    for (const word of [secret, recoveryCodes[0] ?? '']) {
      expect(kept).not.toContain(word)
      expect(kept).not.toContain(hex(word))
    }
  })
})

describe('signing in with a second factor', () => {
  it('answers 202 with a ticket and no session; the code gives one', async () => {
    const owner = await newTenant()
    const { secret } = await enrollTotp(owner)
    const asked = await ask(owner)
    expect(asked).toMatchObject({ status: 202, body: { mfaRequired: true, methods: ['code', 'recovery'] } })
    expect(asked.headers.getSetCookie()).toEqual([])
    expect(asked.text).not.toContain(owner.me.email)
    expect((await call('GET', '/api/me', undefined, { cookie: `adsapp=${asked.body.ticket}` })).status).toBe(401)

    const done = await answer(asked.body.ticket, codeOf(secret, 1))
    expect(done).toMatchObject({ status: 200, body: { email: owner.me.email } })
    expect((await call('GET', '/api/me', undefined, { cookie: cookieOf(done.headers) })).status).toBe(200)
    expect(await auditOf(owner)).toContainEqual(
      expect.objectContaining({ action: 'member.proved', details: { for: 'sign-in', by: 'code' } }),
    )
  })

  it('says nothing of the factor for a wrong password', async () => {
    const owner = await newTenant()
    await enrollTotp(owner)
    const refused = await call('POST', '/api/auth/signin', { email: owner.me.email, password: 'wrong horse battery' })
    expect(refused).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } })
  })

  it('takes each code once, even with another ticket', async () => {
    const owner = await newTenant()
    const { secret } = await enrollTotp(owner)
    const code = codeOf(secret, 1)
    expect((await answer(await ticketOf(owner), codeOf(secret))).body.code).toBe('WRONG_FACTOR') // Used to set it up.
    expect((await answer(await ticketOf(owner), code)).status).toBe(200)
    expect((await answer(await ticketOf(owner), code)).body.code).toBe('WRONG_FACTOR')
  })

  it('of two at once with one code lets one in', async () => {
    const owner = await newTenant()
    const { secret } = await enrollTotp(owner)
    const tickets = [await ticketOf(owner), await ticketOf(owner)]
    const answers = await Promise.all(tickets.map((ticket) => answer(ticket, codeOf(secret, 1))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  it('takes each ticket once, whatever the code', async () => {
    const owner = await newTenant()
    const { recoveryCodes } = await enrollTotp(owner)
    const ticket = await ticketOf(owner)
    expect((await answer(ticket, recoveryCodes[0] ?? '')).status).toBe(200)
    expect((await answer(ticket, recoveryCodes[1] ?? '')).body.code).toBe('SIGN_IN_OVER')
  })

  it('leaves the ticket good after a wrong code, and refuses one that is not ours, is over, or is of another use', async () => {
    const owner = await newTenant()
    const { secret } = await enrollTotp(owner)
    const ticket = await ticketOf(owner)
    expect((await answer(ticket, wrong(codeOf(secret, 1)))).body.code).toBe('WRONG_FACTOR')
    const ids = { u: owner.me.userId, t: owner.me.tenant.id, m: owner.me.memberId }
    const others = [
      `${ticket.slice(0, -4)}AAAA`,
      await services.assertions.sign({ use: 'mfa-ticket', ...ids }, -1),
      await services.assertions.sign({ use: 'passkey', ...ids }, 60),
      'x'.repeat(40),
    ]
    for (const other of others) expect((await answer(other, codeOf(secret, 1))).body.code).toBe('SIGN_IN_OVER')
    expect((await answer(ticket, codeOf(secret, 1))).status).toBe(200)
  })

  it('does not take another person’s code', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    await enrollTotp(owner)
    const { secret, recoveryCodes } = await enrollTotp(other)
    const ticket = await ticketOf(owner)
    expect((await answer(ticket, codeOf(secret, 1))).body.code).toBe('WRONG_FACTOR')
    expect((await answer(ticket, recoveryCodes[0] ?? '')).body.code).toBe('WRONG_FACTOR')
  })

  it('limits attempts per person, over all tickets', async () => {
    const owner = await newTenant()
    const { secret } = await enrollTotp(owner)
    const statuses: number[] = []
    for (let at = 0; at < 10; at++) statuses.push((await answer(await ticketOf(owner), '000000')).status)
    expect(statuses).toContain(401)
    const limited = await answer(await ticketOf(owner), codeOf(secret, 1))
    expect(limited).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it.each([{}, { code: '123456', passkey: {} }, { code: '1' }])('refuses %j', async (proof) => {
    const refused = await call('POST', '/api/auth/mfa', { ticket: 'x'.repeat(40), ...proof })
    expect(refused.status).toBe(400)
  })
})

describe('a recovery code', () => {
  it('stands in for a code once, however it is typed', async () => {
    const owner = await newTenant()
    const { recoveryCodes, cookie } = await enrollTotp(owner)
    const typed = ` ${recoveryCodes[3]?.toLowerCase().replaceAll('-', ' ')}`
    expect((await answer(await ticketOf(owner), typed)).status).toBe(200)
    expect((await answer(await ticketOf(owner), typed)).body.code).toBe('WRONG_FACTOR')
    expect((await factors(withCookie(owner, cookie))).recoveryCodesLeft).toBe(9)
  })

  it('lies under a keyed hash, of this person; one from before works until it is used or renewed', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const { recoveryCodes, cookie } = await enrollTotp(owner)
    const letters = (recoveryCodes[0] ?? '').replaceAll('-', '')
    const plain = toPgHex(await hashToken(`${owner.me.userId}:${letters}`))
    const stored = await asOwner<{ hash: string }>(sql`
      select encode(code_hash, 'hex') as hash from user_recovery_codes where user_id = ${owner.me.userId}::uuid`)
    expect(stored.rows).toHaveLength(10)
    expect(stored.rows.map(({ hash }) => hash)).not.toContain(plain.slice(2))
    await enrollTotp(other)
    expect((await answer(await ticketOf(other), recoveryCodes[0] ?? '')).body.code).toBe('WRONG_FACTOR')

    const old = 'ABCD-EFGH-JKMN-PQR'
    for (const last of ['S', 'T']) {
      const hash = toPgHex(await hashToken(`${owner.me.userId}:${`${old}${last}`.replaceAll('-', '')}`))
      await asOwner(sql`insert into user_recovery_codes values (${owner.me.userId}::uuid, ${hash}::bytea)`)
    }
    expect((await answer(await ticketOf(owner), `${old}s`)).status).toBe(200)
    expect((await answer(await ticketOf(owner), `${old}S`)).body.code).toBe('WRONG_FACTOR')
    expect((await withCookie(owner, cookie).call('POST', '/api/auth/mfa/recovery-codes')).status).toBe(200)
    expect((await answer(await ticketOf(owner), `${old}T`)).body.code).toBe('WRONG_FACTOR')
  })

  it('is worth nothing after new ones were made', async () => {
    const owner = await newTenant()
    const { recoveryCodes, cookie } = await enrollTotp(owner)
    const renewed = await withCookie(owner, cookie).call<RecoveryCodes>('POST', '/api/auth/mfa/recovery-codes')
    expect(renewed.body.recoveryCodes).toHaveLength(10)
    expect((await answer(await ticketOf(owner), recoveryCodes[0] ?? '')).body.code).toBe('WRONG_FACTOR')
    expect((await answer(await ticketOf(owner), renewed.body.recoveryCodes[0] ?? '')).status).toBe(200)
    expect((await auditOf(owner)).map(({ action }) => action)).toContain('recovery_codes.renewed')
  })

  it('is not made for somebody without a factor', async () => {
    const owner = await newTenant()
    expect((await owner.call('POST', '/api/auth/mfa/recovery-codes')).status).toBe(404)
  })
})

describe('removing the authenticator', () => {
  it('takes the recovery codes with it; the password is enough again', async () => {
    const owner = await newTenant()
    const { cookie } = await enrollTotp(owner)
    const now = withCookie(owner, cookie)
    expect((await now.call('DELETE', '/api/auth/mfa')).status).toBe(204)
    expect(await factors(now)).toEqual({ authenticator: false, passkeys: [], recoveryCodesLeft: 0, methods: [] })
    expect((await ask(owner)).status).toBe(200)
    expect((await now.call('DELETE', '/api/auth/mfa')).status).toBe(404)
    expect((await auditOf(owner)).filter(({ action }) => action === 'factor.removed')).toHaveLength(1)
  })
})

describe('other ways in', () => {
  it('an invitation accepted by the password asks for the second factor too', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const { secret } = await enrollTotp(owner)
    const invitation = await invite(other, 'agent', owner.me.email)
    const input = { token: tokenOf(invitation), password: PASSWORD }
    const accepted = await call<MfaChallenge>('POST', '/api/auth/invitations/accept', input)
    expect(accepted).toMatchObject({ status: 202, body: { mfaRequired: true } })
    expect(accepted.headers.getSetCookie()).toEqual([])
    const done = await answer(accepted.body.ticket, codeOf(secret, 1))
    expect(done.body.tenant.id).toBe(other.me.tenant.id)
  })

  it('is not needed for whoever is signed in already', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const { cookie } = await enrollTotp(owner)
    const token = tokenOf(await invite(other, 'agent', owner.me.email))
    expect((await call('POST', '/api/auth/invitations/accept', { token }, { cookie })).status).toBe(200)
  })

  it('ends with the membership', async () => {
    const owner = await newTenant()
    const agent = await newConfirmedMember(owner, 'agent')
    const { secret } = await enrollTotp(agent)
    const ticket = await ticketOf(agent)
    await owner.call('PATCH', `/api/team/members/${agent.me.memberId}`, { active: false })
    expect((await answer(ticket, codeOf(secret, 1))).status).toBe(403)
    await expect(signIn(agent.me.email)).rejects.toThrow('403')
  })
})
