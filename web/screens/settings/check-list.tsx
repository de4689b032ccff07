import { CircleCheck, CircleX } from 'lucide-preact'
import type { ChannelCheck } from '../../../worker/contract/channel.ts'
import { formatExact } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'

/** What WhatsApp said to each of the credentials. */
export function CheckList({ check }: { check: ChannelCheck }) {
  return (
    <div class="checks" role="status">
      <p class={check.ok ? 'good' : 'bad'}>{check.ok ? t.channels.checkOk : t.channels.checkBad}</p>
      <ul>
        {check.checks.map(({ name, ok, code, value }) => (
          <li key={name} class={ok ? 'good' : 'bad'}>
            {ok ? <CircleCheck size={15} aria-label={t.health.ok} /> : <CircleX size={15} aria-label={t.health.bad} />}
            <strong>{t.channels.checkNames[name]}</strong>
            <span>{t.channels.checkLines[code](code === 'temporary' ? formatExact(value) : value)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
