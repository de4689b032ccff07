import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpstash, type UpstashShim } from '../../dev/upstash.ts'
import { type Counter, createLimits, type Limit } from '../../worker/cache/limits.ts'
import type { RedisSettings } from '../../worker/cache/redis.ts'

let redis: UpstashShim
beforeAll(async () => {
  redis = await startUpstash({ token: 'test-token' })
})
afterAll(() => redis.stop())

const limit: Limit = { name: 'tries', max: 2, windowSeconds: 60 }

function limits(settings: RedisSettings) {
  const counts = new Map<string, number>()
  const notes: unknown[] = []
  const fallback = (key: string): Counter => ({
    async take(max) {
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return { allowed: count <= max, remaining: Math.max(0, max - count), resetAtMs: 1 }
    },
    async refund() {
      counts.set(key, 0)
    },
  })
  const hash = async (...parts: string[]) => `hash(${parts.join(',')})`
  return {
    ...createLimits({ settings, now: Date.now, hash, fallback, note: (error) => notes.push(error) }),
    counts,
    notes,
  }
}

it('counts in Redis, apart for each', async () => {
  const { take, refund, counts } = limits({
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: 'test-token',
  })
  const allowed = []
  for (let i = 0; i < 3; i++) allowed.push((await take(limit, 'ann')).allowed)
  expect(allowed).toEqual([true, true, false])
  expect(await take(limit, 'bob')).toMatchObject({ allowed: true, remaining: 1 })
  await refund(limit, 'ann')
  expect((await take(limit, 'ann')).allowed).toBe(true)
  expect((await take(limit, 'ann')).allowed).toBe(false)
  expect(counts.size).toBe(0)
})

it('refuses from memory whom Redis refused, for a minute at most', async () => {
  const clock = { ms: Date.now() }
  let trips = 0
  const counted = (max: number): Counter => ({
    take: async () => ({ allowed: ++trips <= max, remaining: 0, resetAtMs: clock.ms + 3_600_000 }),
    refund: async () => undefined,
  })
  const hash = async (...parts: string[]) => parts.join()
  const { take, refund } = createLimits({
    ...{ settings: {}, now: () => clock.ms, hash, note: () => undefined },
    fallback: () => counted(1),
  })
  const tries = async (times: number) => {
    const before = trips
    for (let i = 0; i < times; i++) await take(limit, 'cid')
    return trips - before
  }
  expect(await tries(1)).toBe(1)
  expect(await tries(5)).toBe(1)
  expect((await take(limit, 'cid')).allowed).toBe(false)
  clock.ms += 60_000
  expect(await tries(5)).toBe(1)
  await refund(limit, 'cid')
  expect(await tries(1)).toBe(1)
})

it.each([
  ['is not there', {}, 0],
  ['does not answer', { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9', UPSTASH_REDIS_REST_TOKEN: 'x'.repeat(8) }, 4],
])('counts without Redis when it %s', async (_, settings, noted) => {
  const { take, refund, counts, notes } = limits(settings)
  const allowed = []
  for (let i = 0; i < 3; i++) allowed.push((await take(limit, 'ann')).allowed)
  expect(allowed).toEqual([true, true, false])
  expect([...counts.keys()]).toEqual(['hash(limit,tries,ann)'])
  await refund(limit, 'ann')
  expect([...counts.values()]).toEqual([0])
  expect(notes).toHaveLength(noted)
})
