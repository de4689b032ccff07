import { useState } from 'preact/hooks'
import type { WebhookEventTrace } from '../../../worker/contract/webhook-event.ts'
import { api } from '../../api/endpoints.ts'
import { channelOf } from '../../models/channels.ts'
import { now } from '../../models/clock.ts'
import { tell, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/events.ts'
import { formatDate, formatTime } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { later } from '../../ui/later.tsx'
import { TraceTime } from './trace-time.tsx'

const LedgerDialog = later(() => import('../inbox/message/ledger-dialog.tsx').then((module) => module.LedgerDialog))

const tones = { applied: 'good', waiting: 'warn', parked: 'bad', unrouted: 'bad', replayed: '' } as const

/** One event: what it was, when, and where it went. */
export function TraceRow({ trace, onReplayed }: { trace: WebhookEventTrace; onReplayed: () => void }) {
  const { at, kind, name, outcome, channelId, recordedAt, repeats, errorCode } = trace
  const channel = channelId === null ? undefined : channelOf(channelId)
  const facts = [
    channel?.name,
    errorCode !== null && t.traces.errorCode(errorCode),
    repeats > 0 && t.traces.repeats(repeats),
    recordedAt !== null && t.traces.recorded(`${formatDate(recordedAt, now.value)} ${formatTime(recordedAt)}`),
  ].filter(Boolean)
  return (
    <li class="trace">
      <TraceTime at={at} />
      <div class="trace-text">
        <span class="trace-head">
          <strong>{t.traces.kinds[kind]}</strong>
          {name && (
            <span class="tag" title={name}>
              {words(kind, name)}
            </span>
          )}
          <span class={`tag ${tones[outcome]}`}>{t.traces.outcomes[outcome]}</span>
        </span>
        <Reason trace={trace} />
        {facts.length > 0 && <span class="mute">{facts.join(' · ')}</span>}
      </div>
      <TraceActions trace={trace} onReplayed={onReplayed} />
    </li>
  )
}

/** Meta's own word where we have none for it. */
function words(kind: WebhookEventTrace['kind'], name: string): string {
  const known: Partial<Record<string, string>> =
    kind === 'message' ? t.preview : kind === 'status' ? t.status : t.traces.fields
  return known[name] ?? name
}

function Reason({ trace: { reason } }: { trace: WebhookEventTrace }) {
  if (reason === null) return null
  const words = t.traces.reasons[reason]
  return words ? <span>{words}</span> : <code>{reason}</code>
}

function TraceActions({ trace, onReplayed }: { trace: WebhookEventTrace; onReplayed: () => void }) {
  const [storyShown, setStoryShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const { id, conversationId, messageId, replay } = trace
  const run = async () => {
    setBusy(true)
    try {
      await (replay === 'parked' ? api.replayParkedEvent(id) : api.replayUnroutedEvent(id))
      tell(t.traces.replayed)
      onReplayed()
    } catch (error) {
      tellError(t.traces.replayFailed, error)
    }
    setBusy(false)
  }
  return (
    <div class="trace-actions">
      {conversationId !== null && (
        <a class="btn small" href={`/c/${conversationId}`}>
          {t.traces.open}
        </a>
      )}
      {messageId !== null && (
        <Button class="small" onClick={() => setStoryShown(true)}>
          {t.traces.story}
        </Button>
      )}
      {replay !== null && (
        <Button class="small" disabled={isBusy} onClick={() => void run()}>
          {isBusy ? t.traces.replaying : t.traces.replay}
        </Button>
      )}
      {storyShown && messageId !== null && <LedgerDialog messageId={messageId} onClose={() => setStoryShown(false)} />}
    </div>
  )
}
