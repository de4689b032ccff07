import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { startUpstash, type UpstashShim } from '../../dev/upstash.ts'
import { createLevels } from '../../worker/cache/levels.ts'
import { pingRedis, type RedisSettings, redisOf } from '../../worker/cache/redis.ts'

let redis: UpstashShim
beforeAll(async () => {
  redis = await startUpstash({ token: 'test-token' })
})
afterAll(() => redis.stop())

const connected = (): RedisSettings => ({ UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: 'test-token' })
/** Nothing listens there. */
const away: RedisSettings = { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9', UPSTASH_REDIS_REST_TOKEN: 'test-token' }

const clock = { ms: 0 }
const levels = (settings: RedisSettings) =>
  createLevels<{ id: string }, { id: string }>(settings, {
    max: 10,
    memoryMs: 60_000,
    missMs: 5_000,
    redisSeconds: 300,
    stored: z.object({ id: z.string() }),
    now: () => clock.ms,
    pack: (value) => value,
    unpack: (value) => value,
    redisKey: async (key) => `test:${key}`,
  })
const found = (id: string) => vi.fn(async () => ({ id }))

describe('two levels before a source', () => {
  it('ask it once; another isolate finds it in Redis', async () => {
    const [here, there, load] = [levels(connected()), levels(connected()), found('a')]
    for (const level of [here, here, there]) expect(await level.read('once', load)).toEqual({ id: 'a' })
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('forget at once, here and in Redis', async () => {
    const [here, there] = [levels(connected()), levels(connected())]
    await here.read('gone', found('old'))
    await here.forget('gone')
    expect(await there.read('gone', found('new'))).toEqual({ id: 'new' })
  })

  it('believe "there is none" for five seconds', async () => {
    const here = levels(connected())
    const load = vi.fn(async () => null)
    await here.read('none', load)
    await here.read('none', load)
    expect(load).toHaveBeenCalledTimes(1)
    clock.ms += 5_001
    expect(await here.read('none', found('now'))).toEqual({ id: 'now' })
  })

  it('read anew what Redis has in another shape', async () => {
    const settings = connected()
    await redisOf(settings)?.set('test:odd', { other: 1 })
    expect(await levels(settings).read('odd', found('a'))).toEqual({ id: 'a' })
  })

  it('go on without Redis, and pass on what the source throws', async () => {
    for (const settings of [away, {}]) {
      const here = levels(settings)
      const load = found('a')
      await here.read('key', load)
      expect(await here.read('key', load)).toEqual({ id: 'a' })
      expect(load).toHaveBeenCalledTimes(1)
      await here.forget('key')
      await expect(here.read('key', () => Promise.reject(new Error('no database')))).rejects.toThrow('no database')
    }
  })
})

it('tells whether Redis answers', async () => {
  expect(await pingRedis({ settings: {} })).toBe(false)
  expect(await pingRedis({ settings: connected() })).toBe(true)
  await expect(pingRedis({ settings: away })).rejects.toThrow()
})
