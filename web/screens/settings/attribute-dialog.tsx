import { useId, useState } from 'preact/hooks'
import type { Attribute } from '../../../worker/contract/contact.ts'
import { type AttributeKind, attributeKinds } from '../../../worker/contract/contact-lists.ts'
import { contactApi } from '../../api/contacts.ts'
import { readAttributes } from '../../models/contacts.ts'
import { t } from '../../texts/contacts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError, fieldProblem } from '../form-error.tsx'

/** Defines an attribute, or renames it and changes its options. */
export function AttributeDialog({ attribute, onClose }: { attribute: Attribute | null; onClose: () => void }) {
  const [name, setName] = useState(attribute?.name ?? '')
  const [key, setKey] = useState<string | null>(null)
  const [kind, setKind] = useState<AttributeKind>(attribute?.kind ?? 'text')
  const [options, setOptions] = useState((attribute?.options ?? []).join('\n'))
  const optionsId = useId()
  const list = [
    ...new Set(
      options
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ]
  const shownKey = key ?? keyOf(name)
  const form = useForm(async () => {
    const more = kind === 'list' ? { options: list } : {}
    const input = { name: name.trim(), ...more }
    if (attribute) await contactApi.changeAttribute(attribute.id, input)
    else await contactApi.createAttribute({ ...input, key: shownKey, kind })
    await readAttributes()
    onClose()
  })
  return (
    <Dialog title={attribute ? t.attributes.editTitle : t.attributes.addTitle} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.attributes.name}
          required
          autoFocus
          autoComplete="off"
          maxLength={80}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        {!attribute && (
          <>
            <TextField
              label={t.attributes.key}
              hint={t.attributes.keyHint}
              required
              autoComplete="off"
              maxLength={40}
              value={shownKey}
              onValue={setKey}
              problem={fieldProblem(form.error, 'key')}
            />
            <SelectField
              label={t.attributes.kind}
              value={kind}
              onValue={setKind}
              options={attributeKinds.map((value) => ({ value, label: t.attributes.kinds[value] }))}
            />
          </>
        )}
        {kind === 'list' && (
          <div class="field">
            <label for={optionsId}>{t.attributes.options}</label>
            <textarea
              id={optionsId}
              class="input"
              rows={4}
              required
              aria-describedby={`${optionsId}-note`}
              value={options}
              onInput={(event) => setOptions(event.currentTarget.value)}
            />
            <span class="hint" id={`${optionsId}-note`}>
              {t.attributes.optionsHint}
            </span>
          </div>
        )}
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** A key that says what the name says: "Customer no." → customer_no */
function keyOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40)
}
