import type { AnalyticsScope } from '../api/endpoints.ts'
import { anId } from './address.ts'
import { type PeriodDays, periodDays } from './analytics.ts'

/** What the figures are about. */
export interface AnalyticsChoice {
  days: PeriodDays
  scope: AnalyticsScope
}

const initialDays: PeriodDays = 28
/** How each part of the scope is called in the address, as in that of the list. */
const inAddress = { memberId: 'member', channelId: 'channel', teamId: 'team' } as const

/** As the address carries it, with its question mark; empty for what everybody begins with. */
export function searchOfChoice({ days, scope }: AnalyticsChoice): string {
  const search = new URLSearchParams()
  if (days !== initialDays) search.set('days', String(days))
  for (const [key, name] of entriesOf(inAddress)) {
    const id = scope[key]
    if (id !== undefined) search.set(name, id)
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** What the address says; what it does not say, or says wrongly, is as at the beginning. */
export function choiceOfSearch(text: string): AnalyticsChoice {
  const search = new URLSearchParams(text)
  const days = periodDays.find((each) => String(each) === search.get('days')) ?? initialDays
  const said = entriesOf(inAddress).flatMap(([key, name]) => {
    const id = anId(search.get(name) ?? '')
    return id === undefined ? [] : [[key, id]]
  })
  return { days, scope: Object.fromEntries(said) }
}

const entriesOf = <T extends object>(one: T) => Object.entries(one) as [keyof T, T[keyof T]][]
