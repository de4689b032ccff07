import type { StaffSettings } from '../../../worker/contract/admin.ts'
import { adminApi } from '../../api/admin.ts'
import { staff } from '../../models/staff.ts'
import { tell, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { formatList, formatNumber } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../settings/page.tsx'
import { When } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

/** How this deployment is set up, and who is staff. Both change outside the app. */
export function SettingsScreen() {
  const [loaded, again] = useRead(adminApi.settings)
  const words = t.admin.settings
  return (
    <Sheet title={words.title} lead={words.lead}>
      <Answer of={loaded} onRetry={again}>
        {(settings) => (
          <>
            <Deployment settings={settings} />
            <Team settings={settings} onChanged={again} />
          </>
        )}
      </Answer>
    </Sheet>
  )
}

function Deployment({ settings }: { settings: StaffSettings }) {
  const words = t.admin.settings
  const onOff = (is: boolean) => (is ? words.on : words.off)
  const facts: [string, string][] = [
    [words.environment, words.environments[settings.environment]],
    [words.address, settings.appUrl],
    [words.signUp, words.signUps[settings.signupMode]],
    [words.jurisdiction, t.admin.jurisdictions[settings.jurisdiction]],
    [words.keys, settings.keyProvider],
    [words.graph, settings.graphVersion],
    [words.limit, formatNumber(settings.apiRequestsPerMinute)],
    [words.email, onOff(settings.email)],
    [words.push, onOff(settings.push)],
    [words.redis, onOff(settings.redis)],
    [words.addresses, settings.allowedAddresses.length > 0 ? formatList(settings.allowedAddresses) : words.ownMachine],
  ]
  return (
    <section class="card" aria-label={words.deployment}>
      <h2>{words.deployment}</h2>
      <dl class="facts wide">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}

function Team({ settings, onChanged }: { settings: StaffSettings; onChanged: () => Promise<void> }) {
  const words = t.admin.settings
  const signOut = async (staffId: string, name: string) => {
    try {
      await adminApi.signOutStaff(staffId)
      tell(t.admin.user.signedOut(name))
      await onChanged()
    } catch (error) {
      tellError(name, error)
    }
  }
  return (
    <section class="card" aria-label={words.staff}>
      <h2>{words.staff}</h2>
      <p class="mute">{words.staffLead}</p>
      <ul class="admin-rows">
        {settings.staff.map(({ staffId, name, email, sessions, lastSeenAt }) => (
          <li key={staffId}>
            <div class="person">
              <strong>{name}</strong>
              <span class="mute">{email}</span>
              <span class="mute">
                {words.sessions(sessions)} · <When at={lastSeenAt} />
              </span>
            </div>
            {staffId === staff.value?.staffId ? (
              <span class="mute">{t.common.you}</span>
            ) : (
              <Button
                class="small"
                disabled={sessions === 0}
                aria-label={words.signOutOf(name)}
                onClick={() => void signOut(staffId, name)}
              >
                {t.admin.signOut}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
