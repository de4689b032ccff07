import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  concat,
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  fromUtf8,
  lengthPrefixed,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from '../../worker/kit/bytes.ts'

test('every encoding goes there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (raw) => {
      const bytes = new Uint8Array(raw)
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
      expect(fromHex(toHex(bytes))).toEqual(bytes)
    }),
  )
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fromUtf8(utf8(text)) === text))
  expect(toBase64Url(Uint8Array.of(0xfb, 0xff))).toBe('-_8')
})

test('a part of a larger buffer is encoded alone', () => {
  expect(toHex(Uint8Array.of(1, 2, 3).subarray(1, 2))).toBe('02')
})

test('what is not in the encoding is refused', () => {
  for (const text of ['a', 'YQ', 'YQ=', 'Y Q==', '-_8=', 'YQ==\n']) expect(() => fromBase64(text)).toThrow(TypeError)
  for (const text of ['a', 'YQ==', '+/8']) expect(() => fromBase64Url(text)).toThrow(TypeError)
  for (const text of ['0', 'zz', '0x00']) expect(() => fromHex(text)).toThrow(TypeError)
  expect(() => fromUtf8(Uint8Array.of(0xff))).toThrow(TypeError)
})

test('no two lists of parts are encoded alike', () => {
  const parts = fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 4 })
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same = a.length === b.length && a.every((part, at) => part === b[at])
      expect(equalBytes(lengthPrefixed(...a), lengthPrefixed(...b))).toBe(same)
    }),
  )
  expect(toHex(lengthPrefixed('é', ''))).toBe('00000002c3a900000000')
})

test('bytes are compared whole', () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).toBe(false)
  expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
})
