export type BackoffMs = { baseMs: number; maxMs: number }
export type BackoffSeconds = { baseSeconds: number; maxSeconds: number }

/** 5 s, 10 s, 20 s … up to one hour: fits queue retries, whose longest delay is 12 hours. */
const DEFAULT_SECONDS: BackoffSeconds = { baseSeconds: 5, maxSeconds: 3600 }

/**
 * How long to wait before the next try: doubles with each attempt, of which the upper half is random, so that many
 * failures of one moment do not come back in one moment.
 *
 * @param attempt Tries made so far, from 1.
 * @param random A number in [0, 1).
 * @returns Whole milliseconds, between half the doubled base and the doubled base, never above `maxMs`.
 */
export function backoffMs(attempt: number, { baseMs, maxMs }: BackoffMs, random: () => number = Math.random): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** (Math.max(1, attempt) - 1))
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random())
}

/** {@link backoffMs} in whole seconds, at least 1: what a queue's `delaySeconds` takes. */
export function backoffSeconds(attempt: number, range = DEFAULT_SECONDS, random: () => number = Math.random): number {
  const ms = backoffMs(attempt, { baseMs: range.baseSeconds * 1000, maxMs: range.maxSeconds * 1000 }, random)
  return Math.max(1, Math.ceil(ms / 1000))
}
