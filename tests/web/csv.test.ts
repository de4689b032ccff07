import { expect, test } from 'vitest'
import { readCsv } from '../../web/models/csv.ts'

test('cells are separated as the heading says', () => {
  expect(readCsv('a,b\n1,2;3\n')).toEqual([
    ['a', 'b'],
    ['1', '2;3'],
  ])
  expect(readCsv('a;b;c\r\n1;2,5;\r\n')).toEqual([
    ['a', 'b', 'c'],
    ['1', '2,5', ''],
  ])
  expect(readCsv('a\tb\r1\t2')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('a cell in quotes holds anything, a quote that is none stands as it is', () => {
  expect(readCsv('a,b\n"1,\n""2""",""\nsize 5",x\n"open,y')).toEqual([
    ['a', 'b'],
    ['1,\n"2"', ''],
    ['size 5"', 'x'],
    ['"open', 'y'],
  ])
})

test('empty lines are none', () => {
  expect(readCsv('')).toEqual([])
  expect(readCsv('a,b\n\n,\n1,2\n\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})
