import { useState } from 'preact/hooks'
import type { SignUp } from '../../../worker/contract/team.ts'
import { ApiError } from '../../api/problem.ts'
import { signUp } from '../../models/session.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem, passwordProblem } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from '../sign-in/auth-frame.tsx'
import { PasswordField } from '../sign-in/password-field.tsx'

type Jurisdiction = NonNullable<SignUp['jurisdiction']>
const jurisdictions: Jurisdiction[] = ['default', 'eu', 'us']

export function SignUpScreen() {
  const [input, setInput] = useState({ organization: '', name: '', email: '', password: '', setupToken: '' })
  const [jurisdiction, setJurisdiction] = useState<Jurisdiction>('default')
  const [tokenAsked, setTokenAsked] = useState(false)
  usePageTitle(t.auth.signUp)
  const form = useForm(async () => {
    const { setupToken, ...rest } = input
    try {
      await signUp({ ...rest, email: rest.email.trim(), jurisdiction, ...(setupToken && { setupToken }) })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'SIGNUP_CLOSED') setTokenAsked(true)
      throw error
    }
  })
  const text = (key: keyof typeof input) => ({
    name: key,
    value: input[key],
    problem: fieldProblem(form.error, key),
    onValue: (value: string) => setInput((present) => ({ ...present, [key]: value })),
  })
  return (
    <AuthFrame title={t.auth.signUpTitle} lead={t.auth.signUpLead}>
      <form onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.auth.organization}
          autoComplete="organization"
          required
          maxLength={80}
          {...text('organization')}
        />
        <TextField label={t.auth.name} autoComplete="name" required maxLength={80} {...text('name')} />
        <TextField label={t.auth.email} type="email" autoComplete="username" required {...text('email')} />
        <PasswordField
          isNew
          about={[input.email, input.name, input.organization]}
          {...text('password')}
          problem={passwordProblem(form.error)}
        />
        <SelectField
          label={t.auth.jurisdiction}
          value={jurisdiction}
          onValue={setJurisdiction}
          options={jurisdictions.map((value) => ({ value, label: t.auth.jurisdictions[value] }))}
        />
        {tokenAsked ? (
          <TextField
            label={t.auth.setupToken}
            hint={t.auth.setupTokenHint}
            autoComplete="off"
            {...text('setupToken')}
          />
        ) : (
          <Button kind="quiet" class="small" onClick={() => setTokenAsked(true)}>
            {t.auth.haveSetupToken}
          </Button>
        )}
        <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
          {t.auth.signUp}
        </Button>
      </form>
      <p class="auth-foot">
        {t.auth.haveAccount} <a href="/signin">{t.auth.signIn}</a>
      </p>
    </AuthFrame>
  )
}
