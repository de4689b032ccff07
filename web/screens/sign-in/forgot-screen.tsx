import { useState } from 'preact/hooks'
import { api } from '../../api/endpoints.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from './auth-frame.tsx'

/** Asks for the link to a new password. Says the same whether there is such an account. */
export function ForgotScreen() {
  const [email, setEmail] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useForm(async () => {
    await api.forgotPassword(email.trim())
    setSentTo(email.trim())
  })
  usePageTitle(t.auth.forgotTitle)
  return (
    <AuthFrame title={t.auth.forgotTitle} lead={sentTo === null ? t.auth.forgotLead : ''}>
      {sentTo === null ? (
        <form onSubmit={form.submit}>
          <FormError error={form.error} />
          <TextField
            label={t.auth.email}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onValue={setEmail}
            problem={fieldProblem(form.error, 'email')}
          />
          <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
            {t.auth.sendLink}
          </Button>
        </form>
      ) : (
        <p role="status">{t.auth.forgotSent(sentTo)}</p>
      )}
      <p class="auth-foot">
        <a href="/signin">{t.auth.toSignIn}</a>
      </p>
    </AuthFrame>
  )
}
