import { useSignal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { ParkedEvent } from '../../../worker/contract/parked.ts'
import { api } from '../../api/endpoints.ts'
import { channelOf } from '../../models/channels.ts'
import { now } from '../../models/clock.ts'
import { type Loaded, loadInto } from '../../models/load.ts'
import { reasonOf, requestIdOf, tell, tellError } from '../../models/toasts.ts'
import { formatDate, formatExact, formatTime } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/states.tsx'

/** Events that could not be applied. There is nothing to see while there are none. */
export function ParkedEvents({ asked }: { asked: number }) {
  const events = useSignal<Loaded<{ data: ParkedEvent[] }>>({ state: 'loading', value: null, error: null })
  const read = () => loadInto(events, () => api.listParkedEvents())
  useEffect(() => void read(), [asked])
  const { state, value, error } = events.value
  if (state === 'failed' && !value) {
    return <Failed title={t.health.parked} reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />
  }
  if (!value || value.data.length === 0) return null
  return (
    <section class="card" aria-label={t.health.parked}>
      <header class="card-head">
        <h2>{t.health.parked}</h2>
        <span class="tag warn">{value.data.length}</span>
      </header>
      <p class="mute">{t.health.parkedLead}</p>
      <ul class="parked-events">
        {value.data.map((event) => (
          <ParkedRow key={event.id} event={event} onReplayed={read} />
        ))}
      </ul>
    </section>
  )
}

function ParkedRow({ event, onReplayed }: { event: ParkedEvent; onReplayed: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false)
  const replay = async () => {
    setBusy(true)
    try {
      await api.replayParkedEvent(event.id)
      tell(t.health.replayed)
      await onReplayed()
    } catch (error) {
      tellError(t.health.replayFailed, error)
    }
    setBusy(false)
  }
  const { channelId, kind, reason, parkedAt, replayedAt } = event
  const channel = channelId === null ? undefined : channelOf(channelId)
  return (
    <li data-of={t.health.parkedKinds[kind] ?? kind}>
      <div class="parked-text">
        <span>
          <span class="tag">{t.health.parkedKinds[kind] ?? kind}</span> <bdi>{channel?.name}</bdi>
        </span>
        <code>{reason}</code>
        <time dateTime={parkedAt} title={formatExact(parkedAt)} class="mute">
          {t.health.parkedAt(when(parkedAt))}
        </time>
      </div>
      {replayedAt === null && kind !== 'lost' ? (
        <Button onClick={replay} disabled={isBusy}>
          {isBusy ? t.health.replaying : t.health.replay}
        </Button>
      ) : (
        <span class="mute">{replayedAt === null ? t.health.lost : t.health.replayedAt(when(replayedAt))}</span>
      )}
    </li>
  )
}

const when = (at: string) => `${formatDate(at, now.value)} ${formatTime(at)}`
