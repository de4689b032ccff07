import { useState } from 'preact/hooks'
import { ApiError } from '../../../api/problem.ts'
import { addPasskey, codesSeen } from '../../../models/factors.ts'
import { isCancelled } from '../../../models/passkey.ts'
import { t } from '../../../texts/factors.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { FormProblem, TextField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'
import { RecoveryDialog } from './recovery-dialog.tsx'

/** Names a passkey and lets the browser make it; the first factor of a person comes with recovery codes. */
export function PasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [codes, setCodes] = useState<string[] | null>(null)
  const finish = () => {
    onClose()
    void codesSeen()
  }
  const form = useForm(async () => {
    try {
      const { recoveryCodes } = await addPasskey(name.trim())
      if (recoveryCodes) setCodes(recoveryCodes)
      else finish()
    } catch (error) {
      if (!isCancelled(error)) throw error
    }
  })
  if (codes) return <RecoveryDialog codes={codes} onClose={finish} />
  const isOurs = form.error === null || form.error instanceof ApiError
  return (
    <Dialog title={t.factors.passkeys.add} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        {isOurs ? <FormError error={form.error} /> : <FormProblem reason={t.factors.passkeyFailed} requestId={null} />}
        <TextField
          label={t.factors.passkeys.name}
          hint={t.factors.passkeys.nameHint}
          required
          autoFocus
          autoComplete="off"
          maxLength={60}
          value={name}
          onValue={setName}
        />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.factors.passkeys.add}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
