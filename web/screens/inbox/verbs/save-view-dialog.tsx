import { useState } from 'preact/hooks'
import { can } from '../../../models/session.ts'
import { saveView } from '../../../models/views.ts'
import { t } from '../../../texts/desk.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError, fieldProblem } from '../../form-error.tsx'

export function SaveViewDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const form = useForm(async () => {
    await saveView(name.trim(), shared)
    onClose()
  })
  return (
    <Dialog title={t.views.saveTitle} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <p class="mute">{t.views.saveLead}</p>
        <FormError error={form.error} />
        <TextField
          label={t.views.name}
          required
          autoFocus
          maxLength={40}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        {can('shareViews') && (
          <label class="tick">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
            {t.views.share}
          </label>
        )}
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.views.saveConfirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
