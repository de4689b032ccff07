import type { BusinessHours, NewBusinessHours, OpenSpan } from '../../worker/contract/hours.ts'
import { api } from '../api/endpoints.ts'
import { loadInto, loading } from './load.ts'

export const hours = loading<BusinessHours>()

export const readHours = (): Promise<void> => loadInto(hours, api.getHours)

/** Throws ApiError. */
export async function saveHours(changed: NewBusinessHours): Promise<void> {
  hours.value = { state: 'ready', value: await api.setHours(changed), error: null }
}

const dayMinutes = 1440
const dayMs = dayMinutes * 60_000
const usual: OpenSpan = { from: 540, to: 1020 }

/** What the form begins with: the hours as they are, or where none are set what most teams need. */
export function formOf({ isOpen: _, opensAt: __, changedAt, ...set }: BusinessHours): NewBusinessHours {
  if (changedAt !== null) return set
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { ...set, zone, week: Array.from({ length: 7 }, (_, day) => (day < 5 ? [usual] : [])) }
}

/** Minutes of the day as a time field has them; midnight at the end of a day is its 00:00. */
export function clockOf(minutes: number): string {
  const part = (value: number) => String(value).padStart(2, '0')
  return `${part(Math.floor((minutes % dayMinutes) / 60))}:${part(minutes % 60)}`
}

/** null while a time field is not filled in. */
export function minutesOf(clock: string, side: keyof OpenSpan): number | null {
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(clock) ?? []
  if (hour === undefined) return null
  const minutes = Number(hour) * 60 + Number(minute)
  return side === 'to' && minutes === 0 ? dayMinutes : minutes
}

/** The hours that a day gets next: the usual ones, or the first whole hours after what it has; null if there is no room. */
export function nextSpan(spans: readonly OpenSpan[]): OpenSpan | null {
  const last = spans.at(-1)
  if (!last) return usual
  const from = Math.ceil((last.to + 1) / 60) * 60
  return from >= dayMinutes || spans.length >= 6 ? null : { from, to: Math.min(from + 240, dayMinutes) }
}

/** What is wrong with a day: an end before its beginning, or spans that overlap. */
export function dayProblem(spans: readonly OpenSpan[]): 'backwards' | 'overlap' | null {
  if (spans.some(({ from, to }) => from >= to)) return 'backwards'
  return spans.some(({ from }, at) => from < (spans[at - 1]?.to ?? 0)) ? 'overlap' : null
}

/** The first opening from tomorrow on, by the clock on the wall as if that were UTC: an example for the preview. */
export function someOpening(week: readonly OpenSpan[][]): number {
  const today = Math.floor(Date.now() / dayMs)
  // 1 January 1970 was a Thursday.
  const date = Array.from({ length: 7 }, (_, days) => today + 1 + days).find((day) => week[(day + 3) % 7]?.length)
  return date === undefined ? today * dayMs : date * dayMs + (week[(date + 3) % 7]?.[0]?.from ?? 0) * 60_000
}

/** Every zone that the browser knows, and the one that is chosen. */
export function zonesWith(chosen: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])].sort()
}
