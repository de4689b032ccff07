import { useState } from 'preact/hooks'
import type { Label } from '../../../worker/contract/label.ts'
import { type LabelColor, labelColors } from '../../../worker/contract/label-colors.ts'
import { changeLabel, createLabel } from '../../models/labels.ts'
import { t } from '../../texts/desk.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

/** Makes a label, or changes one. */
export function LabelDialog({ label, onClose }: { label?: Label; onClose: () => void }) {
  const [name, setName] = useState(label?.name ?? '')
  const [color, setColor] = useState<LabelColor>(label?.color ?? 'blue')
  const form = useForm(async () => {
    const input = { name: name.trim(), color }
    if (label) await changeLabel(label.id, input)
    else await createLabel(input)
    onClose()
  })
  return (
    <Dialog title={label ? t.labelSettings.editTitle(label.name) : t.labelSettings.addTitle} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.labelSettings.name}
          required
          autoFocus
          maxLength={40}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        <fieldset class="field swatches">
          <legend class="label">{t.labelSettings.color}</legend>
          {labelColors.map((each) => (
            <label key={each} class="swatch" title={t.labelSettings.colors[each]}>
              <input
                type="radio"
                name="color"
                aria-label={t.labelSettings.colors[each]}
                checked={each === color}
                onChange={() => setColor(each)}
              />
              <i class={`label-dot ${each}`} aria-hidden="true" />
            </label>
          ))}
        </fieldset>
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {label ? t.common.save : t.labelSettings.create}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
