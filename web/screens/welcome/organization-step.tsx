import { useEffect, useState } from 'preact/hooks'
import type { BusinessHours } from '../../../worker/contract/hours.ts'
import { hours, readHours, saveHours, zonesWith } from '../../models/hours.ts'
import { noteOnboarding } from '../../models/onboarding.ts'
import { me, refreshMe } from '../../models/session.ts'
import { changeTenant } from '../../models/tenant.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/tenancy.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Failed } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

/** The name of the organization, and by which clock it works. */
export function OrganizationStep() {
  useEffect(() => void readHours(), [])
  const { state, value, error } = hours.value
  if (value) return <OrganizationForm hours={value} />
  if (state === 'loading') return null
  return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readHours()} />
}

function OrganizationForm({ hours: { isOpen: _, opensAt: __, changedAt, ...set } }: { hours: BusinessHours }) {
  const present = me.value?.tenant.name ?? ''
  const [name, setName] = useState(present)
  const [zone, setZone] = useState(
    changedAt === null ? Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC' : set.zone,
  )
  const form = useForm(async () => {
    if (name.trim() !== present) await changeTenant({ name: name.trim() })
    if (changedAt === null || zone !== set.zone) await saveHours({ ...set, zone })
    await noteOnboarding('organization', 'done')
    await refreshMe()
  })
  return (
    <form class="narrow-form" onSubmit={form.submit}>
      <FormError error={form.error} />
      <TextField
        label={t.welcome.name}
        autoComplete="organization"
        required
        maxLength={80}
        value={name}
        onValue={setName}
        problem={fieldProblem(form.error, 'name')}
      />
      <SelectField
        label={t.welcome.zone}
        hint={t.welcome.zoneHint}
        value={zone}
        onValue={setZone}
        options={zonesWith(zone).map((value) => ({ value, label: value }))}
      />
      <div>
        <Button type="submit" kind="primary" disabled={form.busy || name.trim() === ''}>
          {t.common.save}
        </Button>
      </div>
    </form>
  )
}
