import { systemClock } from '../../kit/clock.ts'
import { LruMap } from '../../kit/lru.ts'
import type { LiveCheck } from './live-check.ts'

/** Meta allows 200 such calls an hour on a quiet account (docs/sources.md#throughput), so a check is shown for a while. */
const CHECK_MS = 60_000
const checks = new LruMap<string, LiveCheck>({ max: 1_000, ttlMs: CHECK_MS, now: systemClock })

export const recentCheck = (channelId: string): LiveCheck | undefined => checks.get(channelId)
export const rememberCheck = (channelId: string, live: LiveCheck): void => checks.set(channelId, live)
export const forgetCheck = (channelId: string): void => checks.delete(channelId)
