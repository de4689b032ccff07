import { now } from '../../models/clock.ts'
import type { ShownMessage } from '../../models/message-list.ts'
import type { ThreadRow } from '../../models/thread-rows.ts'
import { formatDay } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { Bubble } from './message/bubble.tsx'
import { SystemLine } from './message/system-line.tsx'

interface LogRowProps {
  row: ThreadRow
  /** Every photo of the thread, for leafing through. */
  images: readonly ShownMessage[]
}

export function LogRow({ row, images }: LogRowProps) {
  switch (row.kind) {
    case 'start':
      return <p class="log-start">{t.thread.start}</p>
    case 'day':
      return (
        <h3 class="day">
          <span>{formatDay(row.at, now.value)}</span>
        </h3>
      )
    case 'unread':
      return (
        <p class="unread-mark">
          <span>{t.thread.unread}</span>
        </p>
      )
    case 'line':
      return <SystemLine message={row.message} />
    case 'message':
      return <Bubble message={row.message} first={row.first} last={row.last} images={images} />
  }
}
