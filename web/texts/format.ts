import { t } from './index.ts'
import { locale } from './language.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' })
const shortDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const yearDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const moment: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }
const shortMoment = new Intl.DateTimeFormat(locale, moment)
const yearMoment = new Intl.DateTimeFormat(locale, { ...moment, year: 'numeric' })
const dayTitle = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
const weekdayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
const plainDate = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' })
const calendarDate = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
const monthTitle = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' })
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })
const snooze = new Intl.DateTimeFormat(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const snoozeFar = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const number = new Intl.NumberFormat(locale)
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
const conjunction = new Intl.ListFormat(locale, { type: 'conjunction' })

export const formatTime = (at: string | number): string => time.format(new Date(at))
export const formatExact = (at: string | number): string => exact.format(new Date(at))
export const formatNumber = (value: number): string => number.format(value)
export const formatPercent = (fraction: number): string => percent.format(fraction)
export const formatList = (names: readonly string[]): string => conjunction.format(names)
export const formatMonth = (at: string): string => monthTitle.format(new Date(at))

/** The name of a day of the week; 0 is Monday. */
export const formatWeekday = (day: number): string => weekdayName.format(Date.UTC(2024, 0, 1 + day))
/** A moment of the coming days by another place's clock: Thu 09:00. */
export const formatInZone = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(
    new Date(at),
  )
/** A date without a time: 2026-12-25. */
export const formatPlainDate = (date: string): string => plainDate.format(new Date(date))

/** The same where there is little room: 25 Dec 2026. */
export const formatCalendarDate = (date: string): string => calendarDate.format(new Date(date))

/** The person's own calendar day, for comparing. */
export function dayKey(at: string | number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`
}

/** Today, Yesterday, or the day's name and date. */
export function formatDay(at: string, nowMs: number): string {
  if (dayKey(at) === dayKey(nowMs)) return t.thread.today
  if (dayKey(at) === dayKey(nowMs - dayMs)) return t.thread.yesterday
  return nowMs - Date.parse(at) < 300 * dayMs ? dayTitle.format(new Date(at)) : yearDate.format(new Date(at))
}

/** Short date with the year only when it is not recent. */
export function formatDate(at: string, nowMs: number): string {
  return Math.abs(nowMs - Date.parse(at)) < 300 * dayMs ? shortDate.format(new Date(at)) : yearDate.format(new Date(at))
}

/** The same with the time of day. */
export function formatMoment(at: string, nowMs: number): string {
  return Math.abs(nowMs - Date.parse(at)) < 300 * dayMs
    ? shortMoment.format(new Date(at))
    : yearMoment.format(new Date(at))
}

/** What a list row has room for: a time today, a weekday this week, else a date. */
export function formatListTime(at: string, nowMs: number): string {
  if (dayKey(at) === dayKey(nowMs)) return formatTime(at)
  return nowMs - Date.parse(at) < 6 * dayMs ? weekday.format(new Date(at)) : formatDate(at, nowMs)
}

/** A time to come: the weekday and hour within a week, else the date. */
export function formatSnooze(at: string | number): string {
  const date = new Date(at)
  return (date.getTime() - Date.now() < 6 * dayMs ? snooze : snoozeFar).format(date)
}

const counted = (unit: string) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' })
/** Made once: to make one takes longer than all else of a conversation's row. */
const units = { second: counted('second'), minute: counted('minute'), hour: counted('hour'), day: counted('day') }
const unit = (value: number, name: keyof typeof units) => units[name].format(value)

/** A length of time in at most two units: 14 hr 52 min, 3 days, 40 sec. */
export function formatDuration(ms: number): string {
  if (ms < minuteMs) return unit(Math.max(1, Math.ceil(ms / 1000)), 'second')
  if (ms < hourMs) return unit(Math.floor(ms / minuteMs), 'minute')
  if (ms < 2 * dayMs) {
    const minutes = Math.floor((ms % hourMs) / minuteMs)
    const hours = unit(Math.floor(ms / hourMs), 'hour')
    return minutes === 0 ? hours : `${hours} ${unit(minutes, 'minute')}`
  }
  return unit(Math.floor(ms / dayMs), 'day')
}

/** 1.2 MB. */
export function formatBytes(bytes: number): string {
  const kilo = new Intl.NumberFormat(locale, { maximumFractionDigits: bytes >= 1e6 ? 1 : 0 })
  if (bytes >= 1e6) return `${kilo.format(bytes / 1e6)} MB`
  return `${kilo.format(Math.max(1, bytes / 1e3))} KB`
}

/** m:ss of a recording. */
export function formatClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** The price of one message; it may be a fraction of a cent. */
export function formatPrice(micros: number, currency: string): string {
  const amount = micros / 1_000_000
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 4 }).format(amount)
  } catch {
    return `${amount} ${currency}`
  }
}

/** An amount of money as WhatsApp's orders carry it. */
export function formatMoney(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
  } catch {
    return `${number.format(amount)} ${currency}`
  }
}
