import { useState } from 'preact/hooks'
import { type Role, roles } from '../../../../worker/contract/role-table.ts'
import type { TenantSecurity } from '../../../../worker/contract/team.ts'
import { changeTenant } from '../../../models/tenant.ts'
import { tell } from '../../../models/toasts.ts'
import { t } from '../../../texts/factors.ts'
import { Button } from '../../../ui/button.tsx'
import { CheckField, TextField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'

/** The day of a time in the person's own zone, as a date field has it. */
function dayOf(iso: string): string {
  const at = new Date(iso)
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** Which roles need a second factor, and from which day on. */
export function RequiredSection({ security }: { security: TenantSecurity }) {
  const [wanted, setWanted] = useState<readonly Role[]>(security.mfaRoles)
  const [day, setDay] = useState(dayOf(security.mfaFrom))
  const texts = t.factors.tenant
  const form = useForm(async () => {
    await changeTenant({
      security: { mfaRoles: [...wanted], mfaFrom: new Date(`${day}T00:00:00`).toISOString() },
    })
    tell(texts.saved)
  })
  const toggle = (role: Role, isWanted: boolean) =>
    setWanted(roles.filter((each) => (each === role ? isWanted : wanted.includes(each))))
  return (
    <section class="card" aria-label={texts.title}>
      <h2>{texts.title}</h2>
      <p class="mute">{texts.lead}</p>
      <form class="factor-roles" onSubmit={form.submit}>
        <FormError error={form.error} />
        {roles.map((role) => (
          <CheckField
            key={role}
            label={t.roles[role]}
            checked={wanted.includes(role)}
            onChecked={(isWanted) => toggle(role, isWanted)}
          />
        ))}
        <TextField label={texts.from} type="date" required value={day} onValue={setDay} />
        <div class="choices">
          <Button type="submit" kind="primary" disabled={form.busy}>
            {texts.save}
          </Button>
        </div>
      </form>
    </section>
  )
}
