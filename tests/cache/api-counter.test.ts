import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startUpstash } from '../../dev/upstash.ts'
import { createApiCounter } from '../../worker/cache/index.ts'

let redis: Awaited<ReturnType<typeof startUpstash>>
let trips = 0
beforeAll(async () => {
  redis = await startUpstash({ token: 'a-token-of-the-test' })
})
afterAll(() => redis.stop())

/** An isolate with a clock of its own. */
function isolate(url: string | undefined = redis.url, perMinute = 10) {
  const clock = { ms: 6_000_000_000_000 }
  const settings = { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: 'a-token-of-the-test' }
  const notes: unknown[] = []
  const counter = createApiCounter(settings, {
    ...{ now: () => clock.ms, note: (error: unknown) => notes.push(error) },
    wait: async (ms) => {
      clock.ms += ms
    },
  })
  const take = (who: string, times: number) => Array.from({ length: times }, () => counter.take(who, perMinute).allowed)
  return { clock, counter, notes, take }
}

describe('requests per minute', () => {
  it('are counted for each by themselves, until the minute is over', () => {
    const { clock, take, counter } = isolate()
    expect(take('a', 11)).toEqual([...Array(10).fill(true), false])
    expect(counter.take('a', 10)).toEqual({ allowed: false, remaining: 0, resetAtMs: clock.ms + 60_000 })
    expect(counter.take('b', 10)).toMatchObject({ allowed: true, remaining: 9 })
    clock.ms += 60_000
    expect(counter.take('a', 10).allowed).toBe(true)
  })

  it('of several isolates add up within a second, of which one request keeps the isolate', async () => {
    const [one, two] = [isolate(), isolate()]
    one.take('c', 5)
    const telling = one.counter.flush()
    one.take('c', 1)
    expect(one.counter.flush()).toBeNull()
    await telling
    expect(one.counter.flush()).toBeNull()
    two.take('c', 3)
    await two.counter.flush()
    expect(two.take('c', 2)).toEqual([true, false])
    one.take('c', 1)
    await one.counter.flush()
    expect(one.take('c', 1)).toEqual([false])
  })

  it('are told of again where the request that was to tell was cut off', async () => {
    const { counter, take, clock } = isolate()
    take('h', 1)
    expect(counter.flush()).not.toBeNull()
    expect(counter.flush()).toBeNull()
    clock.ms += 5_000
    expect(counter.flush()).not.toBeNull()
  })

  it('are told of in one trip for everybody', async () => {
    const { counter } = isolate()
    const original = globalThis.fetch
    globalThis.fetch = (...call) => {
      trips++
      return original(...call)
    }
    try {
      for (const who of ['d', 'e', 'f']) counter.take(who, 10)
      await counter.flush()
    } finally {
      globalThis.fetch = original
    }
    expect(trips).toBe(1)
  })

  it('are counted by each isolate alone while Redis is away, and nothing of them is lost', async () => {
    const { counter, take, notes } = isolate('http://127.0.0.1:9')
    take('g', 9)
    await counter.flush()
    expect(notes).toHaveLength(1)
    expect(take('g', 2)).toEqual([true, false])
  })
})
