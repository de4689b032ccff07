import type { ReplyWindow } from '../../models/reply-window.ts'
import { formatDuration } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'

/** How much of the 24 hours is left, as words. */
export function windowText(window: ReplyWindow): string {
  if (window.kind === 'never') return t.window.never
  if (window.kind === 'closed') return t.window.closedLong
  const left = formatDuration(window.leftMs)
  return window.kind === 'closing' ? t.window.closing(left) : t.window.open(left)
}

/** The same where there is little room. */
export function shortWindowText(window: ReplyWindow): string {
  return window.leftMs > 0 ? t.window.left(formatDuration(window.leftMs)) : t.window.closed
}

/** A thin ring round a face: full is 24 hours, amber is under two, an empty track is template only. */
export function WindowRing({ window }: { window: ReplyWindow }) {
  const left = Math.max(window.fraction > 0 ? 3 : 0, Math.round(window.fraction * 100))
  return (
    <>
      <svg class={`ring ${window.kind}`} viewBox="0 0 44 44" aria-hidden="true">
        <circle class="track" cx="22" cy="22" r="20.75" />
        {left > 0 && (
          <circle class="left" cx="22" cy="22" r="20.75" pathLength={100} stroke-dasharray={`${left} 100`} />
        )}
      </svg>
      <span class="sr-only">{t.window.label(windowText(window))}</span>
    </>
  )
}
