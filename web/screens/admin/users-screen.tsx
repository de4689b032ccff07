import { Search, Users } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { adminApi } from '../../api/admin.ts'
import { now } from '../../models/clock.ts'
import { t } from '../../texts/admin.ts'
import { formatDate } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Empty } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'
import { Sheet } from '../settings/page.tsx'
import { When } from './parts.tsx'
import { Rows, usePages } from './use-read.tsx'

/** People who can sign in. A name cannot be searched for: it is sealed; an address can. */
export function UsersScreen() {
  const [users, again, more] = usePages((cursor) => adminApi.users(cursor), '')
  const words = t.admin.users
  return (
    <Sheet title={words.title} lead={words.lead}>
      <FindForm />
      <Rows
        of={users.value}
        label={words.title}
        empty={<Empty icon={Users} title={words.empty} />}
        onRetry={again}
        onMore={more}
      >
        {(rows) => (
          <ul class="admin-rows">
            {rows.map(({ id, name, email, createdAt, tenants, hasFactor, isStaff, lastSeenAt }) => (
              <li key={id}>
                <div class="person">
                  <a href={`/admin/users/${id}`}>{name}</a>
                  <span class="mute">{email}</span>
                  <span class="mute">{words.facts(tenants, hasFactor, formatDate(createdAt, now.value))}</span>
                </div>
                {isStaff && <span class="admin-state">{words.staff}</span>}
                <span class="mute">
                  {words.lastSeen} <When at={lastSeenAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Rows>
    </Sheet>
  )
}

function FindForm() {
  const { route } = useLocation()
  const [email, setEmail] = useState('')
  const form = useForm(async () => route(`/admin/users/${(await adminApi.findUser(email.trim())).id}`))
  const words = t.admin.users
  return (
    <form class="card admin-form" onSubmit={form.submit}>
      <TextField
        label={words.search}
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        value={email}
        onValue={setEmail}
      />
      <Button kind="primary" type="submit" disabled={form.busy}>
        <Search size={14} aria-hidden="true" />
        {words.find}
      </Button>
      <div class="admin-form-whole">
        <FormError error={form.error} />
      </div>
    </form>
  )
}
