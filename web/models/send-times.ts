/** The value of a `datetime-local` field in the person's own zone. */
export function toFieldTime(ms: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

const hourMs = 3_600_000

/** Times that people choose, as far as they come before the window closes: in an hour, this evening, tomorrow morning. */
export function suggestedTimes(nowMs: number, windowClosesAt: string | null): { key: SuggestedTime; atMs: number }[] {
  const at = (days: number, hours: number) => {
    const date = new Date(nowMs)
    date.setDate(date.getDate() + days)
    return date.setHours(hours, 0, 0, 0)
  }
  const all = [
    { key: 'hour' as const, atMs: nowMs + hourMs },
    { key: 'evening' as const, atMs: at(0, 18) },
    { key: 'morning' as const, atMs: at(1, 9) },
  ]
  const untilMs = windowClosesAt === null ? Number.POSITIVE_INFINITY : Date.parse(windowClosesAt)
  return all.filter(({ atMs }) => atMs > nowMs && atMs < untilMs)
}
export type SuggestedTime = 'hour' | 'evening' | 'morning'
