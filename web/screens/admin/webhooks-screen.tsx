import { Inbox, RotateCw } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { StaffEvent } from '../../../worker/contract/admin.ts'
import { adminApi, type EventSource } from '../../api/admin.ts'
import { tell, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, SelectField } from '../../ui/field.tsx'
import { Empty } from '../../ui/states.tsx'
import { Sheet } from '../settings/page.tsx'
import { When } from './parts.tsx'
import { RouteDialog } from './route-dialog.tsx'
import { Rows, usePages } from './use-read.tsx'

/** Events of WhatsApp that found no place: another try, or another channel. */
export function WebhooksScreen() {
  const [source, setSource] = useState<EventSource>('parked')
  const [all, setAll] = useState(false)
  const [events, again, more] = usePages((cursor) => adminApi.events(source, !all, cursor), `${source} ${all}`)
  const words = t.admin.webhooks
  return (
    <Sheet title={words.title} lead={words.lead}>
      <div class="card admin-form">
        <SelectField
          label={words.source}
          value={source}
          onValue={setSource}
          options={(['parked', 'unrouted'] as const).map((value) => ({ value, label: words.sources[value] }))}
        />
        <CheckField label={words.all} checked={all} onChecked={setAll} />
      </div>
      <Rows
        of={events.value}
        label={words.sources[source]}
        empty={<Empty icon={Inbox} title={words.empty} lead={words.emptyLeads[source]} />}
        onRetry={again}
        onMore={more}
      >
        {(rows) => (
          <ul class="admin-rows">
            {rows.map((event) => (
              <EventRow key={event.id} event={event} source={source} onChanged={again} />
            ))}
          </ul>
        )}
      </Rows>
    </Sheet>
  )
}

interface EventRowProps {
  event: StaffEvent
  source: EventSource
  onChanged: () => Promise<void>
}

function EventRow({ event, source, onChanged }: EventRowProps) {
  const [routing, setRouting] = useState(false)
  const { id, at, kind, reason, replayedAt, organization, tenantId, phoneNumberId, wabaId, channels } = event
  const words = t.admin.webhooks
  const name = organization ?? phoneNumberId ?? wabaId ?? words.nobody
  const send = async (channelId?: string) => {
    await (source === 'parked' ? adminApi.retryEvent(id, channelId) : adminApi.routeEvent(id, channelId ?? ''))
    tell(words.sent)
    await onChanged()
  }
  const retry = () => void send().catch((error) => tellError(name, error))
  return (
    <li>
      <div class="person">
        <strong>{tenantId ? <a href={`/admin/tenants/${tenantId}`}>{name}</a> : name}</strong>
        <span class="mute">
          {[kind, (words.reasons as Record<string, string>)[reason] ?? reason].filter(Boolean).join(' · ')}
        </span>
        <span class="mute">
          <When at={at} />
        </span>
      </div>
      {replayedAt !== null ? (
        <span class="mute">{words.replayed}</span>
      ) : (
        <div class="admin-verbs">
          {source === 'parked' && kind !== 'lost' && (
            <Button class="small" aria-label={words.retryOf(name)} onClick={retry}>
              <RotateCw size={13} aria-hidden="true" />
              {words.retry}
            </Button>
          )}
          {channels.length > 0 && kind !== 'lost' && (
            <Button class="small" aria-label={words.routeOf(name)} onClick={() => setRouting(true)}>
              {words.route}
            </Button>
          )}
        </div>
      )}
      {routing && <RouteDialog channels={channels} run={send} onClose={() => setRouting(false)} />}
    </li>
  )
}
