import { useState } from 'preact/hooks'
import type { ChannelCheck, NewChannel } from '../../../worker/contract/channel.ts'
import { api } from '../../api/endpoints.ts'
import { addChannel } from '../../models/channels.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'
import { CheckList } from './check-list.tsx'

const blank = { name: '', displayPhoneNumber: '', phoneNumberId: '', wabaId: '', accessToken: '', appSecret: '' }

/** The credentials of a number, tried live before they are kept. */
export function AddChannel({ onClose }: { onClose: () => void }) {
  const [input, setInput] = useState(blank)
  const [check, setCheck] = useState<ChannelCheck | null>(null)
  const [checking, setChecking] = useState(false)
  const [checkError, setCheckError] = useState<unknown>(null)
  const form = useForm(async () => {
    await addChannel(channelOf(input))
    onClose()
  })
  const error = form.error ?? checkError
  const tryOut = async () => {
    setChecking(true)
    setCheck(null)
    setCheckError(null)
    try {
      setCheck(await api.checkChannel(channelOf(input)))
    } catch (failure) {
      setCheckError(failure)
    } finally {
      setChecking(false)
    }
  }
  const text = (key: keyof typeof blank) => ({
    name: key,
    value: input[key],
    autoComplete: 'off',
    problem: fieldProblem(error, key),
    onValue: (value: string) => {
      setInput((present) => ({ ...present, [key]: value }))
      setCheck(null)
    },
  })
  const { appSecret: _secret, ...needed } = input
  const isComplete = Object.values(needed).every((value) => value.trim() !== '')
  return (
    <Dialog title={t.channels.addTitle} onClose={onClose}>
      <form class="dialog-body scroll" onSubmit={form.submit}>
        <FormError error={error} />
        <TextField
          label={t.channels.name}
          hint={t.channels.nameHint}
          required
          autoFocus
          maxLength={80}
          {...text('name')}
        />
        <TextField label={t.channels.displayPhoneNumber} type="tel" required {...text('displayPhoneNumber')} />
        <TextField label={t.channels.phoneNumberId} required {...text('phoneNumberId')} />
        <TextField label={t.channels.wabaId} required {...text('wabaId')} />
        <TextField
          label={t.channels.accessToken}
          hint={t.channels.accessTokenHint}
          type="password"
          required
          {...text('accessToken')}
        />
        <TextField
          label={t.channels.appSecret}
          hint={t.channels.appSecretHint}
          type="password"
          optional
          {...text('appSecret')}
        />
        {check && <CheckList check={check} />}
        <div class="dialog-actions">
          <Button disabled={!isComplete || checking} onClick={() => void tryOut()}>
            {checking ? t.channels.checking : t.channels.check}
          </Button>
          <Button type="submit" kind="primary" disabled={!isComplete || form.busy}>
            {t.channels.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function channelOf({ appSecret, ...input }: typeof blank): NewChannel {
  return { ...input, ...(appSecret !== '' && { appSecret }) }
}
