import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { MfaChallenge } from '../../../worker/contract/factors.ts'
import { ApiError } from '../../api/problem.ts'
import { finishSso, takeAnswer } from '../../models/sso-sign-in.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/sso.ts'
import { FormProblem } from '../../ui/field.tsx'
import { usePageTitle } from '../page-title.ts'
import { AuthFrame } from '../sign-in/auth-frame.tsx'
import { ChallengeForm } from '../sign-in/challenge-form.tsx'

/** Where the organization's sign-in leads back to: lets the person in, or says why not. */
export function FinishScreen() {
  const { route } = useLocation()
  const [{ answer, isRefused }] = useState(takeAnswer)
  const [challenge, setChallenge] = useState<MfaChallenge | null>(null)
  const [error, setError] = useState<unknown>(null)
  const texts = t.sso.finish
  usePageTitle(t.sso.start.title)
  useEffect(() => {
    if (answer) finishSso(answer).then(setChallenge, setError)
  }, [answer])
  if (challenge) return <ChallengeForm challenge={challenge} onBack={() => route('/signin')} />
  if (!answer) return <NotIn reason={isRefused ? texts.refused : texts.nothing} requestId={null} />
  if (error !== null) return <NotIn reason={wordsFor(error)} requestId={requestIdOf(error)} />
  return (
    <p class="sr-only" role="status">
      {texts.title}
    </p>
  )
}

/** What these mean at a sign-in is more than what they mean elsewhere. */
function wordsFor(error: unknown): string {
  const code = error instanceof ApiError ? error.code : null
  if (code === 'FORBIDDEN') return t.sso.finish.noMember
  return code === 'EMAIL_NOT_VERIFIED' ? t.sso.finish.unconfirmed : reasonOf(error)
}

function NotIn({ reason, requestId }: { reason: string; requestId: string | null }) {
  return (
    <AuthFrame title={t.sso.finish.failed} lead="">
      <FormProblem reason={reason} requestId={requestId} />
      <p class="auth-foot">
        <a class="btn primary wide" href="/signin">
          {t.sso.start.back}
        </a>
      </p>
    </AuthFrame>
  )
}
