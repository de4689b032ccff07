import { expect, it } from 'vitest'
import { rankSum } from './rank-sum.ts'

const numbers = (n: number, from: (i: number) => number) => Array.from({ length: n }, (_, i) => from(i))

it('gives the figures that another implementation gives', () => {
  // scipy 1.x, mannwhitneyu(a, b, method='asymptotic'): U = 3, p = 0.0340943; there are ties.
  const { share, p } = rankSum([1.1, 2.2, 2.2, 3.1, 4.8], [2.2, 5.5, 6.1, 7.3, 8.8, 9.1])
  expect(share).toBeCloseTo(3 / 30, 10)
  expect(p).toBeCloseTo(0.0340943, 6)
})

it('finds no difference where there is none, however long the tail', () => {
  const sample = numbers(500, (i) => (i % 97 === 0 ? 1_000 : i % 13))
  for (const { share, p } of [rankSum(sample, sample), rankSum([1, 1, 1], [1, 1, 1])]) {
    expect(share).toBe(0.5)
    expect(p).toBeCloseTo(1, 6)
  }
})

it('finds a small difference in many', () => {
  const [first, second] = [
    numbers(1_000, (i) => (i * 7919) % 1_000),
    numbers(1_000, (i) => ((i * 104_729) % 1_000) + 60),
  ]
  expect(rankSum(first, second).p).toBeLessThan(0.001)
  expect(rankSum(first, second).share).toBeLessThan(0.5)
})
