import { useState } from 'preact/hooks'
import type { MfaChallenge } from '../../../worker/contract/factors.ts'
import { answerWithCode, answerWithPasskey } from '../../models/factors.ts'
import { t } from '../../texts/factors.ts'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/use-form.ts'
import { AuthFrame } from './auth-frame.tsx'
import { CodeError, CodeField } from './factor-fields.tsx'
import { PasskeyButton } from './passkey-button.tsx'

interface ChallengeFormProps {
  challenge: MfaChallenge
  onDone?: () => void
  /** To begin anew, as when it took too long. */
  onBack: () => void
}

/** The second step of a sign-in. */
export function ChallengeForm({ challenge: { ticket, methods }, onDone = () => {}, onBack }: ChallengeFormProps) {
  const [code, setCode] = useState('')
  const form = useForm(async () => {
    await answerWithCode(ticket, code)
    onDone()
  })
  const byPasskey = async () => {
    await answerWithPasskey(ticket)
    onDone()
  }
  const hasCodes = methods.includes('code') || methods.includes('recovery')
  return (
    <AuthFrame title={t.factors.challenge.title} lead={t.factors.challenge.lead}>
      {methods.includes('passkey') && (
        <div class="auth-passkey">
          <PasskeyButton label={t.factors.usePasskey} run={byPasskey} />
        </div>
      )}
      {hasCodes && (
        <form onSubmit={form.submit}>
          <CodeError error={form.error} />
          <CodeField methods={methods} code={code} onCode={setCode} />
          <Button type="submit" kind="primary" class="wide" disabled={form.busy}>
            {t.factors.challenge.confirm}
          </Button>
        </form>
      )}
      <p class="auth-foot">
        <Button kind="quiet" class="small" onClick={onBack}>
          {t.factors.challenge.back}
        </Button>
      </p>
    </AuthFrame>
  )
}
