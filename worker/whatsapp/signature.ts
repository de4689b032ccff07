import { type Bytes, equalBytes, fromHex, utf8 } from '../kit/bytes.ts'

const HEADER = /^sha256=([0-9a-fA-F]{64})$/
const KEYS_MAX = 200

const keys = new Map<string, Promise<CryptoKey>>()

/**
 * Whether one of the apps signed the body (`X-Hub-Signature-256`: HMAC-SHA-256 over the bytes as they came).
 * Hex digits of either case are accepted. An empty secret signs nothing.
 *
 * @param rawBody Before any decoding: a body written anew from its JSON has other bytes.
 */
export async function verifySignature(
  appSecrets: readonly string[],
  rawBody: Uint8Array,
  header: string | null | undefined,
): Promise<boolean> {
  const hex = header?.match(HEADER)?.[1]
  if (!hex) return false
  const signature = fromHex(hex)
  for (const secret of appSecrets) {
    // Compares in constant time.
    if (secret && (await crypto.subtle.verify('HMAC', await hmacKey(secret), signature, rawBody as Bytes))) return true
  }
  return false
}

/**
 * The answer to Meta's GET when a callback URL is set.
 *
 * @returns The challenge, to be answered verbatim as plain text; null: answer 403.
 */
export function handshake(query: URLSearchParams, verifyTokens: readonly string[]): string | null {
  const token = utf8(query.get('hub.verify_token') ?? '')
  const challenge = query.get('hub.challenge')
  if (query.get('hub.mode') !== 'subscribe' || !challenge || challenge.length > 1024) return null
  const known = verifyTokens.some((verifyToken) => verifyToken !== '' && equalBytes(utf8(verifyToken), token))
  return known ? challenge : null
}

function hmacKey(secret: string): Promise<CryptoKey> {
  const cached = keys.get(secret)
  if (cached) return cached
  if (keys.size >= KEYS_MAX) keys.clear()
  const key = crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  keys.set(secret, key)
  return key
}
