import { PLATFORM_TENANT_ID } from '../../crypto/kms/provider.ts'
import type { Vault } from '../../crypto/vault.ts'

/** What lies in the boxes of people's factors, all under the platform's key: a person belongs to no one tenant. */
interface Contents {
  user_totps: { secret: string }
  user_passkeys: { name: string; credentialId: string; publicKey: string; transports: string[] }
}
export type PasskeyBox = Contents['user_passkeys']

/** @param id Of the person, for an authenticator; else of the row. */
export function sealFactor<T extends keyof Contents>(vault: Vault, table: T, id: string, content: Contents[T]) {
  return vault.sealSecret(PLATFORM_TENANT_ID, { table, id }, content)
}

export function openFactor<T extends keyof Contents>(vault: Vault, table: T, id: string, box: Uint8Array) {
  return vault.openSecret<Contents[T]>(PLATFORM_TENANT_ID, { table, id }, box)
}
