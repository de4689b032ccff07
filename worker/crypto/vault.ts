import { assert } from '../kit/assert.ts'
import { type Bytes, fromUtf8, lengthPrefixed, randomBytes, utf8 } from '../kit/bytes.ts'
import type { Clock } from '../kit/clock.ts'
import { LruMap } from '../kit/lru.ts'
import { BoxError, openBytes, type SealingKey, sealBytes } from './box.ts'
import { KEY_LIFE_MS, type KeyRing, type TenantKey } from './keys.ts'

const DERIVED_MAX = 2_000
const NO_SALT = new Uint8Array(0)

/** The row within the tenant that a value is sealed for. */
export type RowPlace = { table: string; id: string }

/** A blind index value and the version of the index key that made it. */
export type IndexValue = { version: number; bytes: Bytes }

type Kind = 'contact' | 'tenant' | 'secret'

/** A contact's salt. Destroying it makes everything sealed for the contact unreadable. */
export function newContactSalt(): Bytes {
  return randomBytes(32)
}

/**
 * Seals and opens the private fields of rows, one box per row. Values are JSON; `undefined` inside them is lost.
 * Opening throws BoxError (damaged, moved, wrong salt, key destroyed) or KeyUnavailableError (answer 503).
 */
export class Vault {
  readonly #ring: KeyRing
  readonly #derived: LruMap<string, CryptoKey>

  constructor(ring: KeyRing, now: Clock) {
    this.#ring = ring
    this.#derived = new LruMap({ max: DERIVED_MAX, ttlMs: KEY_LIFE_MS, now })
  }

  /** Seals for a person: the contact's salt is part of the key. */
  async sealForContact(tenantId: string, salt: Uint8Array, place: RowPlace, value: unknown): Promise<Bytes> {
    return sealJson(await this.contactKey(tenantId, salt), tenantId, place, value)
  }

  openForContact<T>(tenantId: string, salt: Uint8Array, place: RowPlace, box: Uint8Array): Promise<T> {
    return openJson<T>((keyId) => this.contactKeyById(tenantId, salt, keyId), tenantId, place, box)
  }

  /** Seals for the tenant: rows that belong to no one contact. */
  async seal(tenantId: string, place: RowPlace, value: unknown): Promise<Bytes> {
    return sealJson(await this.tenantKey(tenantId), tenantId, place, value)
  }

  open<T>(tenantId: string, place: RowPlace, box: Uint8Array): Promise<T> {
    return openJson<T>((keyId) => this.tenantKeyById(tenantId, keyId), tenantId, place, box)
  }

  /** Seals access tokens, app secrets, MFA and webhook secrets, with a key apart from content. */
  async sealSecret(tenantId: string, place: RowPlace, value: unknown): Promise<Bytes> {
    return sealJson(await this.#current(tenantId, 'secret', NO_SALT), tenantId, place, value)
  }

  openSecret<T>(tenantId: string, place: RowPlace, box: Uint8Array): Promise<T> {
    return openJson<T>((keyId) => this.#byId(tenantId, 'secret', NO_SALT, keyId), tenantId, place, box)
  }

  /** The keys themselves, for bytes that are not JSON: media in chunks. */
  contactKey(tenantId: string, salt: Uint8Array): Promise<SealingKey> {
    return this.#current(tenantId, 'contact', salt)
  }

  contactKeyById(tenantId: string, salt: Uint8Array, keyId: string): Promise<CryptoKey> {
    return this.#byId(tenantId, 'contact', salt, keyId)
  }

  tenantKey(tenantId: string): Promise<SealingKey> {
    return this.#current(tenantId, 'tenant', NO_SALT)
  }

  tenantKeyById(tenantId: string, keyId: string): Promise<CryptoKey> {
    return this.#byId(tenantId, 'tenant', NO_SALT, keyId)
  }

  /**
   * The value by which a row is found without being opened.
   *
   * @param kind What the value is (`phone`, `email`, `word` …): equal values of two kinds do not match.
   * @param normalised As normalise.ts gives it.
   */
  async index(tenantId: string, kind: string, normalised: string): Promise<IndexValue> {
    return indexUnder(await this.#ring.current(tenantId, 'index'), kind, normalised)
  }

  /** Under every live version, newest first: what a lookup asks for while an index key is being rotated. */
  async indexAll(tenantId: string, kind: string, normalised: string): Promise<IndexValue[]> {
    const keys = await this.#ring.live(tenantId, 'index')
    return Promise.all(keys.map((key) => indexUnder(key, kind, normalised)))
  }

  /** The never-rotated key for the deterministic ids of inbound messages. */
  async dedupKey(tenantId: string): Promise<CryptoKey> {
    return (await this.#ring.current(tenantId, 'dedup')).key
  }

  async #current(tenantId: string, kind: Kind, salt: Uint8Array): Promise<SealingKey> {
    const base = await this.#ring.current(tenantId, kind === 'secret' ? 'secret' : 'content')
    const name = derivedName(tenantId, kind, salt, base.id)
    return { id: base.id, key: this.#derived.get(name) ?? (await this.#derive(name, base, kind, salt)) }
  }

  async #byId(tenantId: string, kind: Kind, salt: Uint8Array, keyId: string): Promise<CryptoKey> {
    const name = derivedName(tenantId, kind, salt, keyId)
    const cached = this.#derived.get(name)
    if (cached) return cached
    const base = await this.#ring.byId(tenantId, keyId)
    if (base?.purpose !== (kind === 'secret' ? 'secret' : 'content')) throw new BoxError()
    return this.#derive(name, base, kind, salt)
  }

  async #derive(name: string, base: TenantKey, kind: Kind, salt: Uint8Array): Promise<CryptoKey> {
    assert(kind !== 'contact' || salt.length === 32, 'a contact salt has 32 bytes')
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8(kind) }
    const aes = { name: 'AES-GCM', length: 256 }
    const key = await crypto.subtle.deriveKey(hkdf, base.key, aes, false, ['encrypt', 'decrypt'])
    this.#derived.set(name, key, base.expiresAtMs)
    return key
  }
}

function derivedName(tenantId: string, kind: Kind, salt: Uint8Array, keyId: string): string {
  return tenantId + keyId + kind + String.fromCharCode(...salt)
}

function sealJson(key: SealingKey, tenantId: string, place: RowPlace, value: unknown): Promise<Bytes> {
  assert(value !== undefined, 'nothing to seal')
  return sealBytes(key, { tenantId, ...place }, utf8(JSON.stringify(value)))
}

async function openJson<T>(
  keyOf: (keyId: string) => Promise<CryptoKey>,
  tenantId: string,
  place: RowPlace,
  box: Uint8Array,
): Promise<T> {
  return JSON.parse(fromUtf8(await openBytes(keyOf, { tenantId, ...place }, box))) as T
}

async function indexUnder({ version, key }: TenantKey, kind: string, normalised: string): Promise<IndexValue> {
  const mac = await crypto.subtle.sign('HMAC', key, lengthPrefixed(kind, normalised))
  return { version, bytes: new Uint8Array(mac) }
}
