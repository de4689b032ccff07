import type { Redis } from '@upstash/redis'
import type { Clock } from '../kit/clock.ts'
import { LruMap } from '../kit/lru.ts'
import type { LimitState } from './limits.ts'
import { type RedisSettings, redisOf } from './redis.ts'

const WINDOW_MS = 60_000
const FLUSH_MS = 1_000
/** Whoever has not told by then was cut off with the request that it began in. */
const FLUSH_MAX_MS = 5_000

/** What one isolate knows of somebody's minute. */
interface Minute {
  endsMs: number
  /** Of all isolates, as Redis last said. */
  known: number
  /** Counted here since then. */
  fresh: number
}

export interface ApiCounter {
  /** Counts one request of at most `perMinute`. Costs nothing: what others counted is up to a second old. */
  take(who: string, perMinute: number): LimitState
  /**
   * Tells Redis what was counted here, within a second, in one trip for all; keep the isolate for it. null if that is
   * under way, or there is nothing to tell.
   */
  flush(): Promise<void> | null
}

interface CounterOptions {
  now: Clock
  /** Redis did not take the counts. */
  note(error: unknown): void
  wait?(ms: number): Promise<void>
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Requests per minute of each member or token, counted in the isolate and added up in Redis. Whoever is over the limit
 * is refused from memory. While Redis is away every isolate counts for itself: the API stays open.
 */
export function createApiCounter(settings: RedisSettings, { now, note, wait = sleep }: CounterOptions): ApiCounter {
  const minutes = new LruMap<string, Minute>({ max: 10_000, ttlMs: WINDOW_MS, now })
  const told = new Set<string>()
  let flushingUntilMs = 0

  function minuteOf(who: string): Minute {
    const known = minutes.get(who)
    if (known && known.endsMs > now()) return known
    const fresh = { endsMs: (Math.floor(now() / WINDOW_MS) + 1) * WINDOW_MS, known: 0, fresh: 0 }
    minutes.set(who, fresh)
    return fresh
  }

  async function tell(redis: Redis): Promise<void> {
    const due = [...told].map((who) => ({ who, minute: minuteOf(who) })).filter(({ minute }) => minute.fresh > 0)
    told.clear()
    if (due.length === 0) return
    const counts = due.map(({ minute }) => minute.fresh)
    const pipeline = redis.pipeline()
    for (const { who, minute } of due) {
      const key = `api:${who}:${minute.endsMs}`
      pipeline.incrby(key, minute.fresh)
      pipeline.pexpire(key, 2 * WINDOW_MS)
    }
    try {
      const results = await pipeline.exec<number[]>()
      for (const [index, { minute }] of due.entries()) {
        minute.known = results[2 * index] ?? minute.known
        minute.fresh -= counts[index] ?? 0
      }
    } catch (error) {
      for (const { who } of due) told.add(who)
      note(error)
    }
  }

  return {
    take(who, perMinute) {
      const minute = minuteOf(who)
      const count = minute.known + minute.fresh
      if (count >= perMinute) return { allowed: false, remaining: 0, resetAtMs: minute.endsMs }
      minute.fresh++
      told.add(who)
      return { allowed: true, remaining: perMinute - count - 1, resetAtMs: minute.endsMs }
    },

    flush() {
      const redis = redisOf(settings)
      if (!redis || told.size === 0 || now() < flushingUntilMs) return null
      flushingUntilMs = now() + FLUSH_MAX_MS
      return wait(FLUSH_MS)
        .then(() => tell(redis))
        .finally(() => {
          flushingUntilMs = 0
        })
    },
  }
}
