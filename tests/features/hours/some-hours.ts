import type { NewBusinessHours } from '../../../worker/contract/hours.ts'

const allDay = [{ from: 0, to: 1440 }]

/** Open at any time, saying nothing. */
export function openAlways(changes: Partial<NewBusinessHours> = {}): NewBusinessHours {
  return {
    zone: 'UTC',
    week: Array.from({ length: 7 }, () => allDay),
    holidays: [],
    language: 'en',
    greeting: { on: false, text: '' },
    away: { on: false, text: '' },
    ...changes,
  }
}

/** Closed today and on the days around it. */
export function closedNow(changes: Partial<NewBusinessHours> = {}): NewBusinessHours {
  const open = (new Date().getUTCDay() + 2) % 7
  return openAlways({
    week: Array.from({ length: 7 }, (_, day) => (day === open ? [{ from: 600, to: 660 }] : [])),
    ...changes,
  })
}
