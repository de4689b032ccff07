import './look-back.css'
import { useSignal } from '@preact/signals'
import {
  ArrowLeft,
  ArrowRight,
  FileText,
  Gauge,
  Info,
  type LucideIcon,
  MessageSquareOff,
  ShieldAlert,
  Star,
  UserRound,
} from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { ChannelNews } from '../../../worker/contract/channel.ts'
import { api } from '../../api/endpoints.ts'
import { channels } from '../../models/channels.ts'
import { now } from '../../models/clock.ts'
import { nothingRead, type Paged, type ReadPage, readFirst, readNext } from '../../models/paged.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/events.ts'
import { dayKey, formatDay, formatExact, formatTime } from '../../texts/format.ts'
import { sayNotice } from '../../texts/notices.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Failed } from '../../ui/states.tsx'
import { CardBones } from './channels-screen.tsx'
import { Page } from './page.tsx'

type Topic = ChannelNews['topic']

const icons: Record<Topic, LucideIcon> = {
  template: FileText,
  quality: Star,
  limits: Gauge,
  account: ShieldAlert,
  customers: UserRound,
  other: Info,
}

/** What Meta said about a number, day by day. */
export function HistoryScreen({ id = '' }: { id?: string }) {
  const channel = channels.value.value?.find((each) => each.id === id)
  const back = (
    <a class="btn" href="/settings/channels">
      <ArrowLeft class="flips" size={14} aria-hidden="true" />
      {t.history.toChannels}
    </a>
  )
  if (channels.value.value && !channel) {
    return (
      <Page title={t.history.missing} lead={t.history.missingLead} action={back}>
        {null}
      </Page>
    )
  }
  return (
    <Page title={t.history.title(channel?.name ?? '…')} lead={t.history.lead} action={back}>
      <News channelId={id} />
    </Page>
  )
}

function News({ channelId }: { channelId: string }) {
  const news = useSignal<Paged<ChannelNews>>(nothingRead)
  const [topic, setTopic] = useState<Topic | null>(null)
  const read: ReadPage<ChannelNews> = (cursor) => api.listChannelEvents(channelId, cursor)
  const again = () => void readFirst(news, read)
  useEffect(again, [channelId])
  const { rows, state, error, nextCursor, loadingMore } = news.value
  if (state === 'failed') return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={again} />
  if (state === 'loading' && rows.length === 0) return <CardBones />
  if (rows.length === 0) return <Empty icon={MessageSquareOff} title={t.history.empty} lead={t.history.emptyLead} />
  const shown = rows.filter((each) => topic === null || each.topic === topic)
  return (
    <>
      <Topics rows={rows} topic={topic} onTopic={setTopic} />
      <section class="card news" aria-label={t.history.lead}>
        {shown.length === 0 && <p class="mute">{t.history.emptyTopic}</p>}
        {daysOf(shown).map((day) => (
          <section key={day[0]?.id}>
            <h2 class="news-day">{formatDay(day[0]?.at ?? '', now.value)}</h2>
            <ul>
              {day.map((each) => (
                <NewsRow key={each.id} news={each} />
              ))}
            </ul>
          </section>
        ))}
        {nextCursor !== null && (
          <Button
            class="more"
            disabled={loadingMore}
            onClick={() => void readNext(news, read).catch((reason) => tellError(t.history.lead, reason))}
          >
            {t.history.more}
            <ArrowRight class="flips" size={14} aria-hidden="true" />
          </Button>
        )}
      </section>
    </>
  )
}

function NewsRow({ news: { at, field, topic, notice } }: { news: ChannelNews }) {
  const Icon = icons[topic]
  return (
    <li>
      <Icon size={15} aria-hidden="true" />
      <span>
        {sayNotice(notice)}
        <span class="mute" title={field}>
          {t.history.topics[topic]}
        </span>
      </span>
      <time dateTime={at} title={formatExact(at)} class="mute">
        {formatTime(at)}
      </time>
    </li>
  )
}

interface TopicsProps {
  rows: readonly ChannelNews[]
  topic: Topic | null
  onTopic: (topic: Topic | null) => void
}

/** Only topics that there are; one alone is no choice. */
function Topics({ rows, topic, onTopic }: TopicsProps) {
  const present = (Object.keys(t.history.topics) as Topic[]).filter((each) => rows.some((row) => row.topic === each))
  if (present.length < 2) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div class="choices" role="group" aria-label={t.history.filter}>
      {[null, ...present].map((each) => (
        <button
          key={each}
          type="button"
          class={`chip ${each === topic ? 'on' : ''}`}
          aria-pressed={each === topic}
          onClick={() => onTopic(each)}
        >
          {each === null ? t.history.all : t.history.topics[each]}
        </button>
      ))}
    </div>
  )
}

function daysOf(rows: readonly ChannelNews[]): ChannelNews[][] {
  const days: ChannelNews[][] = []
  for (const row of rows) {
    const day = days.at(-1)
    if (day?.[0] && dayKey(day[0].at) === dayKey(row.at)) day.push(row)
    else days.push([row])
  }
  return days
}
