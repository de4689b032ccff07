import { assert } from '../kit/assert.ts'
import { type Bytes, concat, fromBase64, fromUtf8, lengthPrefixed, randomBytes, utf8 } from '../kit/bytes.ts'
import { BoxError } from './box.ts'

export type ListedKey = { id: string; bytes: Bytes }

const VERSION = 0x02
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_ID = /^[A-Za-z0-9_.-]{1,32}$/

/**
 * Reads `id:base64,id2:base64`, 32 bytes each: the first one seals, all of them open.
 *
 * @throws TypeError that names no key, if the list is empty, an id is taken twice, or a key is not 32 bytes.
 */
export function parseKeyList(text: string): ListedKey[] {
  const keys = text.split(',').map((entry) => {
    const [id = '', base64 = ''] = entry.trim().split(':')
    const bytes = fromBase64(base64)
    if (!KEY_ID.test(id) || bytes.length !== 32) throw new TypeError('a key list is id:base64 of 32 bytes, …')
    return { id, bytes }
  })
  if (new Set(keys.map((key) => key.id)).size !== keys.length) throw new TypeError('a key list names each key once')
  return keys
}

/**
 * Seals what arrives before a tenant's key is at hand (journal, intake, unrouted events, app secrets in the channel
 * directory) under the deployment's INTAKE_KEYS, so that acknowledging a webhook needs neither KMS nor Postgres.
 */
export class IntakeKeys {
  readonly #listed: readonly ListedKey[]
  readonly #imported = new Map<string, CryptoKey>()
  #eventKey: CryptoKey | undefined

  constructor(listed: readonly ListedKey[]) {
    assert(listed.length > 0, 'INTAKE_KEYS has a key')
    this.#listed = listed
  }

  /**
   * @param purpose What the bytes are, such as `journal`; they open under the same purpose only.
   * @returns `0x02 ‖ length of the key's id ‖ id ‖ nonce (12) ‖ ciphertext and tag (16)`
   */
  async seal(bytes: Uint8Array, purpose: string): Promise<Bytes> {
    const { id } = this.#listed[0] as ListedKey
    const nonce = randomBytes(NONCE_BYTES)
    const sealed = await crypto.subtle.encrypt(gcm(nonce, purpose), await this.#key(id), bytes)
    const name = utf8(id)
    return concat(Uint8Array.of(VERSION, name.length), name, nonce, new Uint8Array(sealed))
  }

  /** @throws BoxError if the box is damaged, of another purpose, or of a key that is no longer listed. */
  async open(box: Uint8Array, purpose: string): Promise<Bytes> {
    const nonceStart = 2 + (box[1] ?? 0)
    const nonceEnd = nonceStart + NONCE_BYTES
    if (box[0] !== VERSION || box.length < nonceEnd + TAG_BYTES) throw new BoxError()
    try {
      const key = await this.#key(fromUtf8(box.subarray(2, nonceStart)))
      const nonce = box.subarray(nonceStart, nonceEnd)
      return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, purpose), key, box.subarray(nonceEnd)))
    } catch {
      throw new BoxError()
    }
  }

  /**
   * The journal's key of an event: HMAC over the parts, 32 bytes. It hangs on the last key listed (the oldest), so that
   * a new key in front changes nothing; dropping the oldest only lets a redelivery into the journal once more, and the
   * database's unique keys then stop it.
   */
  async eventKey(...parts: string[]): Promise<Bytes> {
    this.#eventKey ??= await deriveEventKey((this.#listed.at(-1) as ListedKey).bytes)
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.#eventKey, lengthPrefixed(...parts)))
  }

  async #key(id: string): Promise<CryptoKey> {
    const known = this.#imported.get(id)
    if (known) return known
    const listed = this.#listed.find((key) => key.id === id)
    if (!listed) throw new BoxError()
    const key = await crypto.subtle.importKey('raw', listed.bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
    this.#imported.set(id, key)
    return key
  }
}

async function deriveEventKey(bytes: Uint8Array): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8('event-key') }
  return crypto.subtle.deriveKey(hkdf, base, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])
}

function gcm(nonce: Uint8Array, purpose: string) {
  return { name: 'AES-GCM', iv: nonce, additionalData: utf8(purpose) }
}
