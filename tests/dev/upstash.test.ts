import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startUpstash, type UpstashShim } from '../../dev/upstash.ts'

let shim: UpstashShim
let redis: Redis

beforeAll(async () => {
  shim = await startUpstash({ token: 'a-token' })
  redis = new Redis({ url: shim.url, token: 'a-token', retry: false })
})
afterAll(() => shim.stop())

test('values come back as they were given', async () => {
  expect(await redis.set('word', { text: 'é' }, { ex: 60 })).toBe('OK')
  expect(await redis.get('word')).toEqual({ text: 'é' })
  expect(await redis.set('word', 'again', { nx: true, ex: 60 })).toBeNull()
  expect(await redis.mget('word', 'nothing')).toEqual([{ text: 'é' }, null])
  expect(await redis.ttl('word')).toBeGreaterThan(50)
})

test('hashes, sets, sorted sets and scans', async () => {
  await redis.hset('hash', { a: 1, b: 'two' })
  expect(await redis.hgetall('hash')).toEqual({ a: 1, b: 'two' })
  await redis.zadd('sorted', { nx: true }, { score: 2, member: 'b' }, { score: 1, member: 'a' })
  expect(await redis.zrange('sorted', 0, -1)).toEqual(['a', 'b'])
  expect(await redis.scan(0, { match: 'ha*' })).toEqual(['0', ['hash']])
})

test('pipelines and transactions answer command by command', async () => {
  expect(await redis.pipeline().set('count', 1).incr('count').hgetall('hash').exec()).toEqual([
    'OK',
    2,
    { a: 1, b: 'two' },
  ])
  expect(await redis.multi().incr('count').get('count').del('count').exec()).toEqual([3, 3, 1])
})

test('scripts run by text and by hash; an unknown hash is refused in the words that clients look for', async () => {
  const script = '#!lua flags=allow-key-locking\nreturn {KEYS[1], ARGV[1], redis.call("GET", "nothing")}'
  expect(await redis.eval(script, ['key'], ['value'])).toEqual(['key', 'value', null])
  expect(await redis.evalsha(await redis.scriptLoad(script), ['key'], ['value'])).toEqual(['key', 'value', null])
  await expect(redis.evalsha('0'.repeat(40), [], [])).rejects.toThrow('NOSCRIPT')
})

test('without the token nothing is served', async () => {
  await expect(new Redis({ url: shim.url, token: 'another', retry: false }).get('word')).rejects.toThrow('WRONGPASS')
})

describe("Upstash's own rate limiter works against it", () => {
  const limiters = {
    'fixed window': Ratelimit.fixedWindow(3, '1 h'),
    'sliding window': Ratelimit.slidingWindow(3, '1 h'),
    'token bucket': Ratelimit.tokenBucket(3, '1 h', 3),
  }
  test.each(Object.entries(limiters))('%s', async (prefix, limiter) => {
    const limit = new Ratelimit({ redis, limiter, prefix, ephemeralCache: false })
    const outcomes = []
    for (let call = 0; call < 4; call++) outcomes.push((await limit.limit('somebody')).success)
    expect(outcomes).toEqual([true, true, true, false])
    expect((await limit.getRemaining('somebody')).remaining).toBe(0)
    await limit.resetUsedTokens('somebody')
    expect((await limit.limit('somebody')).success).toBe(true)
  })
})
