import type { z } from 'zod'
import type { Clock } from '../kit/clock.ts'
import { LruMap } from '../kit/lru.ts'
import { singleFlight } from '../kit/single-flight.ts'
import { type RedisSettings, redisOf } from './redis.ts'

export interface LevelsOptions<V, S> {
  /** Entries in the memory of one isolate. */
  max: number
  memoryMs: number
  /** How long "there is none" is believed: in memory only. */
  missMs: number
  redisSeconds: number
  /** What lies in Redis; anything else that is found there is read anew. */
  stored: z.ZodType<S>
  now: Clock
  pack(value: V): S | Promise<S>
  /** May throw: then the value is read anew. */
  unpack(stored: S): V | Promise<V>
  /** The name in Redis, which must not show the key. */
  redisKey(key: string): Promise<string>
}

export interface Levels<V> {
  /** Memory, then Redis, then `load`; null if `load` finds nothing. Throws only what `load` throws. */
  read(key: string, load: () => Promise<V | null>): Promise<V | null>
  /** Here and in Redis at once; in other isolates when their time is over. */
  forget(key: string): Promise<void>
}

/** Two levels of cache before a slower source. Redis may be away or empty at any time. */
export function createLevels<V, S>(settings: RedisSettings, options: LevelsOptions<V, S>): Levels<V> {
  const { max, memoryMs, missMs, redisSeconds, stored, now, pack, unpack, redisKey } = options
  const memory = new LruMap<string, { value: V | null }>({ max, ttlMs: memoryMs, now })
  const reading = singleFlight<string, V | null>()

  async function fromRedis(key: string): Promise<V | null> {
    const redis = redisOf(settings)
    if (!redis) return null
    try {
      return await unpack(stored.parse(await redis.get(await redisKey(key))))
    } catch {
      return null // Absent, away, or not as we write it: the source knows.
    }
  }

  async function toRedis(key: string, value: V): Promise<void> {
    try {
      await redisOf(settings)?.set(await redisKey(key), await pack(value), { ex: redisSeconds })
    } catch {
      // The next reader finds it in the source.
    }
  }

  return {
    async read(key, load) {
      const known = memory.get(key)
      if (known) return known.value
      return reading(key, async () => {
        const cached = await fromRedis(key)
        const value = cached ?? (await load())
        memory.set(key, { value }, value === null ? now() + missMs : undefined)
        if (value !== null && cached === null) await toRedis(key, value)
        return value
      })
    },

    async forget(key) {
      memory.delete(key)
      try {
        await redisOf(settings)?.del(await redisKey(key))
      } catch {
        // It ends by itself within `redisSeconds`.
      }
    },
  }
}
