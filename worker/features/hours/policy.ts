import { Temporal } from 'temporal-polyfill'
import type { NewBusinessHours } from '../../contract/hours.ts'

/** When a tenant is open. */
export type Hours = Pick<NewBusinessHours, 'zone' | 'week' | 'holidays'>

/**
 * Whether it is open at a moment, by the clock of its zone. Where the clock is put forward over a beginning or an end, that is
 * as much later; where it is put back, the first of the two times counts.
 */
export function isOpenAt(hours: Hours, atMs: number): boolean {
  return spansOf(hours, dateAt(hours.zone, atMs)).some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
}

/** When it opens next, in epoch milliseconds; the moment itself if it is open. @throws RangeError if it never opens. */
export function nextOpening(hours: Hours, atMs: number): number {
  if (isOpenAt(hours, atMs)) return atMs
  let date = dateAt(hours.zone, atMs)
  // Every week that holds no opening has a holiday, or the clock put forward over the one that it has.
  for (let days = 7 * (hours.holidays.length + 3); days > 0; days--) {
    const next = spansOf(hours, date).find(({ fromMs }) => fromMs > atMs)
    if (next) return next.fromMs
    date = date.add({ days: 1 })
  }
  throw new RangeError('these hours never open')
}

function dateAt(zone: string, atMs: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate()
}

function spansOf({ zone, week, holidays }: Hours, date: Temporal.PlainDate): { fromMs: number; toMs: number }[] {
  if (holidays.some((holiday) => holiday.date === date.toString())) return []
  const spans = week[date.dayOfWeek - 1] ?? []
  return spans
    .map(({ from, to }) => ({ fromMs: momentOf(zone, date, from), toMs: momentOf(zone, date, to) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
}

function momentOf(timeZone: string, date: Temporal.PlainDate, minute: number): number {
  const day = date.add({ days: Math.floor(minute / 1440) })
  const plainTime = { hour: Math.floor((minute % 1440) / 60), minute: minute % 60 }
  return day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds
}

/** What a customer who waits is to be told by itself. */
export interface AutomaticAnswer {
  kind: 'greeting' | 'away'
  text: string
  /** When it opens; the moment itself if it is open. */
  opensAtMs: number
}

interface Episode {
  openedAtMs: number
  openedBy: 'customer' | 'member'
  isReplied: boolean
  isResumed: boolean
  isAttended: boolean
}

/**
 * Whoever writes while it is closed hears when it opens, unless somebody is talking with them; whoever began while it was
 * open, had no answer yet, and does not go on with what was closed lately, is greeted.
 *
 * @param episode Since when the conversation is open, who opened it, whether anybody replied since, whether it goes on with
 * the one before, and whether a person answered in the last hour.
 */
export function automaticAnswer(
  hours: Hours & Pick<NewBusinessHours, 'greeting' | 'away'>,
  episode: Episode,
  nowMs: number,
): AutomaticAnswer | null {
  const { greeting, away } = hours
  const opensAtMs = nextOpening(hours, nowMs)
  if (opensAtMs > nowMs) return away.on && !episode.isAttended ? { kind: 'away', text: away.text, opensAtMs } : null
  const isNew = episode.openedBy === 'customer' && !episode.isReplied && !episode.isResumed
  const isBegun = isNew && isOpenAt(hours, episode.openedAtMs)
  return greeting.on && isBegun ? { kind: 'greeting', text: greeting.text, opensAtMs } : null
}
