import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { CreatedPasskey, Factors, MfaChallenge, PasskeyOptions } from '../../../worker/contract/factors.ts'
import type { Me } from '../../../worker/contract/team.ts'
import { relyingPartyOf } from '../../../worker/features/factors/passkey-rules.ts'
import { cookieOf, withCookie } from '../../support/authenticator.ts'
import {
  asOwner,
  auditOf,
  call,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  services,
} from '../../support/factories.ts'
import { type Lie, newAuthenticator } from '../../support/passkey.ts'

const { origin } = relyingPartyOf(services.settings)
type Authenticator = Awaited<ReturnType<typeof newAuthenticator>>

const factors = async (who: Person) => (await who.call<Factors>('GET', '/api/auth/mfa')).body
const options = async (who: Person) => (await who.call<PasskeyOptions>('POST', '/api/auth/passkeys/options')).body

async function register(who: Person, authenticator: Authenticator, name = 'Laptop') {
  const answer = await who.call<CreatedPasskey>(
    'POST',
    '/api/auth/passkeys',
    await authenticator.create(await options(who), name),
  )
  expect(answer.status).toBe(201)
  return { passkey: answer.body, person: withCookie(who, cookieOf(answer.headers)) }
}

async function withPasskey() {
  const owner = await newTenant()
  const authenticator = await newAuthenticator(origin)
  return { authenticator, owner, ...(await register(owner, authenticator)) }
}

const signInOptions = async () => (await call<PasskeyOptions>('POST', '/api/auth/passkeys/signin-options')).body
const signIn = async (authenticator: Authenticator, lie?: Lie) =>
  call<Me & { code?: string }>('POST', '/api/auth/passkeys/signin', await authenticator.get(await signInOptions(), lie))

describe('a new passkey', () => {
  it('is kept under its name, with recovery codes for the first one, and can be removed', async () => {
    const { person, passkey, owner } = await withPasskey()
    expect(passkey).toMatchObject({ name: 'Laptop', lastUsedAt: null })
    expect(passkey.recoveryCodes).toHaveLength(10)
    const second = await register(person, await newAuthenticator(origin), 'Phone')
    expect(second.passkey.recoveryCodes).toBeNull()
    const found = await factors(second.person)
    expect(found).toMatchObject({ authenticator: false, recoveryCodesLeft: 10, methods: ['passkey', 'recovery'] })
    expect(found.passkeys.map(({ name }) => name)).toEqual(['Laptop', 'Phone'])
    for (const { id } of found.passkeys) {
      expect((await second.person.call('DELETE', `/api/auth/passkeys/${id}`)).status).toBe(204)
    }
    expect(await factors(second.person)).toMatchObject({ passkeys: [], recoveryCodesLeft: 0, methods: [] })
    const actions = (await auditOf(owner)).map(({ action }) => action)
    expect(actions.filter((action) => action.startsWith('factor.'))).toHaveLength(4)
  })

  it('says what is wanted: discoverable, verified, for this place, none that is there', async () => {
    const { person, authenticator } = await withPasskey()
    expect((await options(person)).options).toMatchObject({
      rp: { id: 'localhost' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: authenticator.credentialId }],
    })
  })

  it.each<[string, Lie]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['for another place', { rpId: 'evil.example' }],
    ['without a finger, face or PIN', { isVerified: false }],
  ])('is refused %s', async (_, lie) => {
    const owner = await newTenant()
    const made = await (await newAuthenticator(origin)).create(await options(owner), 'Bad', lie)
    const refused = await owner.call('POST', '/api/auth/passkeys', made)
    expect(refused).toMatchObject({ status: 401, body: { code: 'WRONG_FACTOR' } })
    expect((await factors(owner)).passkeys).toEqual([])
  })

  it('wants a challenge of this person that was not used', async () => {
    const [owner, other] = [await newTenant(), await newTenant()]
    const authenticator = await newAuthenticator(origin)
    const made = await authenticator.create(await options(owner))
    expect((await other.call('POST', '/api/auth/passkeys', made)).status).toBe(401)
    const done = await owner.call<CreatedPasskey>('POST', '/api/auth/passkeys', made)
    expect(done.status).toBe(201)
    const now = withCookie(owner, cookieOf(done.headers))
    expect((await now.call('POST', '/api/auth/passkeys', made)).status).toBe(401)
    expect((await factors(now)).passkeys).toHaveLength(1)
  })

  it('of a colleague is neither seen nor removed', async () => {
    const { person, passkey } = await withPasskey()
    const agent = await newMember(person, 'agent')
    expect((await factors(agent)).passkeys).toEqual([])
    expect((await agent.call('DELETE', `/api/auth/passkeys/${passkey.id}`)).status).toBe(404)
    expect((await factors(person)).passkeys).toHaveLength(1)
  })

  it('stands in the database under a hash, its name and key sealed', async () => {
    const { passkey, authenticator } = await withPasskey()
    const { rows } = await asOwner<{ text: string }>(sql`
      select row_to_json(k)::text || encode(k.box, 'escape') as text from user_passkeys k where id = ${passkey.id}::uuid`)
    expect(rows[0]?.text).toContain(passkey.id)
    expect(rows[0]?.text).not.toContain('Laptop')
    expect(rows[0]?.text).not.toContain(authenticator.credentialId)
  })
})

describe('signing in by a passkey', () => {
  it('needs neither e-mail nor password', async () => {
    const { authenticator, owner } = await withPasskey()
    const done = await signIn(authenticator)
    expect(done).toMatchObject({ status: 200, body: { email: owner.me.email } })
    expect((await call('GET', '/api/me', undefined, { cookie: cookieOf(done.headers) })).status).toBe(200)
    expect((await signIn(authenticator)).status).toBe(200)
  })

  it('says the same to everybody beforehand', async () => {
    const { options } = await signInOptions()
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
    expect(options.allowCredentials ?? []).toEqual([])
  })

  it.each<[string, Lie]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['for another place', { rpId: 'evil.example' }],
    ['without a finger, face or PIN', { isVerified: false }],
  ])('is refused %s', async (_, lie) => {
    const { authenticator } = await withPasskey()
    expect((await signIn(authenticator, lie)).body.code).toBe('WRONG_FACTOR')
  })

  it('takes each challenge once', async () => {
    const { authenticator } = await withPasskey()
    const asked = await signInOptions()
    const first = await authenticator.get(asked)
    expect((await call('POST', '/api/auth/passkeys/signin', first)).status).toBe(200)
    expect((await call('POST', '/api/auth/passkeys/signin', first)).status).toBe(401)
    expect((await call('POST', '/api/auth/passkeys/signin', await authenticator.get(asked))).status).toBe(401)
  })

  it('refuses a count that did not grow: there are two of it', async () => {
    const { authenticator } = await withPasskey()
    expect((await signIn(authenticator, { count: 7 })).status).toBe(200)
    expect((await signIn(authenticator, { count: 7 })).body.code).toBe('WRONG_FACTOR')
    expect((await signIn(authenticator, { count: 6 })).body.code).toBe('WRONG_FACTOR')
    expect((await signIn(authenticator, { count: 8 })).status).toBe(200)
  })

  it('refuses one that is unknown, or was removed', async () => {
    const stranger = await newAuthenticator(origin)
    expect((await signIn(stranger)).body.code).toBe('WRONG_FACTOR')
    const { authenticator, person, passkey } = await withPasskey()
    await person.call('DELETE', `/api/auth/passkeys/${passkey.id}`)
    expect((await signIn(authenticator)).body.code).toBe('WRONG_FACTOR')
  })

  it('refuses what was signed for another step', async () => {
    const { authenticator, person } = await withPasskey()
    const { body } = await person.call<PasskeyOptions>('POST', '/api/auth/step-up/passkey-options')
    const signed = await authenticator.get(body)
    expect((await call('POST', '/api/auth/passkeys/signin', signed)).status).toBe(401)
  })
})

describe('a passkey as second factor', () => {
  const challenge = async (who: Person) =>
    (await call<MfaChallenge>('POST', '/api/auth/signin', { email: who.me.email, password: PASSWORD })).body
  const askFor = async (ticket: string) =>
    (await call<PasskeyOptions>('POST', '/api/auth/mfa/passkey-options', { ticket })).body

  it('follows the password', async () => {
    const { authenticator, owner } = await withPasskey()
    const { ticket, methods } = await challenge(owner)
    expect(methods).toEqual(['passkey', 'recovery'])
    const asked = await askFor(ticket)
    expect(asked.options.allowCredentials).toMatchObject([{ id: authenticator.credentialId }])
    const done = await call<Me>('POST', '/api/auth/mfa', { ticket, passkey: await authenticator.get(asked) })
    expect(done).toMatchObject({ status: 200, body: { memberId: owner.me.memberId } })
  })

  it('is of the person whose password it was', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()]
    const { ticket } = await challenge(one.owner)
    const passkey = await other.authenticator.get(await askFor(ticket))
    expect((await call('POST', '/api/auth/mfa', { ticket, passkey })).status).toBe(401)
    expect((await call('POST', '/api/auth/mfa/passkey-options', { ticket: 'x'.repeat(40) })).status).toBe(401)
  })

  it('proves it again for what is risky', async () => {
    const { authenticator, person } = await withPasskey()
    const { body } = await person.call<PasskeyOptions>('POST', '/api/auth/step-up/passkey-options')
    const passkey = await authenticator.get(body)
    expect((await person.call('POST', '/api/auth/step-up', { passkey })).status).toBe(204)
  })
})
