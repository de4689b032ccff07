import { expect, test } from 'vitest'
import { BoxError, boxKeyId } from '../../worker/crypto/box.ts'
import { KEY_LIFE_MS } from '../../worker/crypto/keys.ts'
import { KeyUnavailableError, PLATFORM_TENANT_ID } from '../../worker/crypto/kms/provider.ts'
import { newContactSalt, Vault } from '../../worker/crypto/vault.ts'
import { deterministicId, newId } from '../../worker/kit/ids.ts'
import { tenantKeys } from './tenant-keys.ts'

const tenantId = newId()
const place = { table: 'contacts', id: newId() }
const value = { name: 'Zoë', phone: '31612345678', tags: [1, null] }

test('what is sealed for a contact opens with its salt alone', async () => {
  const { vault } = tenantKeys()
  const salt = newContactSalt()
  const box = await vault.sealForContact(tenantId, salt, place, value)
  expect(await vault.openForContact(tenantId, salt, place, box)).toEqual(value)
  await expect(vault.openForContact(tenantId, newContactSalt(), place, box)).rejects.toThrow(BoxError)
  await expect(vault.open(tenantId, place, box)).rejects.toThrow(BoxError)
  await expect(vault.openForContact(tenantId, new Uint8Array(0), place, box)).rejects.toThrow('32 bytes')
})

test('a box does not open in another tenant, table or row', async () => {
  const { vault } = tenantKeys()
  const box = await vault.seal(tenantId, place, value)
  expect(await vault.open(tenantId, place, box)).toEqual(value)
  await expect(vault.open(newId(), place, box)).rejects.toThrow(BoxError)
  await expect(vault.open(tenantId, { ...place, table: 'notes' }, box)).rejects.toThrow(BoxError)
  await expect(vault.open(tenantId, { ...place, id: newId() }, box)).rejects.toThrow(BoxError)
})

test('secrets have a key apart from content', async () => {
  const { vault } = tenantKeys()
  const secret = await vault.sealSecret(tenantId, place, 'token')
  const content = await vault.seal(tenantId, place, 'token')
  expect(await vault.openSecret(tenantId, place, secret)).toBe('token')
  expect(boxKeyId(secret)).not.toBe(boxKeyId(content))
  await expect(vault.open(tenantId, place, secret)).rejects.toThrow(BoxError)
  await expect(vault.openSecret(tenantId, place, content)).rejects.toThrow(BoxError)
})

test('the platform has keys like a tenant', async () => {
  const { vault } = tenantKeys()
  const box = await vault.seal(PLATFORM_TENANT_ID, place, value)
  expect(await vault.open(PLATFORM_TENANT_ID, place, box)).toEqual(value)
})

test('boxes of the old version open while the new one seals, until the old is destroyed', async () => {
  const { vault, ring, store } = tenantKeys()
  const salt = newContactSalt()
  const old = await vault.sealForContact(tenantId, salt, place, 'old')
  await ring.addVersion(tenantId, 'content')
  const fresh = await vault.sealForContact(tenantId, salt, place, 'fresh')
  expect(boxKeyId(fresh)).not.toBe(boxKeyId(old))
  expect(await vault.openForContact(tenantId, salt, place, old)).toBe('old')
  expect(await vault.openForContact(tenantId, salt, place, fresh)).toBe('fresh')

  for (const row of store.rows) if (row.id === boxKeyId(old)) row.state = 'destroyed'
  const later = tenantKeys({ store })
  const reader = new Vault(later.ring, later.now)
  await expect(reader.openForContact(tenantId, salt, place, old)).rejects.toThrow(BoxError)
})

test('a derived key ends with the key that it comes from', async () => {
  const { vault, clock, provider } = tenantKeys()
  const early = newContactSalt()
  await vault.sealForContact(tenantId, early, place, value)
  clock.nowMs += KEY_LIFE_MS - 1
  const late = newContactSalt()
  const box = await vault.sealForContact(tenantId, late, place, value)
  provider.reachable = false
  expect(await vault.openForContact(tenantId, late, place, box)).toEqual(value)
  clock.nowMs += 1
  await expect(vault.openForContact(tenantId, late, place, box)).rejects.toThrow(KeyUnavailableError)
})

test('once warm, neither the store nor the key service is asked', async () => {
  const { vault, store, provider } = tenantKeys()
  const box = await vault.seal(tenantId, place, value)
  const before = [store.reads, provider.unwraps]
  await Promise.all(Array.from({ length: 50 }, () => vault.open(tenantId, place, box)))
  expect([store.reads, provider.unwraps]).toEqual(before)
})

test('a blind index tells tenant, kind and value apart', async () => {
  const { vault } = tenantKeys()
  const one = await vault.index(tenantId, 'phone', '31612345678')
  expect(one).toEqual(await vault.index(tenantId, 'phone', '31612345678'))
  expect(one.version).toBe(1)
  expect(one.bytes).toHaveLength(32)
  expect(one.bytes).not.toEqual((await vault.index(tenantId, 'phone', '31612345679')).bytes)
  expect(one.bytes).not.toEqual((await vault.index(tenantId, 'user-id', '31612345678')).bytes)
  expect(one.bytes).not.toEqual((await vault.index(newId(), 'phone', '31612345678')).bytes)
})

test('while an index key is rotated, a lookup has the values of both', async () => {
  const { vault, ring } = tenantKeys()
  const old = await vault.index(tenantId, 'email', 'a@example.com')
  await ring.addVersion(tenantId, 'index')
  const fresh = await vault.index(tenantId, 'email', 'a@example.com')
  expect(fresh.version).toBe(2)
  expect(await vault.indexAll(tenantId, 'email', 'a@example.com')).toEqual([fresh, old])
})

test('the deduplication key gives the same message the same id in every isolate', async () => {
  const { vault, store, provider, now, ring } = tenantKeys()
  await ring.ensureKeys(tenantId)
  const other = tenantKeys({ store, provider, now }).vault
  const idOf = async (from: Vault) => deterministicId(await from.dedupKey(tenantId), now(), 'channel', 'wamid.A')
  expect(await idOf(vault)).toBe(await idOf(other))
})

test('nothing is sealed for undefined', async () => {
  const { vault } = tenantKeys()
  await expect(vault.seal(tenantId, place, undefined)).rejects.toThrow('nothing to seal')
})
