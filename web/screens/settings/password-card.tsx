import { useState } from 'preact/hooks'
import { api } from '../../api/endpoints.ts'
import { readDevices } from '../../models/devices.ts'
import { me } from '../../models/session.ts'
import { tell } from '../../models/toasts.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, passwordProblem } from '../form-error.tsx'
import { PasswordField } from '../sign-in/password-field.tsx'

/** Another password, for who knows the present one. */
export function PasswordCard() {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(async () => {
    await api.changePassword(current, password)
    setCurrent('')
    setPassword('')
    tell(t.security.changed)
    await readDevices()
  })
  const person = me.value
  return (
    <section class="card" aria-label={t.security.password}>
      <h2>{t.security.password}</h2>
      <p class="mute">{t.security.passwordLead}</p>
      <form class="narrow-form" onSubmit={form.submit}>
        <FormError error={form.error} />
        <input type="hidden" autoComplete="username" value={person?.email} />
        <PasswordField label={t.security.current} value={current} onValue={setCurrent} />
        <PasswordField
          isNew
          about={person ? [person.email, person.name, ...person.organizations.map(({ name }) => name)] : []}
          value={password}
          onValue={setPassword}
          problem={passwordProblem(form.error)}
        />
        <div>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.security.change}
          </Button>
        </div>
      </form>
    </section>
  )
}
