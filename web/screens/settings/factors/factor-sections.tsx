import './factors.css'
import { useEffect } from 'preact/hooks'
import { factors, readFactors } from '../../../models/factors.ts'
import { reasonOf, requestIdOf } from '../../../models/toasts.ts'
import { Failed } from '../../../ui/states.tsx'
import { CardBones } from '../channels-screen.tsx'
import { PasskeySection } from './passkey-section.tsx'
import { TwoStepSection } from './two-step-section.tsx'

/** What the person proves with who they are, beside the password. */
export function FactorSections() {
  const { value, state, error } = factors.value
  useEffect(() => void readFactors(), [])
  if (value) {
    return (
      <>
        <TwoStepSection factors={value} />
        <PasskeySection factors={value} />
      </>
    )
  }
  if (state === 'loading') return <CardBones />
  return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readFactors()} />
}
