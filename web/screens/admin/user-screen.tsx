import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import type { StaffUser } from '../../../worker/contract/admin.ts'
import { adminApi } from '../../api/admin.ts'
import { tell } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../settings/page.tsx'
import { Figures, ReasonDialog, StateBadge, Table, When } from './parts.tsx'
import { Answer, useRead } from './use-read.tsx'

/** One person, and where they work. */
export function UserScreen() {
  const id = useRoute().params.id ?? ''
  const [loaded, again] = useRead(() => adminApi.user(id), id)
  return (
    <Sheet title={loaded.value?.name ?? t.admin.user.title} lead={t.admin.user.lead}>
      <Answer of={loaded} onRetry={again}>
        {(user) => <Facts user={user} onChanged={again} />}
      </Answer>
    </Sheet>
  )
}

function Facts({ user, onChanged }: { user: StaffUser; onChanged: () => Promise<void> }) {
  const [asking, setAsking] = useState(false)
  const { id, name, email, createdAt, sessions, factors, memberships } = user
  const words = t.admin.user
  const signOut = async (reason: string) => {
    await adminApi.signOutUser(id, reason)
    tell(words.signedOut(name))
    await onChanged()
  }
  return (
    <>
      <section class="card" aria-label={words.account}>
        <dl class="facts wide">
          <dt>{words.email}</dt>
          <dd>{email}</dd>
          <dt>{words.id}</dt>
          <dd class="mono">{id}</dd>
          <dt>{words.since}</dt>
          <dd>
            <When at={createdAt} />
          </dd>
        </dl>
        <Figures
          of={[
            { name: words.sessions, value: sessions },
            { name: words.authenticator, value: factors.authenticator ? words.yes : words.no },
            { name: words.passkeys, value: factors.passkeys },
            { name: words.codes, value: factors.recoveryCodes },
          ]}
        />
        <div class="card-actions">
          <Button kind="danger" onClick={() => setAsking(true)}>
            {words.signOut}
          </Button>
        </div>
      </section>
      <section class="card">
        <h2>{words.memberships}</h2>
        {memberships.length === 0 ? (
          <p class="mute">{words.noMemberships}</p>
        ) : (
          <Table name={words.memberships} columns={[words.organization, words.role, words.state, words.lastUsed]}>
            {memberships.map(({ tenantId, organization, state, role, active, lastUsedAt }) => (
              <tr key={tenantId}>
                <th scope="row">
                  <a href={`/admin/tenants/${tenantId}`}>{organization}</a>
                </th>
                <td>{t.roles[role]}</td>
                <td>{active ? <StateBadge state={state} /> : words.inactive}</td>
                <td>
                  <When at={lastUsedAt} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
      {asking && (
        <ReasonDialog
          title={words.signOutTitle(name)}
          lead={words.signOutLead}
          confirm={words.signOut}
          isDanger
          run={signOut}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
