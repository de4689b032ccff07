import '../settings.css'
import { me, signOut } from '../../../models/session.ts'
import { t } from '../../../texts/factors.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmBanner } from '../../confirm-banner.tsx'
import { Sheet } from '../page.tsx'
import { FactorSections } from './factor-sections.tsx'

/** All that there is for somebody who lacks the second factor that their organization wants. */
export function EnrolmentScreen() {
  const out = <Button onClick={() => void signOut()}>{t.rail.signOut}</Button>
  return (
    <Sheet title={t.factors.must.title} lead={t.factors.must.lead(me.value?.tenant.name ?? '')} action={out}>
      {me.value?.emailVerified === false && <ConfirmBanner />}
      <FactorSections />
    </Sheet>
  )
}
