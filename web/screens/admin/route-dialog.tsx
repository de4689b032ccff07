import { useState } from 'preact/hooks'
import type { StaffEvent } from '../../../worker/contract/admin.ts'
import { t } from '../../texts/admin.ts'
import { inSentence } from '../../texts/direction.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'

interface RouteDialogProps {
  channels: StaffEvent['channels']
  run: (channelId: string) => Promise<void>
  onClose: () => void
}

/** Chooses the channel that an event goes to, of those that it may. */
export function RouteDialog({ channels, run, onClose }: RouteDialogProps) {
  const [channelId, setChannelId] = useState(channels[0]?.channelId ?? '')
  const form = useForm(async () => {
    await run(channelId)
    onClose()
  })
  const words = t.admin.webhooks
  return (
    <Dialog title={words.routeTitle} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <p class="mute">{words.routeLead}</p>
        <FormError error={form.error} />
        <SelectField
          label={words.channel}
          value={channelId}
          onValue={setChannelId}
          options={channels.map((each) => ({
            value: each.channelId,
            label: words.channelOf(inSentence(each.organization), each.phoneNumberId),
          }))}
        />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {words.route}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
