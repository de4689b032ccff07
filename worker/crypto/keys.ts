import { assert } from '../kit/assert.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/ids.ts'
import { LruMap } from '../kit/lru.ts'
import { singleFlight } from '../kit/single-flight.ts'
import {
  KEY_PURPOSES,
  type KeyProvider,
  type KeyPurpose,
  KeyUnavailableError,
  type ProviderName,
} from './kms/provider.ts'

/** A plaintext key, and what is derived from it, lives this long in an isolate's memory. */
export const KEY_LIFE_MS = 5 * 60_000
const KEYS_MAX = 500

export type KeyState = 'active' | 'open-only' | 'destroyed'

/** A row of encryption_keys. `version` counts from 1 within tenant and purpose; `createdAt` is epoch milliseconds. */
export type StoredKey = {
  id: string
  tenantId: string
  purpose: KeyPurpose
  version: number
  provider: ProviderName
  wrapped: Uint8Array
  state: KeyState
  createdAt: number
}

export interface KeyStore {
  listKeys(tenantId: string): Promise<StoredKey[]>
  /**
   * Inserts, and does nothing where the tenant already has this purpose and version: the first writer wins. Earlier
   * versions only open from then on.
   */
  insertKey(row: StoredKey): Promise<void>
}

/**
 * An unwrapped tenant key, not extractable: the base key of HKDF for content and secret, an HMAC-SHA-256 key for index
 * and dedup. `expiresAtMs` also ends everything derived from it.
 */
export type TenantKey = {
  id: string
  tenantId: string
  purpose: KeyPurpose
  version: number
  key: CryptoKey
  expiresAtMs: number
}

export type KeyRingOptions = {
  store: KeyStore
  /** Makes new keys. */
  provider: KeyProvider
  /** Others that still open what they wrapped. */
  providers?: readonly KeyProvider[]
  now: Clock
}

/**
 * The keys of the tenants, unwrapped on use and forgotten after {@link KEY_LIFE_MS}. Every method throws
 * KeyUnavailableError when the key service is needed and does not answer, and the store's own errors.
 */
export class KeyRing {
  readonly #store: KeyStore
  readonly #provider: KeyProvider
  readonly #providers: ReadonlyMap<ProviderName, KeyProvider>
  readonly #now: Clock
  readonly #rows: LruMap<string, StoredKey[]>
  readonly #keys: LruMap<string, TenantKey>
  readonly #reading = singleFlight<string, StoredKey[]>()
  readonly #creating = singleFlight<string, StoredKey[]>()
  readonly #unwrapping = singleFlight<string, TenantKey>()

  constructor({ store, provider, providers = [], now }: KeyRingOptions) {
    this.#store = store
    this.#provider = provider
    this.#providers = new Map([...providers, provider].map((each) => [each.name, each]))
    this.#now = now
    this.#rows = new LruMap({ max: KEYS_MAX, ttlMs: KEY_LIFE_MS, now })
    this.#keys = new LruMap({ max: KEYS_MAX, ttlMs: KEY_LIFE_MS, now })
  }

  /** The key to seal with now; the tenant's first use makes its keys. */
  async current(tenantId: string, purpose: KeyPurpose): Promise<TenantKey> {
    const row =
      newestActive(await this.#listRows(tenantId), purpose) ?? newestActive(await this.ensureKeys(tenantId), purpose)
    assert(row, 'a tenant has an active key of every purpose')
    return this.#unwrap(row)
  }

  /** @returns null if the tenant has no such key, or has destroyed it. */
  async byId(tenantId: string, keyId: string): Promise<TenantKey | null> {
    const isIt = (row: StoredKey) => row.id === keyId
    // A key that we have not heard of may have been made elsewhere since we last looked.
    const row = (await this.#listRows(tenantId)).find(isIt) ?? (await this.#readRows(tenantId)).find(isIt)
    return row && row.state !== 'destroyed' ? this.#unwrap(row) : null
  }

  /** Every version that is not destroyed, newest first. */
  async live(tenantId: string, purpose: KeyPurpose): Promise<TenantKey[]> {
    await this.current(tenantId, purpose)
    const rows = await this.#listRows(tenantId)
    const live = rows.filter((row) => row.purpose === purpose && row.state !== 'destroyed')
    return Promise.all(live.sort(newestFirst).map((row) => this.#unwrap(row)))
  }

  /** Makes the keys that the tenant lacks. Two isolates doing so at once agree on the rows that were stored first. */
  ensureKeys(tenantId: string): Promise<StoredKey[]> {
    return this.#creating(tenantId, async () => {
      const rows = await this.#readRows(tenantId)
      const missing = KEY_PURPOSES.filter((purpose) => !newestActive(rows, purpose))
      await Promise.all(missing.map((purpose) => this.#insertNext(tenantId, purpose, rows)))
      return missing.length > 0 ? this.#readRows(tenantId) : rows
    })
  }

  /**
   * Adds the next version, which seals from now on (in other isolates within {@link KEY_LIFE_MS}). The older ones go
   * on opening.
   */
  async addVersion(tenantId: string, purpose: Exclude<KeyPurpose, 'dedup'>): Promise<StoredKey> {
    return this.#addAfter(tenantId, purpose, await this.#readRows(tenantId))
  }

  /**
   * Adds the next version where the present one is older. Of several at once one does, since all of them add the version
   * that follows the one they judged.
   *
   * @param beforeMs In epoch milliseconds.
   * @returns null if there is nothing to renew.
   */
  async renew(tenantId: string, purpose: 'content' | 'secret', beforeMs: number): Promise<StoredKey | null> {
    const rows = await this.#readRows(tenantId)
    const present = newestActive(rows, purpose)
    return present && present.createdAt < beforeMs ? this.#addAfter(tenantId, purpose, rows) : null
  }

  /** Reads the tenant's rows anew at the next use, for example after the state of one has changed. */
  forget(tenantId: string): void {
    for (const row of this.#rows.get(tenantId) ?? []) this.#keys.delete(row.id)
    this.#rows.delete(tenantId)
  }

  async #addAfter(tenantId: string, purpose: KeyPurpose, rows: StoredKey[]): Promise<StoredKey> {
    await this.#insertNext(tenantId, purpose, rows)
    const row = newestActive(await this.#readRows(tenantId), purpose)
    assert(row, 'a version was just added')
    return row
  }

  async #insertNext(tenantId: string, purpose: KeyPurpose, rows: StoredKey[]): Promise<void> {
    const versions = rows.filter((row) => row.purpose === purpose).map((row) => row.version)
    const { plaintext, wrapped } = await asKeyService(() => this.#provider.generate({ tenantId, purpose }))
    plaintext.fill(0) // The stored row may turn out to be another isolate's, so the key is used only as read back.
    await this.#store.insertKey({
      id: newId(this.#now()),
      tenantId,
      purpose,
      version: Math.max(0, ...versions) + 1,
      provider: this.#provider.name,
      wrapped,
      state: 'active',
      createdAt: this.#now(),
    })
  }

  async #listRows(tenantId: string): Promise<StoredKey[]> {
    return this.#rows.get(tenantId) ?? this.#readRows(tenantId)
  }

  #readRows(tenantId: string): Promise<StoredKey[]> {
    return this.#reading(tenantId, async () => {
      const rows = await this.#store.listKeys(tenantId)
      assert(
        rows.every((row) => row.tenantId === tenantId),
        'the store gives the keys of the tenant asked for',
      )
      this.#rows.set(tenantId, rows)
      return rows
    })
  }

  async #unwrap(row: StoredKey): Promise<TenantKey> {
    return (
      this.#keys.get(row.id) ??
      this.#unwrapping(row.id, async () => {
        const provider = this.#providers.get(row.provider)
        if (!provider) throw new KeyUnavailableError('no_such_provider')
        const plaintext = await asKeyService(() => provider.unwrap(row.wrapped, row))
        const tenantKey = await importTenantKey(row, plaintext, this.#now() + KEY_LIFE_MS)
        this.#keys.set(row.id, tenantKey)
        return tenantKey
      })
    )
  }
}

async function importTenantKey(row: StoredKey, plaintext: Uint8Array, expiresAtMs: number): Promise<TenantKey> {
  const { id, tenantId, purpose, version } = row
  assert(plaintext.length === 32, 'a tenant key has 32 bytes')
  const key =
    purpose === 'content' || purpose === 'secret'
      ? await crypto.subtle.importKey('raw', plaintext, 'HKDF', false, ['deriveKey'])
      : await crypto.subtle.importKey('raw', plaintext, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  plaintext.fill(0)
  return { id, tenantId, purpose, version, key, expiresAtMs }
}

async function asKeyService<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof KeyUnavailableError) throw error
    throw new KeyUnavailableError('provider_failed', { cause: error })
  }
}

function newestFirst(a: StoredKey, b: StoredKey): number {
  return b.version - a.version
}

function newestActive(rows: StoredKey[], purpose: KeyPurpose): StoredKey | undefined {
  return rows.filter((row) => row.purpose === purpose && row.state === 'active').sort(newestFirst)[0]
}
