import { can, me } from '../../models/session.ts'
import { t } from '../../texts/factors.ts'
import { FactorSections } from './factors/factor-sections.tsx'
import { RequiredSection } from './factors/required-section.tsx'
import { Page } from './page.tsx'

export function SecurityScreen() {
  const security = me.value?.tenant.security
  return (
    <Page title={t.factors.title} lead={t.factors.lead}>
      <FactorSections />
      {security && can('manageTenant') && <RequiredSection security={security} />}
    </Page>
  )
}
