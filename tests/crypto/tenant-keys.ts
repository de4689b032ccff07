import { KeyRing, type KeyRingOptions, type KeyStore, type StoredKey } from '../../worker/crypto/keys.ts'
import { localKeyProvider } from '../../worker/crypto/kms/local.ts'
import type { KeyProvider } from '../../worker/crypto/kms/provider.ts'
import { Vault } from '../../worker/crypto/vault.ts'
import { randomBytes } from '../../worker/kit/bytes.ts'

/** encryption_keys in memory, with the one unique constraint that the ring relies on. */
export class MemoryKeyStore implements KeyStore {
  rows: StoredKey[] = []
  reads = 0

  async listKeys(tenantId: string): Promise<StoredKey[]> {
    this.reads += 1
    await Promise.resolve()
    return this.rows.filter((row) => row.tenantId === tenantId).map((row) => ({ ...row }))
  }

  async insertKey(row: StoredKey): Promise<void> {
    await Promise.resolve()
    const same = (other: StoredKey) =>
      other.tenantId === row.tenantId && other.purpose === row.purpose && other.version === row.version
    if (!this.rows.some(same)) this.rows.push(row)
  }
}

/** The local provider, counting its calls; `reachable = false` makes each of them fail. */
export function countingProvider(): KeyProvider & { unwraps: number; reachable: boolean } {
  const local = localKeyProvider(randomBytes(32))
  const provider = {
    ...local,
    unwraps: 0,
    reachable: true,
    async unwrap(...args: Parameters<KeyProvider['unwrap']>) {
      provider.unwraps += 1
      if (!provider.reachable) throw new Error('connect ECONNREFUSED')
      return local.unwrap(...args)
    },
  }
  return provider
}

export function tenantKeys(options: Partial<KeyRingOptions> = {}) {
  const clock = { nowMs: 1_790_000_000_000 }
  const now = () => clock.nowMs
  const store = new MemoryKeyStore()
  const provider = countingProvider()
  const ring = new KeyRing({ store, provider, now, ...options })
  return { clock, now, store, provider, ring, vault: new Vault(ring, now) }
}
