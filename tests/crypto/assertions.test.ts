import fc from 'fast-check'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { createAssertions } from '../../worker/crypto/assertions.ts'
import { parseKeyList } from '../../worker/crypto/intake.ts'
import { hashToken, newToken } from '../../worker/crypto/tokens.ts'
import { issueTicket, openTicket, signChallenge, takeChallenge } from '../../worker/features/factors/assertions.ts'
import type { FoundSession } from '../../worker/features/identity/repo.ts'
import { openPass, signPass } from '../../worker/features/identity/session-pass.ts'
import { getTicketUser } from '../../worker/features/staff/sessions.ts'
import { randomBytes, toBase64, toBase64Url, utf8 } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'

const NOW = Date.UTC(2026, 10, 26, 9)
const entry = (id: string) => `${id}:${toBase64(randomBytes(32))}`
const [old, fresh] = [entry('old'), entry('fresh')]
const signers = (...entries: string[]) => createAssertions(parseKeyList(entries.join(',')), () => NOW)
const bytesOf = (listed: string) => parseKeyList(listed)[0]?.bytes ?? new Uint8Array()
const part = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)))
const partsOf = (assertion: string) => {
  const [head = '', claims = ''] = assertion.split('.')
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString())
  return { head: read(head), claims: read(claims) as JWTPayload }
}
const seconds = Math.floor(NOW / 1000)

describe('a list of keys', () => {
  it('signs with the first and opens with each, until one is taken off', async () => {
    const before = await signers(old).sign({ a: 1 }, 60)
    const after = await signers(fresh, old).sign({ a: 1 }, 60)
    expect(partsOf(before).head).toEqual({ alg: 'HS256', kid: 'old' })
    expect(partsOf(after).head).toEqual({ alg: 'HS256', kid: 'fresh' })
    expect(await signers(fresh, old).open(before)).toMatchObject({ a: 1 })
    expect(await signers(fresh).open(after)).toMatchObject({ a: 1 })
    expect(await signers(fresh).open(before)).toBeNull()
  })

  it('keeps no key to a name: another key of the same name opens nothing', async () => {
    expect(await signers(entry('old')).open(await signers(old).sign({ a: 1 }, 60))).toBeNull()
  })
})

describe('an assertion', () => {
  const sign = (claims: JWTPayload, header: object = {}, key = bytesOf(old)) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'old', ...header }).sign(key)
  const good = { a: 1, iat: seconds, exp: seconds + 60 }
  const theirs = randomBytes(32)
  const theirJwk = { kty: 'oct', k: toBase64Url(theirs), alg: 'HS256' }

  it('opens as it was signed here: what is refused below is refused for its reason', async () => {
    expect(await signers(old).open(await sign(good))).toMatchObject(good)
  })

  it.each<[string, () => Promise<string>]>([
    ['that never ends', () => sign({ a: 1, iat: seconds })],
    ['without a beginning', () => sign({ a: 1, exp: seconds + 60 })],
    ['that is over', () => sign({ ...good, exp: seconds - 1 })],
    ['that is over-long', () => sign({ ...good, more: 'x'.repeat(1_500) })],
    ['without a kid', () => sign(good, { kid: undefined })],
    ['with a kid that is no name', () => sign(good, { kid: '../old' })],
    ['by a longer HMAC of the same key', () => sign(good, { alg: 'HS512' })],
    ['with a key that it brings along', () => sign(good, { jwk: theirJwk }, theirs)],
    ['with an address where its key lies', () => sign(good, { jku: 'https://evil.example/keys.json' }, theirs)],
    ['with a certificate that it brings along', () => sign(good, { x5c: [toBase64(theirs)] }, theirs)],
    ['with an address where its certificate lies', () => sign(good, { x5u: 'https://evil.example/a.pem' }, theirs)],
    ['with a list of keys by its name', () => sign(good, { kid: ['old'] }, theirs)],
  ])('%s opens nothing', async (_, forge) => {
    const asked = vi.spyOn(globalThis, 'fetch')
    expect(await signers(old).open(await forge())).toBeNull()
    expect(asked).not.toHaveBeenCalled()
  })

  it('changed in any byte opens nothing, nor does any other text', async () => {
    const [{ open }, whole] = [signers(old), await sign(good)]
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom(...'Aa0-_.=~ é\0'), async (at, char) => {
        // The last character of base64 carries bits that nothing reads.
        fc.pre(whole[at] !== char && at < whole.length - 1)
        expect(await open(whole.slice(0, at) + char + whole.slice(at + 1))).toBeNull()
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        expect(await open(text)).toBeNull()
      }),
    )
  })
})

describe('another algorithm than ours', () => {
  const assertions = signers(old)
  const [userId, tenantId, memberId] = [newId(), newId(), newId()]
  const ctx = { db: { execute: async () => ({ rows: [{ done: true }] }) } as never, assertions, now: () => NOW, newId }
  const found: FoundSession = {
    ...{ sessionId: newId(), userId, tenantId, memberId, role: 'agent', sees: 'own', jurisdiction: 'default' },
    ...{
      epoch: 1,
      provedAtMs: NOW,
      factorDueMs: null,
      expiresAtMs: NOW + 60_000,
      bySso: false,
      ...{ seenAtMs: 1_760_000_000_000, idleAtMs: 1_760_043_200_000 },
    },
  }
  const token = newToken()

  /** All that is signed: how one is made, and what its reader says. */
  const kinds: [string, () => Promise<string>, (text: string) => Promise<unknown>][] = [
    [
      'a pass',
      async () => signPass(assertions, toBase64Url(await hashToken(token)), found),
      (text) => openPass(ctx, token, text),
    ],
    ['an MFA ticket', () => issueTicket(ctx, { userId, tenantId, memberId }), (text) => openTicket(ctx, text)],
    [
      'the state of a passkey',
      () => signChallenge(ctx, 'mfa', userId, 'challenge'),
      (text) => takeChallenge(ctx, 'mfa', userId, text),
    ],
    [
      'a ticket of the staff',
      () => assertions.sign({ use: 'staff-ticket', u: userId, jti: newId() }, 60),
      (text) => getTicketUser({ assertions }, text).catch(() => null),
    ],
  ]

  /** The same claims, signed by somebody who knows only what is public. */
  async function forgeriesOf(assertion: string): Promise<[string, string][]> {
    const { head, claims } = partsOf(assertion)
    const unsigned = (alg: string) => `${part({ ...head, alg })}.${part(claims)}.`
    const signed = (alg: string, key: Uint8Array | CryptoKey, kid = 'old') =>
      new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key)
    const pair = await generateKeyPair('EdDSA', { extractable: true })
    const { x = '' } = await exportJWK(pair.publicKey)
    const publicKey = new Uint8Array(Buffer.from(x, 'base64url'))
    return [
      ...['none', 'None', 'NONE', 'HS256', ''].map((alg): [string, string] => [`unsigned ${alg}`, unsigned(alg)]),
      ['HS256 by the name of the key', await signed('HS256', utf8('old'.padEnd(32, '\0')))],
      ['HS256 by the list of keys without its secret', await signed('HS256', utf8('old:'.padEnd(32, '=')))],
      ['HS256 by a public key', await signed('HS256', publicKey)],
      ['HS256 by nothing', await signed('HS256', new Uint8Array(32))],
      ['HS256 by their own key under another name', await signed('HS256', randomBytes(32), 'mine')],
      ['EdDSA', await signed('EdDSA', pair.privateKey)],
    ]
  }

  it.each(kinds)('opens nothing of %s', async (_, make, read) => {
    const assertion = await make()
    expect(await read(assertion)).not.toBeNull()
    const forgeries = await forgeriesOf(assertion)
    for (const [name, forged] of forgeries) expect(await read(forged), name).toBeNull()
  })

  it('and a pass that was opened before only with its token, until it is over', async () => {
    let nowMs = NOW
    const now = () => nowMs
    const clocked = { assertions: createAssertions(parseKeyList(old), now), now }
    const pass = await signPass(clocked.assertions, toBase64Url(await hashToken(token)), found)
    const opened = () => openPass(clocked, token, pass)
    expect(await opened()).toEqual(found)
    expect(await opened()).toEqual(found)
    expect(await openPass(clocked, newToken(), pass)).toBeNull()
    nowMs = NOW + 59_000
    expect(await opened()).toEqual(found)
    nowMs = NOW + 60_000
    expect(await opened()).toBeNull()
  })

  it('nor does one kind stand for another', async () => {
    for (const [kind, make] of kinds) {
      const assertion = await make()
      for (const [other, , read] of kinds) {
        if (other !== kind) expect(await read(assertion), `${kind} as ${other}`).toBeNull()
      }
    }
  })
})
