import { useSignal } from '@preact/signals'
import { CircleCheck, CircleX, RefreshCw, Search } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { DependencyState, Readiness } from '../../../worker/contract/health.ts'
import { api } from '../../api/endpoints.ts'
import { channels } from '../../models/channels.ts'
import { type Loaded, loadInto } from '../../models/load.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { formatDuration, formatNumber, formatTime } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/states.tsx'
import { ChannelHealthCard } from './channel-health-card.tsx'
import { CardBones } from './channels-screen.tsx'
import { Page } from './page.tsx'
import { ParkedEvents } from './parked-events.tsx'

export function HealthScreen() {
  const [asked, setAsked] = useState(Date.now)
  const numbers = channels.value.value
  return (
    <Page
      title={t.health.title}
      lead={t.health.lead}
      action={
        <div class="page-refresh">
          <span class="mute">{t.health.updated(formatTime(asked))}</span>
          {can('traceEvents') && (
            <a class="btn" href="/settings/health/events">
              <Search size={14} aria-hidden="true" />
              {t.health.trace}
            </a>
          )}
          <Button onClick={() => setAsked(Date.now())}>
            <RefreshCw size={14} aria-hidden="true" />
            {t.health.refresh}
          </Button>
        </div>
      }
    >
      <SystemCard asked={asked} />
      {can('replayParked') && <ParkedEvents asked={asked} />}
      {numbers?.length === 0 && <p class="mute">{t.health.noChannels}</p>}
      {numbers?.map((channel) => (
        <ChannelHealthCard key={channel.id} channel={channel} asked={asked} />
      ))}
    </Page>
  )
}

function SystemCard({ asked }: { asked: number }) {
  const readiness = useSignal<Loaded<Readiness>>({ state: 'loading', value: null, error: null })
  const read = () => void loadInto(readiness, () => api.readiness())
  useEffect(read, [asked])
  const { state, value, error } = readiness.value
  if (state === 'failed' && !value) {
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />
  }
  if (!value) return <CardBones />
  return (
    <section class="card" aria-label={t.health.system}>
      <header class="card-head">
        <h2>{t.health.system}</h2>
        <span class={`tag ${value.ready ? 'good' : 'bad'}`}>{value.ready ? t.health.ready : t.health.notReady}</span>
      </header>
      <ul class="dependencies">
        {value.dependencies.map(({ name, ok, latencyMs, ...said }) => (
          <li key={name} class={ok ? 'good' : 'bad'}>
            {ok ? <CircleCheck size={15} aria-label={t.health.ok} /> : <CircleX size={15} aria-label={t.health.bad} />}
            <strong>{t.health.parts[name]}</strong>
            <span class="mute">{wordsOf(said)}</span>
            <span class="latency">{t.health.latency(formatNumber(latencyMs))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** More than this the server does not count. */
const countedMax = 1_000

function wordsOf({ code, count, ageMs, detail }: Pick<DependencyState, 'code' | 'count' | 'ageMs' | 'detail'>) {
  if (code === null) return null
  const number = formatNumber(count ?? 0)
  return t.health.states[code]({
    name: detail ?? '',
    count: (count ?? 0) < countedMax ? number : t.health.orMore(number),
    age: formatDuration(ageMs ?? 0),
  })
}
