import { describe, expect, it } from 'vitest'
import {
  INBOUND_BYTES_MAX,
  isLongOver,
  nextAttemptMs,
  parseSha256,
  setbackOf,
} from '../../../worker/features/media/policy.ts'

const DAY_MS = 86_400_000
const now = 1_790_000_000_000

describe('a refusal of Graph', () => {
  it.each([
    [131052, 1, { kind: 'failed', failure: 'too_large' }],
    [131053, 1, { kind: 'failed', failure: 'refused' }],
    [190, 50, { kind: 'retry', failure: 'unavailable' }],
    [10, 50, { kind: 'retry', failure: 'unavailable' }],
    [131042, 50, { kind: 'retry', failure: 'unavailable' }],
    [130429, 50, { kind: 'retry', failure: 'unavailable' }],
    [100, 1, { kind: 'retry', failure: 'unavailable' }],
    [100, 2, { kind: 'retry', failure: 'unavailable' }],
    [100, 3, { kind: 'failed', failure: 'refused' }],
  ])('%i at attempt %i', (code, attempts, expected) => {
    expect(setbackOf({ httpStatus: 400, code }, attempts)).toEqual(expected)
  })

  it('with 401 and a code nobody knows is about the token', () => {
    expect(setbackOf({ httpStatus: 401, code: 987_654 }, 9)).toEqual({ kind: 'retry', failure: 'unavailable' })
  })
})

describe('the next attempt', () => {
  it.each([
    [1, 30_000],
    [2, 60_000],
    [5, 480_000],
    [30, 6 * 3_600_000],
  ])('comes later after %i attempts', (attempts, ceilingMs) => {
    const file = { attempts, retryUntilMs: now + 7 * DAY_MS }
    expect(nextAttemptMs(file, now, () => 0)).toBe(now + ceilingMs / 2)
    expect(nextAttemptMs(file, now, () => 0.999999)).toBe(now + ceilingMs)
  })

  it('is at the end of the seven days at the latest, and then never', () => {
    const file = { attempts: 30, retryUntilMs: now + 7 * DAY_MS }
    expect(nextAttemptMs(file, now + 7 * DAY_MS - 1000)).toBe(file.retryUntilMs)
    expect(nextAttemptMs(file, file.retryUntilMs)).toBeNull()
  })

  it('gives a file as many tries as an outage of some days needs', () => {
    const file = { attempts: 0, retryUntilMs: now + 7 * DAY_MS }
    let at: number | null = now
    for (; at !== null && file.attempts < 1000; at = nextAttemptMs(file, at)) file.attempts += 1
    expect(file.attempts).toBeGreaterThan(30)
    expect(file.attempts).toBeLessThan(80)
  })

  it('is not made long after the time, unless it is the first', () => {
    const retryUntilMs = now
    expect(isLongOver({ attempts: 1, retryUntilMs: 0 }, now)).toBe(false)
    expect(isLongOver({ attempts: 2, retryUntilMs }, now + 60_000)).toBe(false)
    expect(isLongOver({ attempts: 2, retryUntilMs }, now + 2 * 3_600_000)).toBe(true)
  })
})

describe('a SHA-256', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index)
  it('is read in base64 and in hex', () => {
    expect(parseSha256(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
    expect(parseSha256(Buffer.from(bytes).toString('hex'))).toEqual(bytes)
    expect(parseSha256(Buffer.from(bytes).toString('hex').toUpperCase())).toEqual(bytes)
  })

  it.each([null, '', 'nonsense', 'abcd', 'AAAA'.repeat(11)])('is not %j', (text) => {
    expect(parseSha256(text)).toBeNull()
  })
})

it('what comes in fits the column', () => {
  expect(INBOUND_BYTES_MAX).toBeLessThanOrEqual(110_000_000)
})
