import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, backoffSeconds } from '../../worker/kit/backoff.ts'

const range = { baseMs: 1_000, maxMs: 60_000 }

test('the wait doubles up to its limit', () => {
  const longest = (attempt: number) => backoffMs(attempt, range, () => 0.999_999_9)
  expect([1, 2, 3, 4].map(longest)).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(longest(1_000)).toBe(60_000)
  expect(backoffMs(1, range, () => 0)).toBe(500)
})

test('every wait is between half of the doubled base and all of it', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), random, (attempt, value) => {
      const ceilingMs = Math.min(60_000, 1_000 * 2 ** Math.max(0, attempt - 1))
      const waitMs = backoffMs(attempt, range, () => value)
      expect(waitMs).toBeGreaterThanOrEqual(ceilingMs / 2)
      expect(waitMs).toBeLessThanOrEqual(ceilingMs)
    }),
  )
})

test('in seconds it is a whole number from 1 on, one hour at most', () => {
  expect(backoffSeconds(1, { baseSeconds: 0.1, maxSeconds: 1 }, () => 0)).toBe(1)
  expect(backoffSeconds(1)).toBeGreaterThanOrEqual(3)
  expect(backoffSeconds(1)).toBeLessThanOrEqual(5)
  expect(backoffSeconds(99)).toBeLessThanOrEqual(3_600)
})
