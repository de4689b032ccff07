import { type AnalyticsQuery, BUCKETS_MAX, type Granularity } from '../../contract/analytics.ts'
import { AppError } from '../../contract/problem.ts'
import type { TenantDb } from '../../db/actor.ts'
import type { Scope } from './repo.ts'

export interface AnalyticsCtx {
  asActor: TenantDb
  now(): number
}

const bucketMs: Record<Granularity, number> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_419_200_000,
}
const DEFAULT_LENGTH_MS = 28 * 86_400_000

/**
 * The period that a query asks for, and what of it.
 * @throws AppError INVALID_REQUEST for a zone that is none, a period that ends before it begins, or too many buckets.
 */
export function scopeOf({ now }: AnalyticsCtx, { granularity, tz, ...wanted }: AnalyticsQuery): Scope {
  const to = wanted.to ?? new Date(now()).toISOString()
  const from = wanted.from ?? new Date(Date.parse(to) - DEFAULT_LENGTH_MS).toISOString()
  const refuse = (path: string, message: string) => {
    throw new AppError('INVALID_REQUEST', message, { errors: [{ path, message }] })
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz })
  } catch {
    refuse('tz', 'This is no time zone.')
  }
  const lengthMs = Date.parse(to) - Date.parse(from)
  if (lengthMs <= 0) refuse('to', 'The end must be after the beginning.')
  if (lengthMs / bucketMs[granularity] > BUCKETS_MAX)
    refuse('granularity', `At most ${BUCKETS_MAX} steps: take longer ones.`)
  const { memberId, channelId, teamId } = wanted
  return { from, to, memberId, channelId, teamId }
}
