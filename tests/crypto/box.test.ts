import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX_OVERHEAD_BYTES, BoxError, boxKeyId, openBytes, type Place, sealBytes } from '../../worker/crypto/box.ts'
import { randomBytes } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'

async function newKey() {
  const key = await crypto.subtle.importKey('raw', randomBytes(32), 'AES-GCM', false, ['encrypt', 'decrypt'])
  return { id: newId(), key }
}

const place: Place = { tenantId: newId(), table: 'messages', id: newId() }

test('what was sealed opens in its place, and the box names its key', async () => {
  const sealing = await newKey()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const box = await sealBytes(sealing, place, bytes)
      expect(box.length).toBe(bytes.length + BOX_OVERHEAD_BYTES)
      expect(boxKeyId(box)).toBe(sealing.id)
      expect(await openBytes(() => sealing.key, place, box)).toEqual(new Uint8Array(bytes))
    }),
  )
})

test('the same value never gives the same box', async () => {
  const sealing = await newKey()
  const box = () => sealBytes(sealing, place, new Uint8Array(8))
  expect(await box()).not.toEqual(await box())
})

test.each([
  ['tenant', { ...place, tenantId: newId() }],
  ['table', { ...place, table: 'contacts' }],
  ['row', { ...place, id: newId() }],
  ['boundary of table and row', { ...place, table: `messages${place.id[0]}`, id: place.id.slice(1) }],
])('a box moved to another %s does not open', async (_what, elsewhere) => {
  const sealing = await newKey()
  const box = await sealBytes(sealing, place, randomBytes(20))
  await expect(openBytes(() => sealing.key, elsewhere, box)).rejects.toThrow(BoxError)
})

test('a box with any bit changed, or cut anywhere, does not open', async () => {
  const sealing = await newKey()
  const box = await sealBytes(sealing, place, randomBytes(20))
  const keyOf = (keyId: string) => {
    if (keyId !== sealing.id) throw new BoxError()
    return sealing.key
  }
  await expect(openBytes(keyOf, place, box)).resolves.toBeDefined()
  for (let at = 0; at < box.length; at += 1) {
    const changed = box.slice()
    changed[at] = (changed[at] as number) ^ (1 << (at % 8))
    await expect(openBytes(keyOf, place, changed)).rejects.toThrow(BoxError)
    await expect(openBytes(keyOf, place, box.subarray(0, at))).rejects.toThrow(BoxError)
  }
})

test('an error of the key lookup passes through', async () => {
  const box = await sealBytes(await newKey(), place, randomBytes(4))
  const failing = () => Promise.reject(new RangeError('no key'))
  await expect(openBytes(failing, place, box)).rejects.toThrow(RangeError)
})
