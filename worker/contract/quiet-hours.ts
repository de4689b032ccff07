// No zod here: the screens carry this too.

/** Minutes of the day; they may go over midnight. */
export interface QuietHours {
  from: number
  to: number
}

/** Whether it is quiet for somebody in their zone now. */
export function isQuiet({ quiet, zone }: { quiet: QuietHours | null; zone: string }, nowMs: number): boolean {
  if (quiet === null) return false
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const [hours = 0, minutes = 0] = clock.format(nowMs).split(':').map(Number)
  const minute = hours * 60 + minutes
  const { from, to } = quiet
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}
