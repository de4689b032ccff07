import './supervisor-strip.css'
import { useEffect } from 'preact/hooks'
import type { Queue } from '../../../worker/contract/conversation.ts'
import { now } from '../../models/clock.ts'
import { changeView, view } from '../../models/inbox.ts'
import type { ListView } from '../../models/list-view.ts'
import { faceColor, initialsOf } from '../../models/person.ts'
import { queue, queueViews, readQueue, viewOfMember } from '../../models/queue.ts'
import { memberFullName, memberName } from '../../models/team.ts'
import { formatDuration, formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { Face } from '../../ui/face.tsx'
import { Popover, useAnchor } from '../../ui/menu.tsx'

/** Windows close and waits grow without any event. */
const rereadMs = 60_000
const longWaitMs = 30 * 60_000
const hourMs = 60 * 60_000

/** What a supervisor watches; each figure filters the list to what it counts. */
export function SupervisorStrip() {
  useEffect(() => {
    void readQueue()
    const timer = setInterval(() => void readQueue(), rereadMs)
    return () => clearInterval(timer)
  }, [])
  if (!queue.value) return null
  const { waiting, longestWaitingSince, unassigned, closingSoon, failed, open } = queue.value
  const waitedMs = longestWaitingSince === null ? null : Math.max(0, now.value - Date.parse(longestWaitingSince))
  const tone = waitedMs !== null && waitedMs > longWaitMs ? 'warn' : ''
  return (
    <section class="strip" aria-label={t.strip.label}>
      <Figure name={t.strip.waiting} value={formatNumber(waiting)} target={queueViews.waiting} />
      <Figure
        name={t.strip.longest}
        value={waitedMs === null ? t.common.none : formatDuration(roughly(waitedMs))}
        target={queueViews.waiting}
        tone={tone}
      />
      <Figure name={t.strip.unassigned} value={formatNumber(unassigned)} target={queueViews.unassigned} />
      <Figure
        name={t.strip.closing}
        title={t.strip.closingTitle}
        value={formatNumber(closingSoon)}
        target={queueViews.closingSoon}
        tone={closingSoon > 0 ? 'warn' : ''}
      />
      <Figure
        name={t.strip.failed}
        value={formatNumber(failed)}
        target={queueViews.failed}
        tone={failed > 0 ? 'bad' : ''}
      />
      <OpenPerMember open={open} />
    </section>
  )
}

interface FigureProps {
  name: string
  value: string
  target: ListView
  tone?: string
  title?: string
}

function Figure({ name, value, target, tone = '', title = name }: FigureProps) {
  return (
    <button
      type="button"
      class={tone}
      aria-pressed={isShown(target)}
      title={t.strip.show(title)}
      onClick={() => changeView(target)}
    >
      <strong>{value}</strong>
      <span>{name}</span>
    </button>
  )
}

function OpenPerMember({ open }: { open: Queue['open'] }) {
  const [anchor, toggle, close] = useAnchor()
  return (
    <>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        title={t.strip.agentsTitle}
        disabled={open.length === 0}
        onClick={toggle}
      >
        <strong>{formatNumber(open.length)}</strong>
        <span>{t.strip.agents}</span>
      </button>
      {anchor && (
        <Popover anchor={anchor} onClose={close} label={t.strip.agentsTitle}>
          {open.map(({ memberId, count }) => (
            <button
              key={memberId}
              type="button"
              role="menuitemradio"
              aria-checked={view.value.memberId === memberId}
              onClick={() => {
                close()
                changeView(viewOfMember(memberId))
              }}
            >
              <Face initials={initialsOf(memberFullName(memberId))} color={faceColor(memberId)} />
              <span class="grow">{memberName(memberId)}</span>
              <span class="mute">{t.strip.open(count)}</span>
            </button>
          ))}
        </Popover>
      )}
    </>
  )
}

/** There is room for one unit. */
const roughly = (ms: number) => (ms < hourMs ? ms : Math.floor(ms / hourMs) * hourMs)

function isShown(target: ListView): boolean {
  return Object.entries(target).every(([key, value]) => view.value[key as keyof ListView] === value)
}
