import { useEffect } from 'preact/hooks'
import { noteOnboarding, onboarding, readOnboarding } from '../../models/onboarding.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/tenancy.ts'
import { Button } from '../../ui/button.tsx'

/** Leads back to the first steps, until they are done or put aside. */
export function WelcomeBanner() {
  useEffect(() => void readOnboarding(), [])
  const { value } = onboarding.value
  if (!value || value.over) return null
  const states = Object.values(value.steps)
  const dismiss = () => noteOnboarding('all', 'skipped').catch((error) => tellError(t.welcome.title, error))
  return (
    <div class="banner" role="status">
      <span>{t.welcome.banner(states.filter(({ state }) => state !== 'open').length, states.length)}</span>
      <a class="btn small" href="/welcome">
        {t.welcome.goOn}
      </a>
      <Button kind="quiet" class="small" onClick={() => void dismiss()}>
        {t.common.dismiss}
      </Button>
    </div>
  )
}
