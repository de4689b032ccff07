import { useState } from 'preact/hooks'
import { me } from '../../models/session.ts'
import { changeTenant } from '../../models/tenant.ts'
import { tell } from '../../models/toasts.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

/** What the organization is called, and what its agents see. */
export function OrganizationCard() {
  const tenant = me.value?.tenant
  const [name, setName] = useState(tenant?.name ?? '')
  const [ownOnly, setOwnOnly] = useState(tenant?.agentsSeeOwnOnly ?? false)
  const form = useForm(async () => {
    // What agents see wants a fresh proof, and connects everybody anew: it is sent only if it changes.
    await changeTenant({
      ...(name.trim() !== tenant?.name && { name: name.trim() }),
      ...(ownOnly !== tenant?.agentsSeeOwnOnly && { agentsSeeOwnOnly: ownOnly }),
    })
    tell(t.organization.saved)
  })
  return (
    <section class="card" aria-label={t.organization.title}>
      <h2>{t.organization.title}</h2>
      <form class="narrow-form" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.organization.name}
          autoComplete="organization"
          required
          maxLength={80}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        <CheckField
          label={t.organization.ownOnly}
          hint={t.organization.ownOnlyHint}
          checked={ownOnly}
          onChecked={setOwnOnly}
        />
        <div>
          <Button type="submit" kind="primary" disabled={form.busy || name.trim() === ''}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </section>
  )
}
