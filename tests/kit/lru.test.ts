import { expect, test } from 'vitest'
import { LruMap } from '../../worker/kit/lru.ts'

function map(max: number) {
  const clock = { nowMs: 0 }
  return { clock, lru: new LruMap<string, number>({ max, ttlMs: 100, now: () => clock.nowMs }) }
}

test('the entry used longest ago leaves first', () => {
  const { lru } = map(2)
  lru.set('a', 1)
  lru.set('b', 2)
  lru.get('a')
  lru.set('c', 3)
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3])
  expect(lru.size).toBe(2)
})

test('an entry ends at its time, however often it is read', () => {
  const { lru, clock } = map(2)
  lru.set('a', 1)
  clock.nowMs = 99
  expect(lru.get('a')).toBe(1)
  clock.nowMs = 100
  expect(lru.get('a')).toBeUndefined()
  expect(lru.size).toBe(0)
})

test('an entry may end earlier than the others, never later', () => {
  const { lru, clock } = map(3)
  lru.set('early', 1, 50)
  lru.set('late', 2, 500)
  clock.nowMs = 50
  expect([lru.get('early'), lru.get('late')]).toEqual([undefined, 2])
  clock.nowMs = 100
  expect(lru.get('late')).toBeUndefined()
})

test('entries are replaced, deleted and cleared', () => {
  const { lru } = map(3)
  lru.set('a', 1)
  lru.set('a', 2)
  expect([lru.get('a'), lru.size]).toEqual([2, 1])
  lru.delete('a')
  expect(lru.get('a')).toBeUndefined()
  lru.set('b', 1)
  lru.clear()
  expect(lru.size).toBe(0)
})
