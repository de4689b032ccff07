import { can, me } from '../../models/session.ts'
import { t } from '../../texts/settings.ts'
import { later } from '../../ui/later.tsx'
import { DeviceList } from './device-list.tsx'
import { BySsoCard } from './factors/by-sso-card.tsx'
import { FactorSections } from './factors/factor-sections.tsx'
import { RequiredSection } from './factors/required-section.tsx'
import { Page } from './page.tsx'
import { PasswordCard } from './password-card.tsx'
import { SessionsSection } from './sessions-section.tsx'

const SsoSections = later(() => import('./sso/sso-sections.tsx').then((module) => module.SsoSections))

/** How one proves who one is, where one is signed in, and what the organization asks of everybody. */
export function SecurityScreen() {
  const security = me.value?.tenant.security
  return (
    <Page title={t.security.title} lead={t.security.lead}>
      {me.value?.bySso ? (
        <BySsoCard />
      ) : (
        <>
          <PasswordCard />
          <FactorSections />
        </>
      )}
      <DeviceList />
      {security && can('manageTenant') && (
        <>
          <RequiredSection security={security} />
          <SessionsSection security={security} />
        </>
      )}
      {can('manageSso') && <SsoSections />}
    </Page>
  )
}
