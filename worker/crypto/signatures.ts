import { importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { concat, fromHex } from '../kit/bytes.ts'
import type { ListedKey } from './intake.ts'

/** Lasting statements that others can check with a public key: signed by the first of the listed keys. */
export interface Signatures {
  sign(claims: JWTPayload): Promise<string>
  /** @returns the claims, or null if it is damaged or signed by a key that is not listed. */
  open(statement: string): Promise<JWTPayload | null>
}

const ALGORITHM = 'EdDSA'
const LENGTH_MAX = 2_000
/** PKCS #8 of an Ed25519 key (RFC 8410), up to its 32 bytes. */
const PKCS8_PREFIX = fromHex('302e020100300506032b657004220420')

/** @param keys AUDIT_SIGNING_KEY as read by `parseKeyList`: Ed25519 keys. */
export function createSignatures(keys: readonly ListedKey[]): Signatures {
  const [first] = keys
  if (!first) throw new TypeError('AUDIT_SIGNING_KEY has a key')
  const pairs = new Map<string, ReturnType<typeof importPair>>()
  const pairOf = (key: ListedKey) => {
    const pair = pairs.get(key.id) ?? importPair(key)
    pairs.set(key.id, pair)
    return pair
  }
  return {
    async sign(claims) {
      const { privateKey } = await pairOf(first)
      return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: first.id }).sign(privateKey)
    },
    async open(statement) {
      if (statement.length > LENGTH_MAX) return null
      const keyOf = async ({ kid }: { kid?: string | undefined }) => {
        const key = keys.find(({ id }) => id === kid)
        if (!key) throw new TypeError('unknown key')
        return (await pairOf(key)).publicKey
      }
      try {
        return (await jwtVerify(statement, keyOf, { algorithms: [ALGORITHM] })).payload
      } catch {
        return null
      }
    },
  }
}

async function importPair({ bytes }: ListedKey) {
  const pkcs8 = concat(PKCS8_PREFIX, bytes)
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign'])
  const { x } = (await crypto.subtle.exportKey('jwk', privateKey)) as JsonWebKey
  const publicKey = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: x ?? '' }, ALGORITHM)
  return { privateKey, publicKey }
}
