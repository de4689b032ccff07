import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from '@upstash/redis'
import type { Clock } from '../kit/clock.ts'
import { LruMap } from '../kit/lru.ts'
import { type RedisSettings, redisOf } from './redis.ts'

/** At most `max` times in any window, for each of those it is counted for. `name` stands in headers and keys. */
export interface Limit {
  name: string
  max: number
  windowSeconds: number
  /** While Redis is away: an object counts (left out), or everybody passes. */
  whenAway?: 'open'
}

export interface LimitState {
  allowed: boolean
  remaining: number
  resetAtMs: number
}

/** Counts where there is no Redis: one counter for each key. */
export interface Counter {
  take(max: number, windowMs: number): Promise<LimitState>
  refund(): Promise<void>
}

export interface Limits {
  /** Counts one more. @throws only what the fallback throws */
  take(limit: Limit, who: string): Promise<LimitState>
  /** Takes one back, of somebody who proved to be no stranger. */
  refund(limit: Limit, who: string): Promise<void>
}

export interface LimitsOptions {
  settings: RedisSettings
  now: Clock
  /** Makes a name that does not show what it was made from: addresses and e-mails stand in no key. */
  hash(...parts: string[]): Promise<string>
  fallback(key: string): Counter
  /** Redis did not count; the fallback does. */
  note(error: unknown): void
}

/** A window slides: whoever was refused may be let in before it ends. */
const REMEMBERED_MS = 60_000

/**
 * Rate limits in Redis; while it is away, in objects, or where the limit says so not at all. Whoever was refused is
 * remembered in the isolate and refused again without a trip, for a minute at most.
 */
export function createLimits({ settings, now, hash, fallback, note }: LimitsOptions): Limits {
  const redis = redisOf(settings)
  const refused = new LruMap<string, LimitState>({ max: 10_000, ttlMs: REMEMBERED_MS, now })

  async function count(limit: Limit, key: string): Promise<LimitState> {
    if (redis) {
      try {
        return await takeFromRedis(redis, limit, key)
      } catch (error) {
        note(error)
      }
    }
    if (limit.whenAway === 'open') {
      return { allowed: true, remaining: limit.max, resetAtMs: now() + limit.windowSeconds * 1000 }
    }
    return fallback(key).take(limit.max, limit.windowSeconds * 1000)
  }

  return {
    async take(limit, who) {
      const key = await hash('limit', limit.name, who)
      const known = refused.get(key)
      if (known) return known
      const state = await count(limit, key)
      if (!state.allowed) refused.set(key, state, state.resetAtMs)
      return state
    },

    async refund(limit, who) {
      const key = await hash('limit', limit.name, who)
      refused.delete(key)
      if (redis) {
        try {
          // A negative rate: the library's own reset would scan all keys.
          await counterOf(redis, limit).limit(key, { rate: -1 })
          return
        } catch (error) {
          note(error)
        }
      }
      await fallback(key).refund()
    },
  }
}

async function takeFromRedis(redis: Redis, limit: Limit, key: string): Promise<LimitState> {
  const { success, remaining, reset, reason } = await counterOf(redis, limit).limit(key)
  // The library lets everybody pass when Redis is slow.
  if (reason === 'timeout') throw new Error('Redis is slow')
  return { allowed: success, remaining: Math.max(0, remaining), resetAtMs: reset }
}

const counters = new WeakMap<Redis, Map<string, Ratelimit>>()

function counterOf(redis: Redis, { name, max, windowSeconds }: Limit): Ratelimit {
  const known = counters.get(redis) ?? new Map<string, Ratelimit>()
  counters.set(redis, known)
  const counter =
    known.get(name) ??
    new Ratelimit({
      redis,
      limiter: Ratelimit.slidingWindow(max, `${windowSeconds} s`),
      prefix: `limit:${name}`,
      ephemeralCache: false,
    })
  known.set(name, counter)
  return counter
}
