import { useState } from 'preact/hooks'
import { ApiError } from '../../api/problem.ts'
import { beginSso } from '../../models/sso-sign-in.ts'
import { t } from '../../texts/sso.ts'
import { Button } from '../../ui/button.tsx'
import { FormProblem, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'
import { AuthFrame } from '../sign-in/auth-frame.tsx'

interface StartFormProps {
  /** What was typed for a password. */
  email: string
  onBack: () => void
}

/** Leads to the sign-in of the person's organization. */
export function StartForm({ email: typed, onBack }: StartFormProps) {
  const [email, setEmail] = useState(typed)
  const form = useForm(() => beginSso(email.trim()))
  const texts = t.sso.start
  const isNobodys = form.error instanceof ApiError && form.error.code === 'NOT_FOUND'
  return (
    <AuthFrame title={texts.title} lead={texts.lead}>
      <form onSubmit={form.submit}>
        {isNobodys ? <FormProblem reason={texts.nobody} requestId={null} /> : <FormError error={form.error} />}
        <TextField
          label={texts.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          maxLength={254}
          value={email}
          onValue={setEmail}
        />
        <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
          {texts.go}
        </Button>
      </form>
      <p class="auth-foot">
        <Button kind="quiet" class="small" onClick={onBack}>
          {texts.back}
        </Button>
      </p>
    </AuthFrame>
  )
}
