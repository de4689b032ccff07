import { useState } from 'preact/hooks'
import type { Channel, ChannelChanges } from '../../../worker/contract/channel.ts'
import { changeChannel } from '../../models/channels.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

const rates = [20, 80, 1000] as const

export function EditChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const [name, setName] = useState(channel.name)
  const [accessToken, setAccessToken] = useState('')
  const [appSecret, setAppSecret] = useState('')
  const [rate, setRate] = useState(String(channel.perSecondMax))
  const form = useForm(async () => {
    const changes: ChannelChanges = {
      ...(name.trim() !== channel.name && { name: name.trim() }),
      ...(accessToken !== '' && { accessToken }),
      ...(appSecret !== '' && { appSecret }),
    }
    const chosen = rates.find((one) => String(one) === rate)
    if (chosen !== undefined && chosen !== channel.perSecondMax) changes.perSecondMax = chosen
    await changeChannel(channel.id, changes)
    onClose()
  })
  return (
    <Dialog title={t.channels.editTitle(channel.name)} onClose={onClose}>
      <form class="dialog-body scroll" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.channels.name}
          required
          maxLength={80}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        <SelectField
          label={t.channels.perSecondMax}
          value={rate}
          onValue={setRate}
          options={rates.map((value) => ({ value: String(value), label: t.channels.rates[value] }))}
        />
        <TextField
          label={t.channels.replaceToken}
          hint={t.channels.keepToken}
          type="password"
          autoComplete="off"
          value={accessToken}
          onValue={setAccessToken}
          problem={fieldProblem(form.error, 'accessToken')}
        />
        <TextField
          label={t.channels.appSecret}
          hint={t.channels.keepToken}
          type="password"
          autoComplete="off"
          value={appSecret}
          onValue={setAppSecret}
          problem={fieldProblem(form.error, 'appSecret')}
        />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.channels.saveChanges}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
