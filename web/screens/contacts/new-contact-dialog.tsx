import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { createContact } from '../../models/contacts.ts'
import { parsePhone } from '../../models/phone.ts'
import { t } from '../../texts/contacts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

export function NewContactDialog({ onClose }: { onClose: () => void }) {
  const { route } = useLocation()
  const [input, setInput] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [tried, setTried] = useState(false)
  const phone = parsePhone(input)
  const form = useForm(async () => {
    setTried(true)
    if (!phone) return
    const contact = await createContact({
      phone: phone.e164,
      ...(name.trim() && { name: name.trim() }),
      ...(email.trim() && { email: email.trim() }),
    })
    onClose()
    route(`/contacts/${contact.id}`)
  })
  const invalid = tried && !phone ? t.create.phoneInvalid : undefined
  return (
    <Dialog title={t.create.title} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <p class="mute">{t.create.lead}</p>
        <FormError error={form.error} />
        <TextField
          label={t.create.phone}
          hint={phone ? t.create.phoneOk(phone.formatted, phone.country) : t.create.phoneHint}
          problem={invalid ?? fieldProblem(form.error, 'phone')}
          type="tel"
          autoComplete="off"
          autoFocus
          value={input}
          onValue={setInput}
        />
        <TextField label={t.person.name} optional autoComplete="off" maxLength={120} value={name} onValue={setName} />
        <TextField
          label={t.person.email}
          optional
          type="email"
          autoComplete="off"
          maxLength={254}
          value={email}
          onValue={setEmail}
          problem={fieldProblem(form.error, 'email')}
        />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.create.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
