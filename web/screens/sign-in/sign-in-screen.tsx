import { Building2 } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { MfaChallenge } from '../../../worker/contract/factors.ts'
import { signInByPasskey } from '../../models/factors.ts'
import { signIn, wasLetGo } from '../../models/session.ts'
import { t as factorTexts } from '../../texts/factors.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { later } from '../../ui/later.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from './auth-frame.tsx'
import { ChallengeForm } from './challenge-form.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { PasswordField } from './password-field.tsx'

const SsoStart = later(() => import('../sso/start-form.tsx').then((module) => module.StartForm))

export function SignInScreen() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [challenge, setChallenge] = useState<MfaChallenge | null>(null)
  const [isSso, setSso] = useState(false)
  const form = useForm(async () => setChallenge(await signIn(email.trim(), password)))
  usePageTitle(t.auth.signIn)
  if (challenge) return <ChallengeForm challenge={challenge} onBack={() => setChallenge(null)} />
  if (isSso) return <SsoStart email={email} onBack={() => setSso(false)} />
  return (
    <AuthFrame title={t.auth.signInTitle} lead={t.auth.signInLead}>
      <form onSubmit={form.submit}>
        {wasLetGo.value && (
          <p class="card-notice" role="status">
            {t.auth.letGo}
          </p>
        )}
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
      <div class="auth-passkey">
        <PasskeyButton label={factorTexts.factors.challenge.byPasskey} run={signInByPasskey} />
        <Button class="wide" onClick={() => setSso(true)}>
          <Building2 size={15} aria-hidden="true" />
          {t.auth.bySso}
        </Button>
      </div>
      <p class="auth-foot">
        <a href="/forgot-password">{t.auth.forgot}</a>
      </p>
      <p class="auth-foot">
        {t.auth.noAccount} <a href="/signup">{t.auth.toSignUp}</a>
      </p>
    </AuthFrame>
  )
}
