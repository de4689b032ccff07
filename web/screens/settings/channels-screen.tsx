import { Plus, Smartphone } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Channel } from '../../../worker/contract/channel.ts'
import { channels, readChannels } from '../../models/channels.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { AddChannel } from './add-channel.tsx'
import { ChannelCard } from './channel-card.tsx'
import { EditChannel } from './edit-channel.tsx'
import { Page } from './page.tsx'

export function ChannelsScreen() {
  const [adding, setAdding] = useState(false)
  const [editing, setEditing] = useState<Channel | null>(null)
  const { state, value, error } = channels.value
  const mayManage = can('manageChannels')
  const add = (
    <Button id="new-channel" kind="primary" onClick={() => setAdding(true)}>
      <Plus size={15} aria-hidden="true" />
      {t.channels.add}
    </Button>
  )
  return (
    <Page title={t.channels.title} lead={t.channels.lead} action={mayManage && value && value.length > 0 && add}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readChannels()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value?.length === 0 && (
        <Empty icon={Smartphone} title={t.channels.empty} lead={t.channels.emptyLead}>
          {mayManage && add}
        </Empty>
      )}
      {value && !mayManage && <p class="mute">{t.channels.readOnly}</p>}
      {value?.map((channel) => (
        <ChannelCard key={channel.id} channel={channel} onEdit={() => setEditing(channel)} />
      ))}
      {adding && <AddChannel onClose={() => setAdding(false)} />}
      {editing && <EditChannel channel={editing} onClose={() => setEditing(null)} />}
    </Page>
  )
}

export function CardBones() {
  return (
    <div class="card skeleton card-bones" aria-hidden="true">
      <Bone width="30%" height="14px" />
      <Bone width="60%" />
      <Bone width="45%" />
    </div>
  )
}
