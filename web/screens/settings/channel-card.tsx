import { Pause, Play, Trash2 } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Channel } from '../../../worker/contract/channel.ts'
import { changeChannel, removeChannel } from '../../models/channels.ts'
import { showPhone } from '../../models/person.ts'
import { can } from '../../models/session.ts'
import { tellError } from '../../models/toasts.ts'
import { inSentence } from '../../texts/direction.ts'
import { formatExact, formatTime } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { stateWords } from './state-words.ts'

const tones = { active: 'good', paused: 'warn', disconnected: 'bad' } as const

export function ChannelCard({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const { name, displayPhoneNumber, verifiedName, state, pausedUntil, tokenEndsAt } = channel
  const stopped = stateWords(channel)
  const digits = displayPhoneNumber.replace(/\D/g, '')
  return (
    <section class="card" aria-label={name}>
      <header class="card-head">
        <div>
          <h2>{name}</h2>
          <p class="mute">
            <bdi>{showPhone(`+${digits}`)}</bdi>
            {verifiedName && ` · ${inSentence(verifiedName)}`}
          </p>
        </div>
        <span class={`tag ${tones[state]}`}>
          {t.channels.states[state]}
          {pausedUntil && ` ${t.channels.pausedUntil(formatTime(pausedUntil))}`}
        </span>
      </header>
      {stopped && <p class="card-notice">{stopped}</p>}
      {tokenEndsAt && <p class="card-notice">{t.channels.checkLines.temporary(formatExact(tokenEndsAt))}</p>}
      <dl class="facts wide">
        <dt>{t.channels.phoneNumberId}</dt>
        <dd class="mono">{channel.phoneNumberId}</dd>
        <dt>{t.channels.wabaId}</dt>
        <dd class="mono">{channel.wabaId}</dd>
        <dt>{t.channels.perSecondMax}</dt>
        <dd>{channel.perSecondMax}</dd>
      </dl>
      {channel.verifyToken !== null && (
        <details class="webhook">
          <summary>{t.channels.webhook}</summary>
          <p class="mute">{t.channels.webhookLead}</p>
          <CopyField label={t.channels.webhookUrl} value={channel.webhookUrl} />
          <CopyField label={t.channels.verifyToken} value={channel.verifyToken} />
        </details>
      )}
      {can('manageChannels') && <CardActions channel={channel} onEdit={onEdit} />}
    </section>
  )
}

function CardActions({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const [removing, setRemoving] = useState(false)
  const [busy, setBusy] = useState(false)
  const isPaused = channel.state === 'paused'
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      tellError(channel.name, error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <footer class="card-actions">
      <Button class="small" onClick={onEdit}>
        {t.channels.edit}
      </Button>
      {channel.state !== 'disconnected' && (
        <Button
          class="small"
          disabled={busy}
          onClick={() => void run(() => changeChannel(channel.id, { state: isPaused ? 'active' : 'paused' }))}
        >
          {isPaused ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />}
          {isPaused ? t.channels.resume : t.channels.pause}
        </Button>
      )}
      <a class="btn small" href="/settings/health">
        {t.channels.health}
      </a>
      <a class="btn small" href={`/settings/channels/${channel.id}/history`}>
        {t.channels.history}
      </a>
      <Button kind="danger" class="small end" disabled={busy} onClick={() => setRemoving(true)}>
        <Trash2 size={13} aria-hidden="true" />
        {t.channels.remove}
      </Button>
      {removing && (
        <ConfirmDialog
          title={t.channels.removeTitle(channel.name)}
          lead={t.channels.removeLead}
          confirm={t.channels.removeConfirm}
          onConfirm={() => void run(() => removeChannel(channel.id))}
          onClose={() => setRemoving(false)}
        />
      )}
    </footer>
  )
}
