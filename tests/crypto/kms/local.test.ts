import { expect, test } from 'vitest'
import { localKeyProvider } from '../../../worker/crypto/kms/local.ts'
import {
  encryptionContext,
  KeyUnavailableError,
  nameWrapped,
  PLATFORM_TENANT_ID,
  readWrapped,
} from '../../../worker/crypto/kms/provider.ts'
import { randomBytes } from '../../../worker/kit/bytes.ts'
import { isUuid, newId } from '../../../worker/kit/ids.ts'

const context = { tenantId: newId(), purpose: 'content' as const }

test('a key unwraps in its context, also after rewrapping', async () => {
  const provider = localKeyProvider(randomBytes(32))
  const { plaintext, wrapped } = await provider.generate(context)
  expect(plaintext).toHaveLength(32)
  expect(await provider.unwrap(wrapped, context)).toEqual(plaintext)
  expect(await provider.unwrap(await provider.rewrap(wrapped, context), context)).toEqual(plaintext)
})

test('a wrapped key does not unwrap for another tenant or purpose, under another master key, or damaged', async () => {
  const provider = localKeyProvider(randomBytes(32))
  const { wrapped } = await provider.generate(context)
  const damaged = wrapped.slice()
  damaged[damaged.length - 1] = (damaged.at(-1) as number) ^ 1
  const tries = [
    () => provider.unwrap(wrapped, { ...context, tenantId: newId() }),
    () => provider.unwrap(wrapped, { ...context, purpose: 'secret' }),
    () => localKeyProvider(randomBytes(32)).unwrap(wrapped, context),
    () => provider.unwrap(damaged, context),
    () => provider.unwrap(new Uint8Array(0), context),
  ]
  for (const each of tries) await expect(each()).rejects.toThrow(KeyUnavailableError)
})

test('wrapped bytes name their provider', () => {
  const bytes = randomBytes(40)
  expect(readWrapped('aws', nameWrapped('aws', bytes))).toEqual(bytes)
  expect(() => readWrapped('local', nameWrapped('aws', bytes))).toThrow(KeyUnavailableError)
})

test('the platform keys have a context of their own', () => {
  expect(isUuid(PLATFORM_TENANT_ID)).toBe(true)
  expect(encryptionContext({ tenantId: PLATFORM_TENANT_ID, purpose: 'index' })).toEqual({
    tenant: 'platform',
    purpose: 'index',
  })
})

test('two master keys are told apart without showing them', async () => {
  const master = randomBytes(32)
  const describe = (key: Uint8Array) => localKeyProvider(key).describe()
  expect(await describe(master)).toEqual(await describe(master))
  expect((await describe(master)).keyId).not.toBe((await describe(randomBytes(32))).keyId)
  expect(() => localKeyProvider(randomBytes(16))).toThrow('32 bytes')
})
