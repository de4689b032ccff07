import './templates.css'
import { FileText, Image, MapPin, Paperclip, Video } from 'lucide-preact'
import { useId, useState } from 'preact/hooks'
import type { Template } from '../../../../worker/contract/channel.ts'
import { uploadFile } from '../../../api/upload.ts'
import { asWhatsAppTakesIt } from '../../../models/pictures.ts'
import {
  type FilledTemplate,
  fillTemplate,
  type TemplateField,
  type TemplateValues,
  templateFields,
} from '../../../models/template.ts'
import { reasonOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/composer.ts'
import { withoutTurns } from '../../../texts/direction.ts'
import { formatPercent } from '../../../texts/format.ts'
import { TextField } from '../../../ui/field.tsx'
import { FileButton } from '../../../ui/file-button.tsx'
import { ButtonLines } from '../message/interactive-cards.tsx'
import { RichText } from '../message/rich-text.tsx'

interface TemplateFieldsProps {
  template: Template
  values: TemplateValues
  onValues: (change: (present: TemplateValues) => TemplateValues) => void
}

/** A template's preview as it is filled in, and its fields. */
export function TemplateFields({ template, values, onValues }: TemplateFieldsProps) {
  const fields = templateFields(template)
  return (
    <>
      <TemplatePreview filled={fillTemplate(template, values)} />
      {fields.length > 0 && <h3>{t.templates.variables}</h3>}
      {fields.map((field) =>
        field.kind === 'file' ? (
          <FileField
            key={field.key}
            field={field}
            channelId={template.channelId}
            values={values}
            onFile={(file, filename) => onValues((present) => ({ ...present, file, filename }))}
          />
        ) : (
          <TextField
            key={field.key}
            label={labelOf(field)}
            hint={field.example ? t.templates.example(field.example) : undefined}
            value={values.texts[field.key] ?? ''}
            maxLength={field.kind === 'coupon' ? 20 : 1024}
            autoComplete="off"
            onValue={(value) =>
              onValues((present) => ({ ...present, texts: { ...present.texts, [field.key]: value } }))
            }
          />
        ),
      )}
    </>
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
  values: TemplateValues
  onFile: (file: NonNullable<TemplateValues['file']>, name: string) => void
}

function FileField({ field, channelId, values: { file, filename }, onFile }: FileFieldProps) {
  const [progress, setProgress] = useState<number | null>(null)
  const [problem, setProblem] = useState<string>()
  const problemId = useId()
  const choose = async (chosen: File) => {
    setProblem(undefined)
    setProgress(0)
    try {
      onFile(await uploadFile(await asWhatsAppTakesIt(chosen), channelId, setProgress).done, chosen.name)
    } catch (error) {
      setProblem(reasonOf(error))
    }
    setProgress(null)
  }
  return (
    <div class="field file-field">
      <FileButton
        class="small"
        accept={accepted[field.format]}
        disabled={progress !== null}
        describedBy={problem ? problemId : undefined}
        onFile={(chosen) => void choose(chosen)}
      >
        <Paperclip size={15} aria-hidden="true" />
        {t.templates.headerFile[field.format as keyof typeof t.templates.headerFile]}
      </FileButton>
      <span class="hint" aria-live="polite">
        {progress !== null
          ? t.composer.uploading(formatPercent(progress))
          : withoutTurns(filename) || (file && t.templates.fileThere)}
      </span>
      {problem && (
        <span class="problem" id={problemId} role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}
