import { AlarmClock, AlarmClockOff, MessageCircle } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { snoozeTimes } from '../../../models/snooze-times.ts'
import { t } from '../../../texts/desk.ts'
import { formatSnooze } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { Popover } from '../../../ui/menu.tsx'

interface SnoozeMenuProps {
  anchor: HTMLElement
  /** Set where it can be ended. */
  onWake?: (() => void) | undefined
  /** null: until the customer writes. */
  onSnooze: (until: string | null) => void
  onClose: () => void
}

/** Until when a conversation is out of sight: times worth choosing, the next message, or a time of one's own. */
export function SnoozeMenu({ anchor, onWake, onSnooze, onClose }: SnoozeMenuProps) {
  const [nowMs] = useState(() => Date.now())
  const [custom, setCustom] = useState('')
  const choose = (atMs: number | null) => {
    onClose()
    onSnooze(atMs === null ? null : new Date(atMs).toISOString())
  }
  const customMs = Date.parse(custom)
  const isCustomOk = customMs > nowMs && customMs < nowMs + 365 * 24 * 3_600_000
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.snooze.title} role="dialog" class="snooze-menu">
      <div role="menu" aria-label={t.snooze.title}>
        {onWake && (
          <>
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                onClose()
                onWake()
              }}
            >
              <AlarmClockOff size={15} aria-hidden="true" />
              <span class="grow">{t.snooze.wake}</span>
            </button>
            <hr />
          </>
        )}
        {snoozeTimes(nowMs).map(({ name, atMs }) => (
          <button key={name} type="button" role="menuitem" onClick={() => choose(atMs)}>
            <AlarmClock size={15} aria-hidden="true" />
            <span class="grow">{t.snooze.times[name]}</span>
            <span class="hint">{formatSnooze(atMs)}</span>
          </button>
        ))}
        <button type="button" role="menuitem" onClick={() => choose(null)}>
          <MessageCircle size={15} aria-hidden="true" />
          <span class="grow">{t.snooze.nextMessage}</span>
        </button>
      </div>
      <hr />
      <form
        class="snooze-custom"
        onSubmit={(event) => {
          event.preventDefault()
          if (isCustomOk) choose(customMs)
        }}
      >
        <input
          class="input"
          type="datetime-local"
          aria-label={t.snooze.custom}
          value={custom}
          onInput={(event) => setCustom(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!isCustomOk}>
          {t.snooze.set}
        </Button>
      </form>
    </Popover>
  )
}
