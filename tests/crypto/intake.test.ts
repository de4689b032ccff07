import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoxError } from '../../worker/crypto/box.ts'
import { IntakeKeys, parseKeyList } from '../../worker/crypto/intake.ts'
import { randomBytes, toBase64, utf8 } from '../../worker/kit/bytes.ts'

const entry = (id: string, length = 32) => `${id}:${toBase64(randomBytes(length))}`
const keys = (...entries: string[]) => new IntakeKeys(parseKeyList(entries.join(',')))

test('bytes open under their purpose alone', async () => {
  const intake = keys(entry('2026-11'))
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const box = await intake.seal(bytes, 'journal')
      expect(await intake.open(box, 'journal')).toEqual(new Uint8Array(bytes))
      await expect(intake.open(box, 'intake')).rejects.toThrow(BoxError)
    }),
  )
})

test('the first key seals, the older ones open, a dropped one does not', async () => {
  const [fresh, old] = [entry('fresh'), entry('old')]
  const box = await keys(old).seal(utf8('x'), 'journal')
  const newer = await keys(fresh, old).seal(utf8('x'), 'journal')
  expect(await keys(fresh, old).open(box, 'journal')).toEqual(utf8('x'))
  expect(await keys(fresh).open(newer, 'journal')).toEqual(utf8('x'))
  await expect(keys(fresh).open(box, 'journal')).rejects.toThrow(BoxError)
})

test('a damaged or cut box does not open', async () => {
  const intake = keys(entry('a'))
  const box = await intake.seal(utf8('webhook body'), 'journal')
  for (let at = 0; at < box.length; at += 1) {
    const changed = box.slice()
    changed[at] = (changed[at] as number) ^ 0x80
    await expect(intake.open(changed, 'journal')).rejects.toThrow(BoxError)
    await expect(intake.open(box.subarray(0, at), 'journal')).rejects.toThrow(BoxError)
  }
})

test.each([
  ['nothing', ''],
  ['no id', toBase64(randomBytes(32))],
  ['a short key', entry('a', 16)],
  ['an id that is too long', entry('a'.repeat(33))],
  ['no base64', 'a:not-base64!'],
  ['an id twice', `${entry('a')},${entry('a')}`],
  ['a trailing comma', `${entry('a')},`],
])('a key list with %s is refused', (_what, text) => {
  expect(() => parseKeyList(text)).toThrow(TypeError)
})

test('an event keeps its journal key when a new intake key is put in front', async () => {
  const [fresh, old] = [entry('fresh'), entry('old')]
  const key = await keys(old).eventKey('message', 'wamid.A')
  expect(key).toHaveLength(32)
  expect(await keys(fresh, old).eventKey('message', 'wamid.A')).toEqual(key)
  expect(await keys(old).eventKey('messagew', 'amid.A')).not.toEqual(key)
})
