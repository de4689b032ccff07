import { type Bytes, randomBytes, toBase64Url, utf8 } from '../kit/bytes.ts'

/** 32 random bytes as base64url (43 characters): sessions, invitations, password resets, API keys. */
export function newToken(): string {
  return toBase64Url(randomBytes(32))
}

/** What is stored in a token's place: SHA-256, 32 bytes. A token is random, so it needs no salt and no slow hash. */
export async function hashToken(token: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(token)))
}
