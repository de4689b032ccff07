import type { Template, Upload } from '../../worker/contract/channel.ts'
import type { TemplateComponent } from '../../worker/contract/new-message.ts'

interface Button {
  type: string
  text: string
  url?: string
  example?: unknown
}

/** One thing to fill in. `name` is the placeholder's own: a number, or a word in named templates. */
export interface TemplateField {
  key: string
  place: 'header' | 'body' | 'button'
  kind: 'text' | 'file' | 'coupon'
  name: string
  example: string
  /** For a button, which one; for a file, IMAGE, VIDEO or DOCUMENT. */
  buttonIndex: number
  format: string
}

export interface TemplateValues {
  texts: Readonly<Record<string, string>>
  file: Pick<Upload, 'id' | 'kind'> | null
  filename: string
}

export const noValues: TemplateValues = { texts: {}, file: null, filename: '' }

export interface FilledTemplate {
  header: string
  /** IMAGE, VIDEO, DOCUMENT or LOCATION; null for a text heading or none. */
  headerFormat: string | null
  body: string
  footer: string
  buttons: string[]
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/g
const fileFormats = ['IMAGE', 'VIDEO', 'DOCUMENT']

function part(template: Template, type: string): Record<string, unknown> {
  return template.components.find((component) => component.type.toUpperCase() === type) ?? {}
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const namesIn = (text: string): string[] => [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))]

function buttonsOf(template: Template): Button[] {
  const { buttons } = part(template, 'BUTTONS')
  return Array.isArray(buttons) ? (buttons as Button[]) : []
}

/** What must be filled in before the template can be sent, in the order it is read. */
export function templateFields(template: Template): TemplateField[] {
  return [...headerFields(template), ...bodyFields(template), ...buttonFields(template)]
}

function headerFields(template: Template): TemplateField[] {
  const header = part(template, 'HEADER')
  const format = textOf(header.format) || 'TEXT'
  const base = { place: 'header' as const, buttonIndex: 0, format }
  if (fileFormats.includes(format)) return [{ ...base, key: 'header', kind: 'file', name: format, example: '' }]
  return namesIn(textOf(header.text)).map((name, index) => ({
    ...base,
    key: `header ${name}`,
    kind: 'text',
    name,
    example: exampleOf(header.example, 'header_text', name, index),
  }))
}

function bodyFields(template: Template): TemplateField[] {
  const body = part(template, 'BODY')
  return namesIn(textOf(body.text)).map((name, index) => ({
    key: `body ${name}`,
    place: 'body',
    kind: 'text',
    name,
    example: exampleOf(body.example, 'body_text', name, index),
    buttonIndex: 0,
    format: '',
  }))
}

function buttonFields(template: Template): TemplateField[] {
  return buttonsOf(template).flatMap((button, buttonIndex): TemplateField[] => {
    const base = { place: 'button' as const, buttonIndex, name: button.text, format: '', key: `button ${buttonIndex}` }
    const example = Array.isArray(button.example) ? textOf(button.example[0]) : textOf(button.example)
    if (button.type === 'COPY_CODE') return [{ ...base, kind: 'coupon', example }]
    return button.type === 'URL' && namesIn(button.url ?? '').length > 0 ? [{ ...base, kind: 'text', example }] : []
  })
}

/** Meta keeps examples as `body_text: [[…]]`, `header_text: […]`, or `…_named_params: [{param_name, example}]`. */
function exampleOf(example: unknown, key: string, name: string, index: number): string {
  const examples = (example ?? {}) as Record<string, unknown>
  const named = examples[`${key}_named_params`]
  if (Array.isArray(named)) {
    return textOf(named.find((one: Record<string, unknown>) => one.param_name === name)?.example)
  }
  const list = examples[key]
  const row: unknown = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : list
  return Array.isArray(row) ? textOf(row[index]) : ''
}

/** Whether every field has its value. */
export function isComplete(template: Template, values: TemplateValues): boolean {
  return templateFields(template).every((field) =>
    field.kind === 'file' ? values.file !== null : (values.texts[field.key] ?? '').trim() !== '',
  )
}

/** The template as the customer will see it; what is not filled in yet keeps its placeholder. */
export function fillTemplate(template: Template, values: TemplateValues): FilledTemplate {
  const header = part(template, 'HEADER')
  const format = textOf(header.format) || 'TEXT'
  const fill = (text: string, place: string) =>
    text.replace(placeholder, (whole, name: string) => values.texts[`${place} ${name}`] || whole)
  return {
    header: format === 'TEXT' ? fill(textOf(header.text), 'header') : '',
    headerFormat: format === 'TEXT' ? null : format,
    body: fill(textOf(part(template, 'BODY').text), 'body'),
    footer: textOf(part(template, 'FOOTER').text),
    buttons: buttonsOf(template).map((button) => button.text),
  }
}

/** The filled-in template as the contract's components. */
export function templateComponents(template: Template, values: TemplateValues): TemplateComponent[] {
  const fields = templateFields(template)
  const value = (field: TemplateField) => (values.texts[field.key] ?? '').trim()
  const text = (field: TemplateField) => ({
    type: 'text' as const,
    text: value(field),
    ...(template.parameterFormat === 'NAMED' && { parameter_name: field.name }),
  })
  const components: TemplateComponent[] = []
  const header = fields.find((field) => field.place === 'header')
  if (header?.kind === 'text') components.push({ type: 'header', parameters: [text(header)] })
  if (header?.kind === 'file' && values.file) components.push({ type: 'header', parameters: [fileParameter(values)] })
  const body = fields.filter((field) => field.place === 'body')
  if (body.length > 0) components.push({ type: 'body', parameters: body.map(text) })
  for (const field of fields.filter((one) => one.place === 'button')) {
    const index = String(field.buttonIndex)
    if (field.kind === 'coupon') {
      const parameters = [{ type: 'coupon_code' as const, coupon_code: value(field) }]
      components.push({ type: 'button', sub_type: 'copy_code', index, parameters })
    } else {
      components.push({ type: 'button', sub_type: 'url', index, parameters: [{ type: 'text', text: value(field) }] })
    }
  }
  return components
}

/** What was filled in, from the components of a message that was written with it. */
export function valuesOf(template: Template, components: readonly TemplateComponent[]): TemplateValues {
  const texts: Record<string, string> = {}
  let values: TemplateValues = noValues
  for (const component of components) {
    const fields = templateFields(template).filter(
      ({ place, buttonIndex }) =>
        place === component.type && (component.type !== 'button' || String(buttonIndex) === component.index),
    )
    for (const [position, parameter] of component.parameters.entries()) {
      const named = 'parameter_name' in parameter ? parameter.parameter_name : undefined
      const field = fields.find(({ name }) => name === named) ?? fields[position]
      if (field && parameter.type === 'text') texts[field.key] = parameter.text
      else if (field && parameter.type === 'coupon_code') texts[field.key] = parameter.coupon_code
      else if (parameter.type === 'image') values = { ...values, file: { id: parameter.image.id, kind: 'image' } }
      else if (parameter.type === 'video') values = { ...values, file: { id: parameter.video.id, kind: 'video' } }
      else if (parameter.type === 'document') {
        const { id, filename = '' } = parameter.document
        values = { ...values, file: { id, kind: 'document' }, filename }
      }
    }
  }
  return { ...values, texts }
}

type HeaderParameter = Extract<TemplateComponent, { type: 'header' }>['parameters'][number]

function fileParameter({ file, filename }: TemplateValues): HeaderParameter {
  const id = file?.id ?? ''
  if (file?.kind === 'video') return { type: 'video', video: { id } }
  if (file?.kind === 'image') return { type: 'image', image: { id } }
  return { type: 'document', document: { id, ...(filename && { filename }) } }
}
