import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../kit/clock.ts'
import type { ListedKey } from './intake.ts'

/** Short statements of ours to ourselves: signed by the first of the listed keys, believed from any of them. */
export interface Assertions {
  sign(claims: JWTPayload, seconds: number): Promise<string>
  /** @returns the claims, or null if it is damaged, over, or signed by a key that is no longer listed. */
  open(assertion: string): Promise<JWTPayload | null>
}

const ALGORITHM = 'HS256'
/** Far above what we sign: longer ones are not even looked at. */
const LENGTH_MAX = 1_500

/** @param keys SESSION_KEYS as read by `parseKeyList`. */
export function createAssertions(keys: readonly ListedKey[], now: Clock): Assertions {
  const [first] = keys
  if (!first) throw new TypeError('SESSION_KEYS has a key')
  const imported = new Map<string, Promise<CryptoKey>>()
  const keyOf = ({ id, bytes }: ListedKey): Promise<CryptoKey> => {
    const known =
      imported.get(id) ??
      crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
    imported.set(id, known)
    return known
  }
  return {
    async sign(claims, seconds) {
      const at = Math.floor(now() / 1000)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, kid: first.id })
        .setIssuedAt(at)
        .setExpirationTime(at + seconds)
        .sign(await keyOf(first))
    },
    async open(assertion) {
      if (assertion.length > LENGTH_MAX) return null
      try {
        const { payload } = await jwtVerify(
          assertion,
          ({ kid }) => {
            const key = keys.find(({ id }) => id === kid)
            if (!key) throw new TypeError('unknown key')
            return keyOf(key)
          },
          { algorithms: [ALGORITHM], currentDate: new Date(now()), requiredClaims: ['exp', 'iat'] },
        )
        return payload
      } catch {
        return null
      }
    },
  }
}
