import { useState } from 'preact/hooks'
import { signIn } from '../../models/session.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from './auth-frame.tsx'
import { PasswordField } from './password-field.tsx'

export function SignInScreen() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(() => signIn(email.trim(), password))
  usePageTitle(t.auth.signIn)
  return (
    <AuthFrame title={t.auth.signInTitle} lead={t.auth.signInLead}>
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
        />
        <PasswordField value={password} onValue={setPassword} />
        <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
          {t.auth.signIn}
        </Button>
      </form>
      <p class="auth-foot">
        {t.auth.noAccount} <a href="/signup">{t.auth.toSignUp}</a>
      </p>
    </AuthFrame>
  )
}
