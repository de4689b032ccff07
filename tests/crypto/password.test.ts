import { expect, test } from 'vitest'
import { PASSWORD_MAX } from '../../worker/contract/password-strength.ts'
import { hashPassword, isOutdated, verifyPassword } from '../../worker/crypto/password.ts'

test('a password is known again, another one is not', async () => {
  const stored = await hashPassword('correct horse')
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword('correct horse', stored)).toBe(true)
  expect(await verifyPassword('correct horsf', stored)).toBe(false)
  expect(await hashPassword('correct horse')).not.toBe(stored)
})

test('nobody has a password, and finding out takes work', async () => {
  const startMs = performance.now()
  expect(await verifyPassword('b', null)).toBe(false)
  expect(performance.now() - startMs).toBeGreaterThan(20) // scrypt takes 50 ms and more; an early answer none.
})

test('two writings of the same letters are one password', async () => {
  expect(await verifyPassword('Zoe\u0308', await hashPassword('Zo\u00eb'))).toBe(true)
})

test('a password has 1 to 256 characters', async () => {
  const longest = 'x'.repeat(PASSWORD_MAX)
  await expect(hashPassword('')).rejects.toThrow(RangeError)
  await expect(hashPassword(`${longest}x`)).rejects.toThrow(RangeError)
  const stored = await hashPassword(longest)
  expect(await verifyPassword(longest, stored)).toBe(true)
  expect(await verifyPassword(`${longest}x`, stored)).toBe(false)
})

test('what we did not store is our mistake', async () => {
  await expect(verifyPassword('x', 'plain')).rejects.toThrow('one that we made')
})

test('knows which hashes were made with other parameters', async () => {
  const made = await hashPassword('a password')
  expect(isOutdated(made)).toBe(false)
  expect(isOutdated(made.replace('p=5', 'p=1'))).toBe(true)
})
