export interface SnoozeTime {
  name: 'later' | 'evening' | 'tomorrow' | 'monday'
  atMs: number
}

const hourMs = 3_600_000
const morning = 8
const evening = 18

/** Times at which somebody would want to see a conversation again, in their own zone, soonest first. */
export function snoozeTimes(nowMs: number): SnoozeTime[] {
  const day = (days: number, hour: number) => {
    const date = new Date(nowMs)
    date.setDate(date.getDate() + days)
    date.setHours(hour, 0, 0, 0)
    return date.getTime()
  }
  const untilMonday = (8 - new Date(nowMs).getDay()) % 7 || 7
  const times: SnoozeTime[] = [
    { name: 'later', atMs: Math.ceil((nowMs + 3 * hourMs) / (hourMs / 2)) * (hourMs / 2) },
    { name: 'evening', atMs: day(0, evening) },
    { name: 'tomorrow', atMs: day(1, morning) },
    { name: 'monday', atMs: day(untilMonday, morning) },
  ]
  // A later that is not today is wrong; an evening that is nearly there, and a Monday that is tomorrow, say nothing new.
  const isWorth = ({ name, atMs }: SnoozeTime) => {
    if (name === 'later') return atMs < day(1, 0)
    if (name === 'evening') return atMs - nowMs > hourMs
    return name !== 'monday' || untilMonday > 1
  }
  return times.filter(isWorth).toSorted((a, b) => a.atMs - b.atMs)
}
