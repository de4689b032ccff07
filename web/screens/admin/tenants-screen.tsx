import { Building2, Search } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { OnboardingProgress } from '../../../worker/contract/onboarding.ts'
import { onboardingSteps } from '../../../worker/contract/onboarding-steps.ts'
import { tenantStates } from '../../../worker/contract/tenant-state.ts'
import { adminApi, type TenantWish } from '../../api/admin.ts'
import { t } from '../../texts/admin.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Empty } from '../../ui/states.tsx'
import { Sheet } from '../settings/page.tsx'
import { StateBadge, When } from './parts.tsx'
import { Rows, usePages } from './use-read.tsx'

/** Every tenant, found by name, id or state. */
export function TenantsScreen() {
  const [wish, setWish] = useState<TenantWish>({})
  const [tenants, again, more] = usePages((cursor) => adminApi.tenants(wish, cursor), JSON.stringify(wish))
  const words = t.admin.tenants
  return (
    <Sheet title={words.title} lead={words.lead}>
      <SearchForm onWish={setWish} />
      <Rows
        of={tenants.value}
        label={words.title}
        empty={<Empty icon={Building2} title={words.empty} lead={words.emptyLead} />}
        onRetry={again}
        onMore={more}
      >
        {(rows) => (
          <ul class="admin-rows">
            {rows.map(({ id, name, state, stateReason, members, channels, createdAt, onboarding }) => (
              <li key={id}>
                <div class="person">
                  <a href={`/admin/tenants/${id}`}>{name}</a>
                  <span class="mute">{words.facts(members, channels)}</span>
                  {!onboarding.over && (
                    <span class="mute">{words.steps(doneOf(onboarding), onboardingSteps.length)}</span>
                  )}
                  {stateReason !== null && state !== 'active' && <span class="mute">{stateReason}</span>}
                </div>
                {state !== 'active' && <StateBadge state={state} />}
                <span class="mute">
                  <When at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Rows>
    </Sheet>
  )
}

/** Skipped ones too: the tenant is past them. */
const doneOf = ({ steps }: OnboardingProgress) => Object.values(steps).filter(({ state }) => state !== 'open').length

function SearchForm({ onWish }: { onWish: (wish: TenantWish) => void }) {
  const [q, setQ] = useState('')
  const [state, setState] = useState<'' | (typeof tenantStates)[number]>('')
  const submit = (event: Event) => {
    event.preventDefault()
    onWish({ ...(q.trim() && { q: q.trim() }), ...(state && { state }) })
  }
  const words = t.admin.tenants
  return (
    <form class="card admin-form" onSubmit={submit}>
      <TextField label={words.search} maxLength={80} autoComplete="off" value={q} onValue={setQ} />
      <SelectField
        label={words.state}
        value={state}
        onValue={setState}
        options={[
          { value: '', label: words.anyState },
          ...tenantStates.map((value) => ({ value, label: t.admin.states[value] })),
        ]}
      />
      <Button kind="primary" type="submit">
        <Search size={14} aria-hidden="true" />
        {t.admin.show}
      </Button>
    </form>
  )
}
