import { CalendarClock } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Template } from '../../../../worker/contract/channel.ts'
import { isComplete, noValues, type TemplateValues } from '../../../models/template.ts'
import { t } from '../../../texts/composer.ts'
import { Button } from '../../../ui/button.tsx'
import { TemplateFields } from './template-fields.tsx'

interface TemplateFormProps {
  template: Template
  initial: Record<string, string>
  busy: boolean
  /** Shown before it is sent: what it costs. */
  cost: ComponentChildren
  onSend: (values: TemplateValues) => void
  /** null where it cannot wait. */
  onLater: ((values: TemplateValues) => void) | null
}

/** A template to fill in and send, now or later. */
export function TemplateForm({ template, initial, busy, cost, onSend, onLater }: TemplateFormProps) {
  const [values, setValues] = useState<TemplateValues>({ ...noValues, texts: initial })
  const complete = isComplete(template, values)
  return (
    <form
      class="template-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (complete && !busy) onSend(values)
      }}
    >
      <TemplateFields template={template} values={values} onValues={setValues} />
      <div class="dialog-actions">
        {!complete && <span class="mute start">{t.templates.missing}</span>}
        {cost}
        {onLater && (
          <Button disabled={!complete || busy} onClick={() => onLater(values)}>
            <CalendarClock size={15} aria-hidden="true" />
            {t.scheduled.later}
          </Button>
        )}
        <Button type="submit" kind="primary" disabled={!complete || busy}>
          {t.templates.send}
        </Button>
      </div>
    </form>
  )
}
