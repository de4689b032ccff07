import { expect, test } from 'vitest'
import { KEY_LIFE_MS, KeyRing } from '../../worker/crypto/keys.ts'
import { localKeyProvider } from '../../worker/crypto/kms/local.ts'
import { KEY_PURPOSES, KeyUnavailableError } from '../../worker/crypto/kms/provider.ts'
import { randomBytes } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { countingProvider, tenantKeys } from './tenant-keys.ts'

test('a tenant gets one key of each purpose on first use', async () => {
  const { ring, store } = tenantKeys()
  const tenantId = newId()
  const key = await ring.current(tenantId, 'content')
  expect(key).toMatchObject({ tenantId, purpose: 'content', version: 1 })
  expect(key.key.extractable).toBe(false)
  expect(store.rows.map((row) => row.purpose).sort()).toEqual([...KEY_PURPOSES].sort())
  expect((await ring.current(tenantId, 'content')).id).toBe(key.id)
})

test('isolates that create at once agree', async () => {
  const { ring, store, provider, now } = tenantKeys()
  const rings = [ring, new KeyRing({ store, provider, now }), new KeyRing({ store, provider, now })]
  const tenantId = newId()
  const keys = await Promise.all(rings.flatMap((each) => [1, 2, 3].map(() => each.current(tenantId, 'content'))))
  expect(keys).toHaveLength(9)
  expect(new Set(keys.map((key) => key.id)).size).toBe(1)
  expect(store.rows).toHaveLength(KEY_PURPOSES.length)
})

test('many callers at once cost one unwrap and one read', async () => {
  const { ring, store, provider, now } = tenantKeys()
  const tenantId = newId()
  const { id } = await ring.current(tenantId, 'content')
  const cold = new KeyRing({ store, provider, now })
  store.reads = 0
  provider.unwraps = 0
  await Promise.all(Array.from({ length: 50 }, () => cold.byId(tenantId, id)))
  expect([store.reads, provider.unwraps]).toEqual([1, 1])
})

test('a plaintext key is forgotten after five minutes', async () => {
  const { ring, provider, clock } = tenantKeys()
  const tenantId = newId()
  await ring.current(tenantId, 'content')
  const before = provider.unwraps
  clock.nowMs += KEY_LIFE_MS - 1
  await ring.current(tenantId, 'content')
  expect(provider.unwraps).toBe(before)
  clock.nowMs += 1
  await ring.current(tenantId, 'content')
  expect(provider.unwraps).toBe(before + 1)
})

test('without the key service the cached goes on and the rest is unavailable', async () => {
  const { ring, provider, clock } = tenantKeys()
  const tenantId = newId()
  await ring.current(tenantId, 'content')
  provider.reachable = false
  await ring.current(tenantId, 'content')
  await expect(ring.current(tenantId, 'secret')).rejects.toThrow(KeyUnavailableError)
  clock.nowMs += KEY_LIFE_MS
  await expect(ring.current(tenantId, 'content')).rejects.toThrow(KeyUnavailableError)
  provider.reachable = true
  await ring.current(tenantId, 'content')
})

test('another tenant, an unknown key and a destroyed key give nothing', async () => {
  const { ring, store } = tenantKeys()
  const [tenantId, otherId] = [newId(), newId()]
  const { id } = await ring.current(tenantId, 'content')
  await ring.ensureKeys(otherId)
  expect(await ring.byId(tenantId, id)).not.toBeNull()
  expect(await ring.byId(otherId, id)).toBeNull()
  expect(await ring.byId(tenantId, newId())).toBeNull()
  for (const row of store.rows) if (row.id === id) row.state = 'destroyed'
  ring.forget(tenantId)
  expect(await ring.byId(tenantId, id)).toBeNull()
})

test('a new version seals, the old one stays, and another isolate learns of it by its id', async () => {
  const { ring, store, provider, now } = tenantKeys()
  const elsewhere = new KeyRing({ store, provider, now })
  const tenantId = newId()
  const old = await elsewhere.current(tenantId, 'content')
  const added = await ring.addVersion(tenantId, 'content')
  expect(added.version).toBe(2)
  expect((await ring.current(tenantId, 'content')).id).toBe(added.id)
  expect((await ring.byId(tenantId, old.id))?.version).toBe(1)
  expect((await elsewhere.byId(tenantId, added.id))?.version).toBe(2)
  expect((await ring.live(tenantId, 'content')).map((key) => key.version)).toEqual([2, 1])
})

test('keys of two providers are alive at once', async () => {
  const { store, provider, ring, now } = tenantKeys()
  const tenantId = newId()
  const old = await ring.current(tenantId, 'content')
  const aws = { ...localKeyProvider(randomBytes(32)), name: 'aws' as const }
  const both = new KeyRing({ store, provider: aws, providers: [provider], now })
  const added = await both.addVersion(tenantId, 'content')
  expect(added.provider).toBe('aws')
  expect(await both.byId(tenantId, added.id)).not.toBeNull()
  expect(await both.byId(tenantId, old.id)).not.toBeNull()
  const alone = new KeyRing({ store, provider: aws, now })
  await expect(alone.byId(tenantId, old.id)).rejects.toMatchObject({ code: 'no_such_provider' })
})

test('an error of the provider is not shown', async () => {
  const provider = countingProvider()
  const failing = { ...provider, generate: () => Promise.reject(new Error('secret detail')) }
  const { ring } = tenantKeys({ provider: failing })
  const error = await ring.current(newId(), 'content').catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'provider_failed', message: 'the key service cannot give this key' })
})

test('a key is renewed once it is as old as that, by one of several at once', async () => {
  const { ring, store, provider, now, clock } = tenantKeys()
  const tenantId = newId()
  const old = await ring.current(tenantId, 'content')
  const day = 24 * 3600_000
  const renew = (from = ring) => from.renew(tenantId, 'content', now() - 90 * day)
  clock.nowMs += 90 * day
  expect(await renew()).toBeNull()
  clock.nowMs += 1
  const rings = [ring, new KeyRing({ store, provider, now }), new KeyRing({ store, provider, now })]
  await Promise.all(rings.map(renew))
  expect(store.rows.filter(({ purpose }) => purpose === 'content').map(({ version }) => version)).toEqual([1, 2])
  expect((await ring.current(tenantId, 'content')).version).toBe(2)
  expect((await ring.byId(tenantId, old.id))?.version).toBe(1)
  expect(await renew()).toBeNull()
  expect(await ring.renew(newId(), 'content', now())).toBeNull()
})
