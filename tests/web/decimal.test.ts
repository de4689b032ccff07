import { describe, expect, it } from 'vitest'
import { decimalIn } from '../../web/texts/decimal.ts'

describe.each([
  ['en-GB', '1234.5', '1,234.5', ['1234,5', '1.234.5', '1,23', '12,34,567']],
  ['nl-NL', '1234,5', '1.234,5', ['1234.5', '1,234.5', '1.23', '0.045']],
  ['es-ES', '1234,5', '1.234,5', ['1234.5', '12.34']],
  ['pt-BR', '1234,5', '1.234,5', ['1234.5', '12.34']],
  ['pt-PT', '1234,5', '1 234,5', ['1.234,5', '12 34']],
])('a number in %s', (language, plain, grouped, wrong) => {
  const { format, read } = decimalIn(language)

  it('is read as it is written there', () => {
    expect(format(1234.5)).toBe(plain)
    expect([plain, grouped, ` -${plain}`, `−${plain}`].map(read)).toEqual([1234.5, 1234.5, -1234.5, -1234.5])
    for (const value of [0, 0.045, -7, 1e6, 0.1 + 0.2, 123_456_789.25]) expect(read(format(value))).toBe(value)
  })

  it('is none with a sign where the language has it not', () => {
    for (const text of [...wrong, '', '-', 'abc', '1e5', '5%', '0x1', '9'.repeat(400)]) expect(read(text)).toBeNull()
  })
})

it('may leave out a nought, and has its groups where the country puts them', () => {
  expect([',5', '5,', '1.234.567'].map(decimalIn('nl-NL').read)).toEqual([0.5, 5, 1_234_567])
  expect(decimalIn('en-IN').read('12,34,567')).toBe(1_234_567)
})
