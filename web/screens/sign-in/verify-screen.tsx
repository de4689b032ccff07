import { useSignal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { api } from '../../api/endpoints.ts'
import { ApiError } from '../../api/problem.ts'
import { type Loaded, loadInto } from '../../models/load.ts'
import { me, refreshMe } from '../../models/session.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/settings.ts'
import { Failed } from '../../ui/states.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from './auth-frame.tsx'
import { tokenOfAddress } from './link-token.ts'

/** Where the link of the sign-up leads: the address is confirmed by opening it, for whoever is signed in with it. */
export function VerifyScreen() {
  const [token] = useState(tokenOfAddress)
  const done = useSignal<Loaded<true>>({ state: 'loading', value: null, error: null })
  const verify = () =>
    void loadInto(done, async () => {
      await api.verifyEmail(token)
      await refreshMe()
      return true as const
    })
  usePageTitle(t.auth.verifyTitle)
  useEffect(() => {
    if (token !== '') verify()
  }, [token])
  const { state, value, error } = done.value
  const isSpent = token === '' || (error instanceof ApiError && !error.retryable)
  if (error instanceof ApiError && error.code === 'FORBIDDEN') return <NotTheirs token={token} />
  // Opened twice: what it was for is done.
  if (value || (isSpent && me.value?.emailVerified))
    return <Outcome title={t.auth.verifyDone} lead={t.auth.verifyDoneLead} />
  if (isSpent) return <Outcome title={t.auth.linkOver} lead={t.auth.verifyOverLead} />
  if (state === 'loading') return <p class="sr-only">{t.auth.verifyTitle}</p>
  return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={verify} />
}

/** The link is good, for another than who is signed in here. */
function NotTheirs({ token }: { token: string }) {
  if (me.value) return <Outcome title={t.auth.verifyOther} lead={t.auth.verifyOtherLead(me.value.email)} />
  return (
    <AuthFrame title={t.auth.verifySignIn} lead={t.auth.verifySignInLead}>
      <p class="auth-foot">
        <a class="btn primary wide" href={`/signin?next=/verify-email#token=${token}`}>
          {t.auth.signIn}
        </a>
      </p>
    </AuthFrame>
  )
}

function Outcome({ title, lead }: { title: string; lead: string }) {
  return (
    <AuthFrame title={title} lead={lead}>
      <p class="auth-foot">
        <a class="btn primary wide" href="/">
          {me.value ? t.auth.toInbox : t.auth.signIn}
        </a>
      </p>
    </AuthFrame>
  )
}
