import { useSignal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { z } from 'zod'
import type { MfaChallenge } from '../../../worker/contract/factors.ts'
import type { InvitationPreview } from '../../../worker/contract/team.ts'
import { api } from '../../api/endpoints.ts'
import { ApiError } from '../../api/problem.ts'
import { type Loaded, loadInto } from '../../models/load.ts'
import { go } from '../../models/place.ts'
import { acceptInvitation, me, refreshMe } from '../../models/session.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failed } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem, passwordProblem } from '../form-error.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from '../sign-in/auth-frame.tsx'
import { ChallengeForm } from '../sign-in/challenge-form.tsx'
import { tokenOfAddress } from '../sign-in/link-token.ts'
import { PasswordField } from '../sign-in/password-field.tsx'

type Preview = z.infer<typeof InvitationPreview>

export function InvitationScreen() {
  const [token] = useState(tokenOfAddress)
  const preview = useSignal<Loaded<Preview>>({ state: 'loading', value: null, error: null })
  const read = () => void loadInto(preview, () => api.previewInvitation(token))
  usePageTitle(t.invitation.accept)
  useEffect(() => {
    if (token !== '') read()
  }, [token])
  const { state, value, error } = preview.value
  if (token === '') return <Unusable lead={t.invitation.missing} />
  if (value) return <AcceptForm token={token} preview={value} />
  if (state === 'loading') return <p class="sr-only">{t.invitation.checking}</p>
  if (error instanceof ApiError && !error.retryable) {
    return <Unusable lead={t.invitation.invalidLead} />
  }
  return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={read} />
}

function Unusable({ lead }: { lead: string }) {
  return (
    <AuthFrame title={t.invitation.invalid} lead={lead}>
      <p class="auth-foot">
        {t.auth.haveAccount} <a href="/signin">{t.auth.signIn}</a>
      </p>
    </AuthFrame>
  )
}

function AcceptForm({ token, preview }: { token: string; preview: Preview }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [challenge, setChallenge] = useState<MfaChallenge | null>(null)
  const person = me.value
  const isOther = person?.email.toLowerCase() !== preview.email.toLowerCase()
  // Who came by single sign-on is known to that organization alone, and proves here who they are.
  const isIn = person && !isOther && !person.bySso
  const form = useForm(async () => {
    const asked = await acceptInvitation({
      token,
      ...(!isIn && { password }),
      ...(!preview.knownUser && { name: name.trim() }),
    }).catch((error) => {
      // The session may be over: then the password is wanted after all.
      if (isIn) void refreshMe()
      throw error
    })
    if (asked) setChallenge(asked)
    else go('/', true)
  })
  if (challenge) {
    // The invitation is used: from here on it is a sign-in like any other.
    return <ChallengeForm challenge={challenge} onDone={() => go('/', true)} onBack={() => go('/signin', true)} />
  }
  return (
    <AuthFrame
      title={t.invitation.title(preview.organization)}
      lead={t.invitation.lead(preview.email, t.roles[preview.role])}
    >
      <form onSubmit={form.submit}>
        <FormError error={form.error} />
        {person && isOther && <p class="card-notice">{t.invitation.asOther(person.email, preview.email)}</p>}
        {isIn && <p class="mute">{t.invitation.signedIn(person.email)}</p>}
        {!isIn && <input type="hidden" autoComplete="username" value={preview.email} />}
        {!isIn && preview.knownUser && <p class="mute">{t.invitation.known}</p>}
        {!preview.knownUser && (
          <TextField
            label={t.auth.name}
            name="name"
            autoComplete="name"
            required
            maxLength={80}
            value={name}
            onValue={setName}
            problem={fieldProblem(form.error, 'name')}
          />
        )}
        {!isIn && (
          <PasswordField
            isNew={!preview.knownUser}
            about={[preview.email, name, preview.organization]}
            value={password}
            onValue={setPassword}
            problem={passwordProblem(form.error)}
          />
        )}
        <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
          {t.invitation.accept}
        </Button>
      </form>
      {!isIn && preview.knownUser && (
        <p class="auth-foot">
          <a href="/forgot-password">{t.auth.forgot}</a>
        </p>
      )}
    </AuthFrame>
  )
}
