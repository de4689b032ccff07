import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../../worker/contract/contact.ts'
import { findMisfit, normaliseValue } from '../../../worker/features/contacts/attribute-values.ts'
import { countryOf } from '../../../worker/features/contacts/country.ts'

describe('the country of a customer', () => {
  it.each([
    ['4915112345678', null, 'DE'],
    ['12025550143', null, 'US'],
    ['14165550143', null, 'CA'],
    [null, 'NL.9001', 'NL'],
    ['999999', 'BR.1', 'BR'],
    [null, 'de.1', null],
    [null, null, null],
  ])('of %s and %s is %s', (phone, userId, country) => {
    expect(countryOf({ phone, userId })).toBe(country)
  })
})

describe('a value of an attribute', () => {
  const fits = (kind: Attribute['kind'], value: string | number | boolean) =>
    findMisfit({ id: '', key: '', name: '', kind, options: ['North'], createdAt: '' }, value) === null

  it.each([
    ['text', 'a', true],
    ['text', '  ', false],
    ['number', 0, true],
    ['number', Number.NaN, false],
    ['number', '1', false],
    ['date', '2024-02-29', true],
    ['date', '2025-02-29', false],
    ['date', '25-12-31', false],
    ['list', 'North', true],
    ['list', 'South', false],
    ['checkbox', false, true],
    ['checkbox', 'true', false],
    ['link', 'https://example.test', true],
    ['link', 'javascript:alert(1)', false],
    ['link', 'example.test', false],
  ] as const)('%s: %s fits: %s', (kind, value, fit) => {
    expect(fits(kind, value)).toBe(fit)
  })

  it('is found whatever the case and the spaces around', () => {
    expect(normaliseValue(' Nörth ')).toBe(normaliseValue('NO\u0308RTH'))
    expect(normaliseValue(true)).toBe('true')
  })
})
