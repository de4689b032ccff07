import type { Durations } from '../../contract/analytics.ts'
import type { DurationRow, Key } from './repo.ts'

/** The name of a row among those that are told apart alike. */
const nameOf = ({ step, key }: Key): string => [step, key].filter((part) => part !== null).join('|')
export const byKey = <R extends Key>(rows: R[]) => new Map(rows.map((row) => [nameOf(row), row]))

/** The numbers or members of these rows, each once; nobody is left out. */
export const idsOf = (...sets: Key[][]): string[] =>
  [...new Set(sets.flat().flatMap(({ key }) => (key === null ? [] : [key])))].sort()

export function durationsOf(row: DurationRow | undefined): Durations {
  return { count: row?.count ?? 0, median: row?.median ?? null, p90: row?.p90 ?? null }
}
