import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  scryptSync,
  verify,
} from 'node:crypto'
import { expect, it } from 'vitest'
import { createAssertions } from '../../worker/crypto/assertions.ts'
import { sealBytes } from '../../worker/crypto/box.ts'
import { localKeyProvider } from '../../worker/crypto/kms/local.ts'
import { encryptionContext, readWrapped } from '../../worker/crypto/kms/provider.ts'
import { hashPassword } from '../../worker/crypto/password.ts'
import { createSignatures } from '../../worker/crypto/signatures.ts'
import { findTotpStep } from '../../worker/features/factors/totp.ts'
import { lengthPrefixed, randomBytes, utf8 } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'

// What we make is what the standards say: Node's OpenSSL reads it, with the whole of each key.

const NOW = Date.UTC(2026, 10, 26, 9)
const partsOf = (statement: string) => {
  const [head = '', claims = '', signature = ''] = statement.split('.')
  return { signed: `${head}.${claims}`, signature: Buffer.from(signature, 'base64url') }
}

it('a box is AES-256-GCM with a tag of 128 bits', async () => {
  const [bytes, place] = [randomBytes(32), { tenantId: newId(), table: 'messages', id: newId() }]
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt'])
  const box = await sealBytes({ id: newId(), key }, place, utf8('in the box'))
  const opened = createDecipheriv('aes-256-gcm', bytes, box.subarray(17, 29), { authTagLength: 16 })
  opened.setAAD(lengthPrefixed(place.tenantId, place.table, place.id)).setAuthTag(box.subarray(-16))
  expect(opened.update(box.subarray(29, -16), undefined, 'utf8') + opened.final('utf8')).toBe('in the box')
})

it('a key of a tenant has 256 bits, and is wrapped as RFC 3394 says under a key of RFC 5869', async () => {
  const [master, context] = [randomBytes(32), { tenantId: newId(), purpose: 'content' } as const]
  const { plaintext, wrapped } = await localKeyProvider(master).generate(context)
  expect(plaintext).toHaveLength(32)
  const { tenant, purpose } = encryptionContext(context)
  const info = lengthPrefixed('tenant-key-wrap', tenant, purpose)
  const wrapping = new Uint8Array(hkdfSync('sha256', master, new Uint8Array(0), info, 32))
  const opened = createDecipheriv('id-aes256-wrap', wrapping, Buffer.alloc(8, 0xa6))
  expect(Buffer.concat([opened.update(readWrapped('local', wrapped)), opened.final()])).toEqual(Buffer.from(plaintext))
})

it('an assertion is HMAC-SHA-256', async () => {
  const bytes = randomBytes(32)
  const { signed, signature } = partsOf(await createAssertions([{ id: 'a', bytes }], () => NOW).sign({ a: 1 }, 60))
  expect(createHmac('sha256', bytes).update(signed).digest()).toEqual(signature)
})

it('a signature is Ed25519', async () => {
  const bytes = randomBytes(32)
  const { signed, signature } = partsOf(await createSignatures([{ id: 'a', bytes }]).sign({ a: 1 }))
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes])
  const pair = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  expect(pair.asymmetricKeyType).toBe('ed25519')
  expect(verify(null, Buffer.from(signed), createPublicKey(pair), signature)).toBe(true)
  expect(verify(null, Buffer.from(`${signed} `), createPublicKey(pair), signature)).toBe(false)
})

it('a password is kept as scrypt of RFC 7914 says, with a salt of 128 bits and 256 bits of hash', async () => {
  const stored = await hashPassword('correct horse battery')
  const [, , parameters, salt = '', hash = ''] = stored.split('$')
  expect(parameters).toBe('ln=14,r=8,p=5')
  const [salted, expected] = [Buffer.from(salt, 'base64'), Buffer.from(hash, 'base64')]
  expect(salted).toHaveLength(16)
  expect(scryptSync('correct horse battery', salted, 32, { N: 2 ** 14, r: 8, p: 5 })).toEqual(expected)
})

/** RFC 6238, appendix B, for SHA-1: the last six digits of eight. */
it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
])('at %i the code of an authenticator is %s', (seconds, code) => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  expect(findTotpStep(secret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30))
  expect(findTotpStep(secret, code, (seconds + 90) * 1_000)).toBeNull()
})
