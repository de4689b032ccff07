import { expect, test } from 'vitest'
import { assert, assertNever } from '../../worker/kit/assert.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'

class DatabaseError extends Error {
  override name = 'DatabaseError'
  code = '23505'
  constraint = 'messages_pkey'
  detail = 'Key (phone)=(31612345678) already exists.'
}

test('a database error gives class, SQLSTATE and constraint through its wrapper, and none of its words', () => {
  const cause = new DatabaseError('insert of 31612345678 failed')
  const facts = errorFacts(new Error('Failed query: params: 31612345678', { cause }))
  expect(facts).toMatchObject({ errorClass: 'Error', sqlstate: '23505', constraint: 'messages_pkey' })
  expect(JSON.stringify(facts)).not.toContain('31612345678')
})

test('frames are ours, without folders, and a message that looks like one is not taken for one', () => {
  const { frames } = errorFacts(new Error('first\n    at secret (/x/31612345678.ts:1:1)'))
  expect(frames).not.toHaveLength(0)
  for (const frame of frames as string[]) expect(frame).toMatch(/^\S+ error-facts\.test\.ts:\d+:\d+$/)
})

test.each([
  [new TypeError('x'), 'TypeError'],
  [new (class OddError extends Error {})('x'), 'OddError'],
  ['thrown text 31612345678', 'string'],
  [null, 'null'],
  [undefined, 'undefined'],
])('the class of %s is %s', (error, errorClass) => {
  expect(errorFacts(error).errorClass).toBe(errorClass)
})

test('codes are words: an errno is no SQLSTATE, and a sentence is no code', () => {
  expect(errorFacts(Object.assign(new Error(), { code: 'EPIPE' }))).toMatchObject({
    code: 'EPIPE',
    sqlstate: undefined,
  })
  expect(errorFacts(Object.assign(new Error(), { code: 'call +31612345678 now' })).code).toBeUndefined()
  expect(errorFacts(Object.assign(new Error(), { name: 'name 31612345678' })).errorClass).toBe('Error')
})

test('an assertion is an error of ours', () => {
  expect(() => assert(0, 'count')).toThrow('count')
  expect(() => assert(1, 'count')).not.toThrow()
  expect(() => assertNever('other' as never)).toThrow('rule out')
})
