import { useEffect } from 'preact/hooks'
import { readSso, sso } from '../../../models/sso.ts'
import { reasonOf, requestIdOf } from '../../../models/toasts.ts'
import { Failed } from '../../../ui/states.tsx'
import { CardBones } from '../channels-screen.tsx'
import { DomainSection } from './domain-section.tsx'
import { ProviderSection } from './provider-section.tsx'

/** How the organization's people come in by its own provider. */
export function SsoSections() {
  const { value, error, state } = sso.value
  useEffect(() => void readSso(), [])
  if (value) {
    return (
      <>
        <ProviderSection sso={value} />
        <DomainSection domains={value.domains} />
      </>
    )
  }
  if (state === 'loading') return <CardBones />
  return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readSso()} />
}
