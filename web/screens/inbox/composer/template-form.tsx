import { CalendarClock, FileText, Image, MapPin, Video } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Template, Upload } from '../../../../worker/contract/channel.ts'
import { uploadFile } from '../../../api/upload.ts'
import { asWhatsAppTakesIt } from '../../../models/pictures.ts'
import {
  type FilledTemplate,
  fillTemplate,
  isComplete,
  type TemplateField,
  type TemplateValues,
  templateFields,
} from '../../../models/template.ts'
import { reasonOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/composer.ts'
import { formatPercent } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { ButtonLines } from '../message/interactive-cards.tsx'
import { RichText } from '../message/rich-text.tsx'

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

/** A template's preview as it is filled in, and its fields. */
export function TemplateForm({ template, initial, busy, cost, onSend, onLater }: TemplateFormProps) {
  const [texts, setTexts] = useState(initial)
  const [file, setFile] = useState<{ upload: Upload; name: string } | null>(null)
  const values: TemplateValues = { texts, file: file?.upload ?? null, filename: file?.name ?? '' }
  const fields = templateFields(template)
  const complete = isComplete(template, values)
  return (
    <form
      class="template-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (complete && !busy) onSend(values)
      }}
    >
      <TemplatePreview filled={fillTemplate(template, values)} />
      {fields.length > 0 && <h3>{t.templates.variables}</h3>}
      {fields.map((field) =>
        field.kind === 'file' ? (
          <FileField
            key={field.key}
            field={field}
            channelId={template.channelId}
            onFile={(upload, name) => setFile({ upload, name })}
          />
        ) : (
          <TextField
            key={field.key}
            label={labelOf(field)}
            hint={field.example ? t.templates.example(field.example) : undefined}
            value={texts[field.key] ?? ''}
            maxLength={field.kind === 'coupon' ? 20 : 1024}
            autoComplete="off"
            onValue={(value) => setTexts((present) => ({ ...present, [field.key]: value }))}
          />
        ),
      )}
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

function labelOf(field: TemplateField): string {
  if (field.kind === 'coupon') return t.templates.couponVariable(field.name)
  if (field.place === 'button') return t.templates.buttonVariable(field.name)
  return field.place === 'header' ? t.templates.headerVariable(field.name) : t.templates.variable(field.name)
}

const formatIcons = { IMAGE: Image, VIDEO: Video, DOCUMENT: FileText, LOCATION: MapPin }

/** The message as it will look on the customer's phone. */
function TemplatePreview({ filled }: { filled: FilledTemplate }) {
  const Icon = formatIcons[filled.headerFormat as keyof typeof formatIcons]
  return (
    <section class="phone" aria-label={t.templates.preview}>
      <div class="bubble out first last">
        {Icon && (
          <p class="template-media">
            <Icon size={22} aria-hidden="true" />
          </p>
        )}
        {filled.header && <strong class="template-header">{filled.header}</strong>}
        <RichText text={filled.body} />
        {filled.footer && <p class="template-footer">{filled.footer}</p>}
        <ButtonLines labels={filled.buttons} />
      </div>
    </section>
  )
}

const accepted: Record<string, string> = {
  IMAGE: 'image/jpeg,image/png,image/webp',
  VIDEO: 'video/mp4,video/3gpp',
  DOCUMENT: '',
}

interface FileFieldProps {
  field: TemplateField
  channelId: string
  onFile: (upload: Upload, name: string) => void
}

function FileField({ field, channelId, onFile }: FileFieldProps) {
  const [state, setState] = useState<string>('')
  const [problem, setProblem] = useState<string>()
  const choose = async (file: File | undefined) => {
    if (!file) return
    setProblem(undefined)
    try {
      const report = (fraction: number) => setState(t.composer.uploading(formatPercent(fraction)))
      onFile(await uploadFile(await asWhatsAppTakesIt(file), channelId, report).done, file.name)
      setState(file.name)
    } catch (error) {
      setState('')
      setProblem(reasonOf(error))
    }
  }
  const label = t.templates.headerFile[field.format as keyof typeof t.templates.headerFile]
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input
        type="file"
        class="input"
        accept={accepted[field.format]}
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      <span class="hint" aria-live="polite">
        {state}
      </span>
      {problem && <span class="problem">{problem}</span>}
    </label>
  )
}
