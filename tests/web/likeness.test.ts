import { expect, test } from 'vitest'
import { findLike } from '../../web/models/likeness.ts'

const names = ['Reopen it', 'Open it', 'Assign to me', 'Dispatch, São Paulo', 'Only open ones']
const find = (query: string) => findLike(query, names, (name) => [name])

test('what begins so comes before a word that does, and that before the rest', () => {
  expect(find('open')).toEqual(['Open it', 'Only open ones', 'Reopen it'])
})

test('capitals, accents, signs and the order of words do not matter', () => {
  expect(find('  PAULO-sao ')).toEqual(['Dispatch, São Paulo'])
  expect(find('paulo open')).toEqual([])
})

test('letters in their order are enough, near each other and from the beginning of a word', () => {
  expect(find('atm')).toEqual(['Assign to me'])
  expect(find('ope1')).toEqual([])
  expect(findLike('ab', [`a${'x'.repeat(20)}b`], (text) => [text])).toEqual([])
})

test('a later key counts less, and one is enough', () => {
  const pairs = [
    ['other', 'thanks'],
    ['thanks', 'other'],
  ]
  expect(findLike('than', pairs, (pair) => pair)).toEqual([pairs[1], pairs[0]])
})
