import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Channel, ChannelHealth } from '../../../worker/contract/channel.ts'
import { api } from '../../api/endpoints.ts'
import { now } from '../../models/clock.ts'
import { type Loaded, loadInto } from '../../models/load.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t as events } from '../../texts/events.ts'
import { formatDate, formatDuration, formatExact, formatNumber, formatTime } from '../../texts/format.ts'
import { sayNotice } from '../../texts/notices.ts'
import { t } from '../../texts/settings.ts'
import { Failed } from '../../ui/states.tsx'
import { CardBones } from './channels-screen.tsx'
import { CheckList } from './check-list.tsx'
import { stateWords } from './state-words.ts'

const tones = { active: 'good', paused: 'warn', disconnected: 'bad' } as const

/** How one number does: what Meta thinks of it, and what waits on either side. */
export function ChannelHealthCard({ channel, asked }: { channel: Channel; asked: number }) {
  const health = useSignal<Loaded<ChannelHealth>>({ state: 'loading', value: null, error: null })
  const read = () => void loadInto(health, () => api.getChannelHealth(channel.id))
  useEffect(read, [channel.id, asked])
  const { state, value, error } = health.value
  if (state === 'failed' && !value) {
    return <Failed title={channel.name} reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />
  }
  if (!value) return <CardBones />
  const stopped = stateWords(value)
  return (
    <section class="card" aria-label={channel.name}>
      <header class="card-head">
        <h2>{channel.name}</h2>
        <span class={`tag ${tones[value.state]}`}>{t.channels.states[value.state]}</span>
      </header>
      {stopped && <p class="card-notice">{stopped}</p>}
      <Figures health={value} />
      {value.check && <CheckList check={value.check} />}
      <h3 class="card-sub">{t.health.events}</h3>
      {value.events.length === 0 && <p class="mute">{t.health.noEvents}</p>}
      <ul class="health-events">
        {value.events.map((event) => (
          <li key={event.id}>
            <time dateTime={event.at} title={formatExact(event.at)} class="mute">
              {formatDate(event.at, now.value)} {formatTime(event.at)}
            </time>
            <span class="tag" title={event.field}>
              {events.history.topics[event.topic]}
            </span>
            <span>{sayNotice(event.notice)}</span>
          </li>
        ))}
      </ul>
      {value.events.length > 0 && <a href={`/settings/channels/${channel.id}/history`}>{t.health.allEvents}</a>}
    </section>
  )
}

function Figures({ health }: { health: ChannelHealth }) {
  const since = health.lastWebhookAt === null ? null : Math.max(0, now.value - Date.parse(health.lastWebhookAt))
  return (
    <dl class="figures">
      <Figure name={t.health.quality} value={inWords(health.qualityRating)} />
      <Figure name={t.health.throughput} value={inWords(health.throughput)} />
      <Figure name={t.health.limit} value={inWords(health.messagingLimit)} />
      <Figure
        name={t.health.lastWebhook}
        value={since === null ? t.health.never : t.health.ago(formatDuration(since))}
      />
      <Figure name={t.health.queued} value={t.health.queuedCount(health.queued)} />
      <Figure
        name={t.health.sendLag}
        value={health.sendLagMs > 0 ? formatDuration(health.sendLagMs) : t.health.noLag}
        isBad={health.sendLagMs > 60_000}
      />
      <Figure name={t.health.unapplied} value={formatNumber(health.unappliedEvents)} />
      <Figure
        name={t.health.parked}
        value={formatNumber(health.parkedEvents)}
        isBad={health.parkedEvents > 0}
        note={health.parkedEvents > 0 ? t.health.parkedNote : undefined}
      />
    </dl>
  )
}

/** Meta's own word where we have none for it. */
const inWords = (value: string | null): string => (value === null ? t.health.unknown : (t.health.words[value] ?? value))

interface FigureProps {
  name: string
  value: string
  isBad?: boolean
  note?: string | undefined
}

function Figure({ name, value, isBad = false, note }: FigureProps) {
  return (
    <div class={isBad ? 'bad' : ''}>
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <span class="mute">{note}</span>}
      </dd>
    </div>
  )
}
