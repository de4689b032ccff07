import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomBytes } from '../../worker/kit/bytes.ts'
import { bytesToUuid, deterministicId, isUuid, newId, uuidToBytes } from '../../worker/kit/ids.ts'

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const anyTime = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
const hmacKey = () =>
  crypto.subtle.importKey('raw', randomBytes(32), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])

test('a new id is a UUIDv7 of its time', () => {
  fc.assert(
    fc.property(anyTime, (nowMs) => {
      const id = newId(nowMs)
      expect(id).toMatch(UUID_V7)
      expect(timeOf(id)).toBe(nowMs)
    }),
  )
  expect(new Set(Array.from({ length: 1_000 }, () => newId(1))).size).toBe(1_000)
})

test('a deterministic id is the same for the same thing, and another for any other', async () => {
  const key = await hmacKey()
  await fc.assert(
    fc.asyncProperty(anyTime, fc.array(fc.string(), { maxLength: 3 }), async (timeMs, parts) => {
      const id = await deterministicId(key, timeMs, ...parts)
      expect(id).toMatch(UUID_V7)
      expect(timeOf(id)).toBe(timeMs)
      expect(await deterministicId(key, timeMs, ...parts)).toBe(id)
      expect(await deterministicId(key, timeMs, ...parts, '')).not.toBe(id)
    }),
  )
  expect(await deterministicId(key, 1, 'ab', 'c')).not.toBe(await deterministicId(key, 1, 'a', 'bc'))
  expect(await deterministicId(await hmacKey(), 1, 'a')).not.toBe(await deterministicId(key, 1, 'a'))
})

test('an id becomes bytes and back', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(isUuid(uuid)).toBe(true)
      expect(uuidToBytes(uuid)).toHaveLength(16)
      expect(bytesToUuid(uuidToBytes(uuid))).toBe(uuid)
    }),
  )
})

test.each(['', 'x', '0190a0b0-0000-7000-8000-00000000000', '0190A0B0-0000-7000-8000-000000000000', `${newId()}\n`])(
  '%j is no id',
  (text) => {
    expect(isUuid(text)).toBe(false)
    expect(() => uuidToBytes(text)).toThrow('not a uuid')
  },
)

test.each([-1, 0.5, 2 ** 48, Number.NaN])('%d is no time for an id', (timeMs) => {
  expect(() => newId(timeMs)).toThrow('whole milliseconds')
})
