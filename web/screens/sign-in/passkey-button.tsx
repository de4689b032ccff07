import { KeyRound } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { ApiError } from '../../api/problem.ts'
import { isCancelled, knowsPasskeys } from '../../models/passkey.ts'
import { t } from '../../texts/factors.ts'
import { Button } from '../../ui/button.tsx'
import { FormProblem } from '../../ui/field.tsx'
import { FormError } from '../form-error.tsx'

interface PasskeyButtonProps {
  label: string
  run: () => Promise<void>
  /** Gets what the server said; without it, it is shown above the button. */
  onError?: (error: unknown) => void
}

/** Asks the browser for a passkey. Nothing where it knows none. */
export function PasskeyButton({ label, run, onError }: PasskeyButtonProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  if (!knowsPasskeys()) return null
  const ask = async () => {
    setBusy(true)
    setError(null)
    try {
      await run()
    } catch (reason) {
      if (isCancelled(reason)) return
      if (onError && reason instanceof ApiError) onError(reason)
      else setError(reason)
    } finally {
      setBusy(false)
    }
  }
  const isOurs = error instanceof ApiError
  return (
    <>
      {isOurs ? (
        <FormError error={error} />
      ) : (
        error !== null && <FormProblem reason={t.factors.passkeyFailed} requestId={null} />
      )}
      <Button class="wide" disabled={busy} onClick={() => void ask()}>
        <KeyRound size={15} aria-hidden="true" />
        {label}
      </Button>
    </>
  )
}
