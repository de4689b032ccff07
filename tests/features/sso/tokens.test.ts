import { base64url, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Discovery } from '../../../worker/features/sso/provider.ts'
import { claimsOf } from '../../../worker/features/sso/tokens.ts'

const issuer = 'https://id.example.com'
const client = { clientId: 'adsapp', secret: 'a-client-secret' }
const provider: Discovery = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  userinfo_endpoint: `${issuer}/me`,
}
const nowMs = 1_800_000_000_000
const now = nowMs / 1000
const good: JWTPayload = {
  ...{ iss: issuer, aud: 'adsapp', sub: 'one', nonce: 'n', iat: now, exp: now + 300 },
  ...{ email: 'a@example.com', email_verified: true },
}

let pair: CryptoKeyPair
let other: CryptoKeyPair
let keys: object
let info: object = {}

beforeAll(async () => {
  ;[pair, other] = (await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])) as CryptoKeyPair[] as [
    CryptoKeyPair,
    CryptoKeyPair,
  ]
  const jwk = await exportJWK(pair.publicKey)
  const secret = { kty: 'oct', k: base64url.encode(client.secret), kid: 'secret' }
  keys = { keys: [{ ...jwk, kid: 'one' }, secret] }
})
afterEach(() => vi.unstubAllGlobals())

function take(idToken: string, more: object = {}) {
  vi.stubGlobal('fetch', async (url: string) => Response.json(url.endsWith('/jwks') ? keys : info))
  return claimsOf(provider, client, { status: 200, body: { id_token: idToken, ...more } }, { nonce: 'n', nowMs })
}
const signed = (changes: Record<string, unknown> = {}, key: CryptoKey = pair.privateKey) =>
  new SignJWT({ ...good, ...changes }).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key)

describe('an ID token', () => {
  it('says who the person is', async () => {
    expect(await take(await signed())).toMatchObject({ sub: 'one', email: 'a@example.com', email_verified: true })
  })

  it.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['for another client', { aud: 'another' }],
    ['for several, others first', { aud: ['adsapp', 'another'] }],
    ['handed out to another', { azp: 'another' }],
    ['that is over', { iat: now - 400, exp: now - 100 }],
    ['that is old', { iat: now - 3_600 }],
    ['of the future', { iat: now + 3_600 }],
    ['for another sign-in', { nonce: 'm' }],
    ['without a nonce', { nonce: undefined }],
    ['without a subject', { sub: undefined }],
  ])('is refused %s', async (_, changes) => {
    await expect(take(await signed(changes))).rejects.toMatchObject({ code: 'SSO_REFUSED' })
  })

  it('is refused unsigned, signed by another, or with what the client knows', async () => {
    const bySecret = (bytes: Uint8Array, kid: string) =>
      new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid }).sign(bytes)
    const text = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
    const tokens = [
      new UnsecuredJWT(good).encode(),
      await signed({}, other.privateKey),
      await bySecret(text(client.secret), 'secret'),
      await bySecret(text(await exportJWK(pair.publicKey)), 'one'),
    ]
    for (const token of tokens) await expect(take(token)).rejects.toMatchObject({ code: 'SSO_REFUSED' })
  })

  it('says when they proved it, whatever the provider says beside it', async () => {
    expect(await take(await signed({ auth_time: now - 5_000 }))).toMatchObject({ auth_time: now - 5_000 })
    const bare = await signed({ email: undefined, auth_time: now - 5_000 })
    info = { sub: 'one', email: 'b@example.com', email_verified: true, auth_time: now }
    expect(await take(bare, { access_token: 'a' })).toMatchObject({ auth_time: now - 5_000 })
    for (const auth_time of [undefined, 0, -1, 1.5, `${now}`, null, 1e300]) {
      expect((await take(await signed({ auth_time }))).auth_time).toBeUndefined()
    }
  })

  it('without an address is completed by what the provider says of the same subject', async () => {
    const bare = await signed({ email: undefined, email_verified: undefined })
    info = { sub: 'one', email: 'b@example.com', email_verified: 'true' }
    expect(await take(bare, { access_token: 'a' })).toMatchObject({ email: 'b@example.com', email_verified: true })
    info = { sub: 'two', email: 'b@example.com', email_verified: true }
    await expect(take(bare, { access_token: 'a' })).rejects.toMatchObject({ code: 'SSO_REFUSED' })
  })
})
