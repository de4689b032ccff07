import { Building2, CirclePause } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Organization } from '../../../worker/contract/team.ts'
import { ApiError } from '../../api/problem.ts'
import { tenancyApi } from '../../api/tenancy.ts'
import { switchTo } from '../../models/organizations.ts'
import { loadSession, sessionError, signOut } from '../../models/session.ts'
import { t } from '../../texts/tenancy.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { usePageTitle } from '../page-title.ts'

/** What stands instead of every screen while the organization may not work: why, and where else the person can go. */
export function TenantOff() {
  const [others, setOthers] = useState<Organization[]>([])
  const error = sessionError.value
  const words = t.tenancy.off[error instanceof ApiError && error.code === 'TENANT_DELETED' ? 'deleted' : 'suspended']
  usePageTitle(words.title)
  useEffect(() => {
    const keepOpen = ({ data }: { data: Organization[] }) => setOthers(data.filter(({ state }) => state === 'active'))
    tenancyApi.listOrganizations().then(keepOpen, () => {})
  }, [])
  return (
    <main>
      <h1 class="sr-only">{words.title}</h1>
      <Empty icon={CirclePause} title={words.title} lead={words.lead}>
        {others.length > 0 && <h2 class="mute">{t.tenancy.others}</h2>}
        {others.map(({ tenantId, name }) => (
          <Button key={tenantId} kind="primary" onClick={() => void switchTo(tenantId)}>
            <Building2 size={15} aria-hidden="true" />
            {t.rail.goTo(name)}
          </Button>
        ))}
        <Button onClick={() => void loadSession()}>{t.common.retry}</Button>
        <Button kind="quiet" onClick={() => void signOut()}>
          {t.rail.signOut}
        </Button>
      </Empty>
    </main>
  )
}
