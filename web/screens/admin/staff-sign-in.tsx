import { useState } from 'preact/hooks'
import type { StaffChallenge } from '../../../worker/contract/admin.ts'
import { adminApi } from '../../api/admin.ts'
import { finishWithCode, finishWithPasskey } from '../../models/staff.ts'
import { t } from '../../texts/admin.ts'
import { t as factorTexts } from '../../texts/factors.ts'
import { t as authTexts } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from '../sign-in/auth-frame.tsx'
import { CodeError, CodeField } from '../sign-in/factor-fields.tsx'
import { PasskeyButton } from '../sign-in/passkey-button.tsx'
import { PasswordField } from '../sign-in/password-field.tsx'

/** The door of the staff: the password, then always a second factor. */
export function StaffSignIn() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [challenge, setChallenge] = useState<StaffChallenge | null>(null)
  const form = useForm(async () => setChallenge(await adminApi.start(email.trim(), password)))
  usePageTitle(t.admin.title)
  if (challenge) return <SecondStep challenge={challenge} onBack={() => setChallenge(null)} />
  return (
    <AuthFrame title={t.admin.door.title} lead={t.admin.door.lead}>
      <form onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={authTexts.auth.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onValue={setEmail}
        />
        <PasswordField value={password} onValue={setPassword} />
        <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
          {t.admin.door.next}
        </Button>
      </form>
    </AuthFrame>
  )
}

function SecondStep({ challenge: { ticket, methods }, onBack }: { challenge: StaffChallenge; onBack: () => void }) {
  const [code, setCode] = useState('')
  const form = useForm(() => finishWithCode(ticket, code))
  const { challenge, usePasskey } = factorTexts.factors
  return (
    <AuthFrame title={challenge.title} lead={t.admin.door.factorLead}>
      {methods.includes('passkey') && (
        <div class="auth-passkey">
          <PasskeyButton label={usePasskey} run={() => finishWithPasskey(ticket)} />
        </div>
      )}
      {(methods.includes('code') || methods.includes('recovery')) && (
        <form onSubmit={form.submit}>
          <CodeError error={form.error} />
          <CodeField methods={methods} code={code} onCode={setCode} />
          <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
            {challenge.confirm}
          </Button>
        </form>
      )}
      <p class="auth-foot">
        <Button kind="quiet" class="small" onClick={onBack}>
          {challenge.back}
        </Button>
      </p>
    </AuthFrame>
  )
}
