import { afterEach, expect, test, vi } from 'vitest'
import { singleFlight } from '../../worker/kit/single-flight.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('callers of one key share one run; another key and a later call have their own', async () => {
  const flight = singleFlight<string, number>()
  let runs = 0
  const run = async () => {
    runs += 1
    return runs
  }
  expect(await Promise.all([flight('a', run), flight('a', run), flight('b', run)])).toEqual([1, 1, 2])
  expect(await flight('a', run)).toBe(3)
})

test('an error is shared, and the next call tries again', async () => {
  const flight = singleFlight<string, number>()
  const failing = () => Promise.reject(new Error('down'))
  const both = await Promise.allSettled([flight('a', failing), flight('a', failing)])
  expect(both.map((each) => each.status)).toEqual(['rejected', 'rejected'])
  expect(await flight('a', async () => 1)).toBe(1)
})

test('a run that never ends holds the others only for a while, and they share the next one', async () => {
  vi.useFakeTimers()
  const flight = singleFlight<string, number>(3_000)
  let runs = 0
  const run = async () => {
    runs += 1
    return runs
  }
  void flight('a', () => new Promise(() => {}))
  const others = Promise.all([flight('a', run), flight('a', run)])
  vi.advanceTimersByTime(2_999)
  expect(runs).toBe(0)
  vi.advanceTimersByTime(1)
  expect(await others).toEqual([1, 1])
})
