import type { AnalyticsQuery, Durations } from '../../contract/analytics.ts'
import type { Cell } from '../../kit/csv.ts'

/** Steps by the date, or the date and hour, at which they begin in their zone: `2026-10-28`, `2026-10-28 13:00`. */
export function inZone<T extends { at: string }>(
  steps: readonly T[],
  { tz, granularity }: Pick<AnalyticsQuery, 'tz' | 'granularity'>,
): T[] {
  const time = granularity === 'hour' ? ({ timeStyle: 'short' } as const) : {}
  // Swedish dates are written as in ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: tz, dateStyle: 'short', ...time })
  return steps.map((step) => ({ ...step, at: format.format(new Date(step.at)) }))
}

/** Rows as a table; of durations each figure is a column of its own, in whole seconds: `firstReply.medianSeconds`. */
export function tableOf(rows: readonly object[]): Cell[][] {
  const flat = rows.map((row) =>
    Object.fromEntries(Object.entries(row).flatMap(([name, value]) => cellsOf(name, value))),
  )
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))]
  return [names, ...flat.map((row) => names.map((name) => row[name] ?? null))]
}

function cellsOf(name: string, value: Cell | Durations): [string, Cell][] {
  if (typeof value !== 'object' || value === null) return [[name, value]]
  const { count, median, p90 } = value
  return [
    [`${name}.count`, count],
    [`${name}.medianSeconds`, median && Math.round(median)],
    [`${name}.p90Seconds`, p90 && Math.round(p90)],
  ]
}
