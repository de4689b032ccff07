import { useState } from 'preact/hooks'
import { api } from '../../api/endpoints.ts'
import { ApiError } from '../../api/problem.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, passwordProblem } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from './auth-frame.tsx'
import { tokenOfAddress } from './link-token.ts'
import { PasswordField } from './password-field.tsx'

/** Where the mailed link leads: another password, then sign-in. */
export function ResetScreen() {
  const [token] = useState(tokenOfAddress)
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const form = useForm(async () => {
    await api.resetPassword(token, password)
    setDone(true)
  })
  usePageTitle(t.auth.resetTitle)
  if (done) {
    // A page of its own: this one may still remember a session that is over now.
    return (
      <AuthFrame title={t.auth.resetDone} lead={t.auth.resetDoneLead}>
        <p class="auth-foot">
          <a class="btn primary wide" href="/signin" target="_self">
            {t.auth.signIn}
          </a>
        </p>
      </AuthFrame>
    )
  }
  const isOver = form.error instanceof ApiError && form.error.code === 'NOT_FOUND'
  if (token === '' || isOver) {
    return (
      <AuthFrame title={t.auth.linkOver} lead={t.auth.linkOverLead}>
        <p class="auth-foot">
          <a href="/forgot-password">{t.auth.newLink}</a>
        </p>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame title={t.auth.resetTitle} lead={t.auth.resetLead}>
      <form onSubmit={form.submit}>
        <FormError error={form.error} />
        <PasswordField isNew value={password} onValue={setPassword} problem={passwordProblem(form.error)} />
        <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
          {t.auth.reset}
        </Button>
      </form>
    </AuthFrame>
  )
}
