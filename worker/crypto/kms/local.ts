import { assert } from '../../kit/assert.ts'
import { lengthPrefixed, randomBytes, toHex } from '../../kit/bytes.ts'
import {
  encryptionContext,
  type KeyContext,
  type KeyProvider,
  KeyUnavailableError,
  nameWrapped,
  readWrapped,
} from './provider.ts'

/**
 * Wraps tenant keys with AES key wrap (RFC 3394) under one 32-byte secret of the deployment. Key wrap binds no
 * context, so each context has a wrapping key of its own, derived from the secret.
 */
export function localKeyProvider(masterKey: Uint8Array): KeyProvider {
  assert(masterKey.length === 32, 'LOCAL_MASTER_KEY has 32 bytes')
  const master = masterKey.slice()

  async function wrap(plaintext: Uint8Array, context: KeyContext): Promise<Uint8Array> {
    const key = await crypto.subtle.importKey('raw', plaintext, 'AES-GCM', true, ['encrypt'])
    const wrapped = await crypto.subtle.wrapKey('raw', key, await wrappingKey(master, context), 'AES-KW')
    return nameWrapped('local', new Uint8Array(wrapped))
  }

  async function unwrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array> {
    const bytes = readWrapped('local', wrapped)
    const wrapping = await wrappingKey(master, context)
    try {
      const key = await crypto.subtle.unwrapKey('raw', bytes, wrapping, 'AES-KW', 'AES-GCM', true, ['encrypt'])
      return new Uint8Array((await crypto.subtle.exportKey('raw', key)) as ArrayBuffer)
    } catch {
      throw new KeyUnavailableError('unwrap_failed')
    }
  }

  return {
    name: 'local',
    async generate(context) {
      const plaintext = randomBytes(32)
      return { plaintext, wrapped: await wrap(plaintext, context) }
    },
    unwrap,
    rewrap: async (wrapped, context) => wrap(await unwrap(wrapped, context), context),
    async describe() {
      const digest = await crypto.subtle.digest('SHA-256', master)
      return { provider: 'local', keyId: toHex(new Uint8Array(digest, 0, 4)), state: 'enabled' }
    },
  }
}

async function wrappingKey(master: Uint8Array, context: KeyContext): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveKey'])
  const { tenant, purpose } = encryptionContext(context)
  const info = lengthPrefixed('tenant-key-wrap', tenant, purpose)
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return crypto.subtle.deriveKey(hkdf, base, { name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey'])
}
