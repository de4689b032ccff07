import { useEffect, useState } from 'preact/hooks'
import { factorApi } from '../api/factors.ts'
import { factors, giveProof, readFactors } from '../models/factors.ts'
import { askPasskey } from '../models/passkey.ts'
import { me } from '../models/session.ts'
import { proveBySso } from '../models/sso-sign-in.ts'
import { reasonOf, requestIdOf } from '../models/toasts.ts'
import { t } from '../texts/factors.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failed } from '../ui/states.tsx'
import { useForm } from '../ui/use-form.ts'
import { CodeError, CodeField } from './sign-in/factor-fields.tsx'
import { PasskeyButton } from './sign-in/passkey-button.tsx'
import { PasswordField } from './sign-in/password-field.tsx'

/** Asks for a fresh proof before something that is worth one: the password, or a factor where there is one. */
export function StepUpDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState('')
  const { value, state, error } = factors.value
  const methods = value?.methods ?? []
  const wantsPassword = methods.length === 0
  const wantsCode = methods.includes('code') || methods.includes('recovery')
  const form = useForm(() => giveProof(wantsPassword ? { password: secret } : { code: secret }))
  const byPasskey = async () => giveProof({ passkey: await askPasskey(await factorApi.stepUpOptions()) })
  const atProvider = useForm(() => proveBySso(me.peek()?.email ?? ''))
  useEffect(() => void readFactors(), [])
  return (
    <Dialog title={t.factors.stepUp.title} onClose={onClose}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readFactors()} />
      )}
      {value && (
        <form class="dialog-body" onSubmit={form.submit}>
          <p class="mute">{t.factors.stepUp.lead}</p>
          <CodeError error={form.error ?? atProvider.error} />
          {methods.includes('passkey') && <PasskeyButton label={t.factors.usePasskey} run={byPasskey} />}
          {wantsPassword && <PasswordField autoFocus value={secret} onValue={setSecret} />}
          {wantsPassword && me.value?.bySso && (
            <>
              <p class="mute">{t.factors.stepUp.bySso}</p>
              <Button class="wide" disabled={atProvider.busy} onClick={atProvider.submit}>
                {t.factors.stepUp.atProvider}
              </Button>
            </>
          )}
          {wantsCode && <CodeField methods={methods} code={secret} onCode={setSecret} />}
          <div class="dialog-actions">
            <Button onClick={onClose}>{t.common.cancel}</Button>
            {(wantsPassword || wantsCode) && (
              <Button type="submit" kind="primary" disabled={form.busy}>
                {t.factors.stepUp.confirm}
              </Button>
            )}
          </div>
        </form>
      )}
    </Dialog>
  )
}
