import { CircleCheck, CircleX } from 'lucide-preact'
import type { ChannelCheck } from '../../../worker/contract/channel.ts'
import { t } from '../../texts/settings.ts'

/** What WhatsApp said to each of the credentials. */
export function CheckList({ check }: { check: ChannelCheck }) {
  return (
    <div class="checks" role="status">
      <p class={check.ok ? 'good' : 'bad'}>{check.ok ? t.channels.checkOk : t.channels.checkBad}</p>
      <ul>
        {check.checks.map(({ name, ok, detail }) => (
          <li key={name} class={ok ? 'good' : 'bad'}>
            {ok ? <CircleCheck size={15} aria-label={t.health.ok} /> : <CircleX size={15} aria-label={t.health.bad} />}
            <strong>{t.channels.checkNames[name]}</strong>
            <span>{detail}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
