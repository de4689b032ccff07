import { useState } from 'preact/hooks'
import type { Role } from '../../../worker/contract/roles.ts'
import { invite } from '../../models/manage-team.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

type Invitable = Exclude<Role, 'owner'>
const roles: Invitable[] = ['agent', 'supervisor', 'admin', 'viewer']

/** Makes an invitation and shows its link, once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Invitable>('agent')
  const [link, setLink] = useState<string | null>(null)
  const form = useForm(async () => setLink(await invite(email.trim(), role)))
  if (link !== null) {
    return (
      <Dialog title={t.team.linkTitle} onClose={onClose}>
        <div class="dialog-body">
          <p class="mute">{t.team.linkLead(email)}</p>
          <CopyField label={t.team.link} value={link} />
          <div class="dialog-actions">
            <Button kind="primary" onClick={onClose}>
              {t.team.done}
            </Button>
          </div>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t.team.inviteTitle} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <p class="mute">{t.team.inviteLead}</p>
        <FormError error={form.error} />
        <TextField
          label={t.auth.email}
          type="email"
          autoComplete="off"
          required
          autoFocus
          value={email}
          onValue={setEmail}
          problem={fieldProblem(form.error, 'email')}
        />
        <SelectField
          label={t.team.role}
          hint={t.roleNotes[role]}
          value={role}
          onValue={setRole}
          options={roles.map((value) => ({ value, label: t.roles[value] }))}
        />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.team.create}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
