import { concat, fromUtf8, utf8 } from '../../kit/bytes.ts'

export type ProviderName = 'aws' | 'azure' | 'local'

/**
 * content seals what customers and agents write; secret seals tokens and app secrets; index makes blind indexes;
 * dedup makes the ids of inbound messages and is never rotated.
 */
export const KEY_PURPOSES = ['content', 'secret', 'index', 'dedup'] as const
export type KeyPurpose = (typeof KEY_PURPOSES)[number]

/** Whom a key is for. A wrapped key unwraps in its own context only. */
export type KeyContext = { tenantId: string; purpose: KeyPurpose }

/** Rows that belong to no tenant (users, their e-mail and MFA) are sealed with the keys of this reserved id. */
export const PLATFORM_TENANT_ID = '00000000-0000-7000-8000-000000000000'

/** Makes tenant keys and opens them, with a master key that never leaves it. Each method may be one network call. */
export interface KeyProvider {
  readonly name: ProviderName
  /** A new 256-bit key, plain and wrapped. @throws KeyUnavailableError */
  generate(context: KeyContext): Promise<{ plaintext: Uint8Array; wrapped: Uint8Array }>
  /** @throws KeyUnavailableError also where the context is not the one it was wrapped in */
  unwrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array>
  /** The same key, wrapped under the newest master key. @throws KeyUnavailableError */
  rewrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array>
  describe(): Promise<{ provider: ProviderName; keyId: string; state: string }>
}

/** The key service cannot be reached or refuses. Callers answer 503 with Retry-After. */
export class KeyUnavailableError extends Error {
  override name = 'KeyUnavailableError'
  /** A word for logs and the operator, such as `AccessDeniedException` or `unwrap_failed`. */
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super('the key service cannot give this key', options)
    this.code = code
  }
}

/** The context as every provider binds it. */
export function encryptionContext({ tenantId, purpose }: KeyContext): { tenant: string; purpose: KeyPurpose } {
  return { tenant: tenantId === PLATFORM_TENANT_ID ? 'platform' : tenantId, purpose }
}

/** Puts the provider's name before what it wrapped: `length ‖ name ‖ bytes`. */
export function nameWrapped(provider: ProviderName, bytes: Uint8Array): Uint8Array {
  const name = utf8(provider)
  return concat(Uint8Array.of(name.length), name, bytes)
}

/** @returns The bytes behind the name. @throws KeyUnavailableError if another provider made them. */
export function readWrapped(provider: ProviderName, wrapped: Uint8Array): Uint8Array {
  const nameEnd = 1 + (wrapped[0] ?? 0)
  if (fromUtf8(wrapped.subarray(1, nameEnd)) !== provider) throw new KeyUnavailableError('other_provider')
  return wrapped.subarray(nameEnd)
}
