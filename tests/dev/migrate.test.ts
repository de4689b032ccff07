import { expect, test } from 'vitest'
import { computePending } from '../../dev/migrate.ts'

const file = (name: string, sha256 = name) => ({ name, sha256, sql: '' })
const row = (name: string, sha256 = name) => ({ name, sha256 })

test('only what the database has not seen is pending, in order', () => {
  const files = [file('0001_a_create'), file('0002_b_create'), file('0003_c_create')]
  expect(computePending(files, []).map((one) => one.name)).toEqual(['0001_a_create', '0002_b_create', '0003_c_create'])
  expect(computePending(files, [row('0001_a_create')]).map((one) => one.name)).toEqual([
    '0002_b_create',
    '0003_c_create',
  ])
  expect(computePending(files.slice(0, 1), [row('0001_a_create')])).toEqual([])
})

test('a history that was edited, lost a file, or had one put in between is refused', () => {
  const files = [file('0001_a_create'), file('0002_b_create')]
  expect(() => computePending(files, [row('0001_a_create', 'other')])).toThrow('0001_a_create was edited')
  expect(() => computePending(files, [row('0000_z_create')])).toThrow('0000_z_create was applied')
  expect(() => computePending(files, [row('0002_b_create')])).toThrow('0001_a_create comes before 0002_b_create')
  expect(() => computePending([...files, file('0002_c_create')], [])).toThrow('have the same number')
})
