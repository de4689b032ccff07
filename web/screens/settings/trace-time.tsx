import { now } from '../../models/clock.ts'
import { formatDate, formatExact, formatTime } from '../../texts/format.ts'

/** When it was, at the head of a row of a log. */
export function TraceTime({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatExact(at)} class="mute">
      {formatDate(at, now.value)}
      <strong>{formatTime(at)}</strong>
    </time>
  )
}
