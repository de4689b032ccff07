import { expect, test } from 'vitest'
import { hashToken, newToken } from '../../worker/crypto/tokens.ts'
import { toHex } from '../../worker/kit/bytes.ts'

test('a token is 32 random bytes that fit into a URL', () => {
  expect(newToken()).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(newToken()).not.toBe(newToken())
})

test('its hash is SHA-256', async () => {
  expect(toHex(await hashToken('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
