import { useState } from 'preact/hooks'
import type { TenantSecurity } from '../../../worker/contract/team.ts'
import { changeTenant } from '../../models/tenant.ts'
import { tell } from '../../models/toasts.ts'
import { formatDuration } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
const idleMinutes = [15, 30, 60, 120, 240, 480, 720]
const maxDays = [1, 2, 7, 14, 30]
const options = (values: number[], present: number, unitMs: number) =>
  [...new Set([...values, present])]
    .sort((a, b) => a - b)
    .map((value) => ({ value: String(value), label: formatDuration(value * unitMs) }))

/** After how long people of the organization have to sign in again. */
export function SessionsSection({ security }: { security: TenantSecurity }) {
  const [idle, setIdle] = useState(String(security.sessionIdleMinutes))
  const [days, setDays] = useState(String(security.sessionMaxDays))
  const texts = t.security.limits
  const form = useForm(async () => {
    await changeTenant({ security: { sessionIdleMinutes: Number(idle), sessionMaxDays: Number(days) } })
    tell(texts.saved)
  })
  return (
    <section class="card" aria-label={texts.title}>
      <div>
        <h2>{texts.title}</h2>
        <p class="mute">{texts.lead}</p>
      </div>
      <form class="narrow-form" onSubmit={form.submit}>
        <FormError error={form.error} />
        <SelectField
          label={texts.idle}
          value={idle}
          onValue={setIdle}
          options={options(idleMinutes, security.sessionIdleMinutes, minuteMs)}
        />
        <SelectField
          label={texts.max}
          value={days}
          onValue={setDays}
          options={options(maxDays, security.sessionMaxDays, dayMs)}
        />
        <div>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </section>
  )
}
