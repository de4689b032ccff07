import { useState } from 'preact/hooks'
import type { FactorMethod } from '../../../worker/contract/factors.ts'
import { ApiError } from '../../api/problem.ts'
import { t } from '../../texts/factors.ts'
import { Button } from '../../ui/button.tsx'
import { FormProblem, TextField } from '../../ui/field.tsx'
import { FormError } from '../form-error.tsx'

interface CodeFieldProps {
  methods: readonly FactorMethod[]
  code: string
  onCode: (code: string) => void
}

/** One field for a code of the authenticator or a recovery code; which of them, the person says. */
export function CodeField({ methods, code, onCode }: CodeFieldProps) {
  const hasBoth = methods.includes('code') && methods.includes('recovery')
  const [isRecovery, setRecovery] = useState(!methods.includes('code'))
  const swap = () => {
    onCode('')
    setRecovery(!isRecovery)
  }
  return (
    <>
      <TextField
        key={isRecovery ? 'recovery' : 'code'}
        label={isRecovery ? t.factors.recoveryCode : t.factors.code}
        hint={isRecovery ? t.factors.recoveryHint : t.factors.codeHint}
        name={isRecovery ? 'recovery-code' : 'code'}
        autoComplete={isRecovery ? 'off' : 'one-time-code'}
        inputMode={isRecovery ? 'text' : 'numeric'}
        required
        autoFocus
        maxLength={40}
        value={code}
        onValue={onCode}
      />
      {hasBoth && (
        <Button kind="quiet" class="small" onClick={swap}>
          {isRecovery ? t.factors.toCode : t.factors.toRecovery}
        </Button>
      )}
    </>
  )
}

/** Why a code was refused. One that was wrong, or used, is an everyday thing: what to do next counts, no request id. */
export function CodeError({ error }: { error: unknown }) {
  return error instanceof ApiError && error.code === 'WRONG_FACTOR' ? (
    <FormProblem reason={t.factors.wrongCode} requestId={null} />
  ) : (
    <FormError error={error} />
  )
}
