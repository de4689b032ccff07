import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import type { StaffTenant } from '../../../worker/contract/admin.ts'
import type { OnboardingProgress } from '../../../worker/contract/onboarding.ts'
import { onboardingSteps } from '../../../worker/contract/onboarding-steps.ts'
import { type Role, roles } from '../../../worker/contract/role-table.ts'
import { adminApi } from '../../api/admin.ts'
import { ApiError } from '../../api/problem.ts'
import { tell } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { formatBytes, formatNumber } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../settings/page.tsx'
import { Figures, ReasonDialog, ReasonForm, StateBadge, Table, When } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

/** One tenant in counts. Whoever looks says why, and the tenant reads it. */
export function TenantScreen() {
  const id = useRoute().params.id ?? ''
  const [loaded, again] = useRead(() => adminApi.tenant(id), id)
  const words = t.admin.tenant
  const wantsReason = loaded.error instanceof ApiError && loaded.error.code === 'REASON_REQUIRED'
  const enter = async (reason: string) => {
    await adminApi.enterTenant(id, reason)
    await again()
  }
  return (
    <Sheet title={loaded.value?.name ?? words.title} lead={words.lead}>
      {wantsReason ? (
        <section class="card" aria-label={words.why}>
          <h2>{words.why}</h2>
          <ReasonForm lead={words.whyLead} confirm={words.enter} run={enter} />
        </section>
      ) : (
        <Answer of={loaded} onRetry={again}>
          {(tenant) => <Facts tenant={tenant} onChanged={again} />}
        </Answer>
      )}
    </Sheet>
  )
}

function Facts({ tenant, onChanged }: { tenant: StaffTenant; onChanged: () => Promise<void> }) {
  const words = t.admin.tenant
  const teamOf = (role: Role) => ({ name: t.roles[role], value: tenant.members[role] ?? 0 })
  return (
    <>
      <StateCard tenant={tenant} onChanged={onChanged} />
      <FirstSteps progress={tenant.onboarding} />
      <section class="card" aria-label={words.counts}>
        <h2>{words.counts}</h2>
        <Figures
          of={[
            { name: words.contacts, value: tenant.contacts },
            { name: words.conversations, value: tenant.conversations },
            { name: words.open, value: tenant.openConversations },
            { name: words.messages, value: tenant.messages30d },
            { name: words.files, value: tenant.files },
            { name: words.fileBytes, value: formatBytes(tenant.fileBytes) },
            { name: words.parked, value: tenant.parkedEvents, isBad: tenant.parkedEvents > 0 },
            { name: words.late, value: tenant.lateWork, isBad: tenant.lateWork > 0 },
          ]}
        />
        <h2>{words.team}</h2>
        <Figures of={roles.map(teamOf)} />
      </section>
      <section class="card">
        <h2>{words.channels}</h2>
        {tenant.channels.length === 0 ? (
          <p class="mute">{words.noChannels}</p>
        ) : (
          <Table name={words.channels} columns={[words.number, words.account, words.state, words.lastWebhook]}>
            {tenant.channels.map((channel) => (
              <tr key={channel.id}>
                <th scope="row">{channel.phoneNumberId}</th>
                <td>{channel.wabaId}</td>
                <td>
                  {t.admin.channelStates[channel.state]}
                  {channel.stateCode !== null && ` ${formatNumber(channel.stateCode)}`}
                </td>
                <td>
                  <When at={channel.lastWebhookAt} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </>
  )
}

/** How far the tenant is with its first steps, and when it skipped one. */
function FirstSteps({ progress }: { progress: OnboardingProgress }) {
  const words = t.admin.tenant
  return (
    <section class="card" aria-label={words.steps}>
      <h2>{words.steps}</h2>
      {progress.over && <p class="mute">{words.stepsOver}</p>}
      <dl class="facts wide">
        {onboardingSteps.map((step) => {
          const { state, at } = progress.steps[step]
          return (
            <Fragment key={step}>
              <dt>{words.stepNames[step]}</dt>
              <dd>
                {words.stepStates[state]} {at !== null && <When at={at} />}
              </dd>
            </Fragment>
          )
        })}
      </dl>
    </section>
  )
}

function StateCard({ tenant, onChanged }: { tenant: StaffTenant; onChanged: () => Promise<void> }) {
  const [asking, setAsking] = useState(false)
  const { id, name, state, stateReason, stateChangedAt, createdAt, plan, jurisdiction } = tenant
  const words = t.admin.tenant
  const isActive = state === 'active'
  const change = async (reason: string) => {
    await (isActive ? adminApi.suspend(id, reason) : adminApi.restore(id, reason))
    tell(isActive ? words.suspended(name) : words.restored(name))
    await onChanged()
  }
  return (
    <section class="card" aria-label={words.state}>
      <div class="card-head">
        <h2>
          <StateBadge state={state} />
        </h2>
        <a class="btn small" href={`/admin/audit?tenant=${id}`}>
          {words.toAudit}
        </a>
      </div>
      <dl class="facts wide">
        <dt>{words.id}</dt>
        <dd class="mono">{id}</dd>
        <dt>{words.plan}</dt>
        <dd>{plan}</dd>
        <dt>{words.jurisdiction}</dt>
        <dd>{t.admin.jurisdictions[jurisdiction]}</dd>
        <dt>{words.created}</dt>
        <dd>
          <When at={createdAt} />
        </dd>
        {stateChangedAt !== null && (
          <>
            <dt>{words.changed}</dt>
            <dd>
              <When at={stateChangedAt} /> {stateReason}
            </dd>
          </>
        )}
      </dl>
      {state !== 'deleted' && (
        <div class="card-actions">
          <Button kind={isActive ? 'danger' : 'primary'} onClick={() => setAsking(true)}>
            {isActive ? words.suspend : words.restore}
          </Button>
        </div>
      )}
      {asking && (
        <ReasonDialog
          title={isActive ? words.suspendTitle(name) : words.restoreTitle(name)}
          lead={isActive ? words.suspendLead : words.restoreLead}
          confirm={isActive ? words.suspend : words.restore}
          isDanger={isActive}
          run={change}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}
