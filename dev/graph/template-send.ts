import { GraphError } from './graph-error.ts'
import { asObject, asObjects, type JsonObject } from './options.ts'
import { type Template, type TemplateButton, type Templates, variablesOf } from './templates.ts'

/** The longest text a body may have once its variables are filled in. */
const BODY_CHARS_MAX = 1024

/** A template message as the customer's phone shows it. */
export interface RenderedTemplate {
  header?: { type: string; text?: string; media?: JsonObject }
  body: string
  footer?: string
  buttons: { type: string; text: string; url?: string; payload?: string; code?: string }[]
}

/**
 * Checks a send against the registered template and fills its variables in.
 *
 * @throws GraphError 132001 (no such name and language, or not approved), 132015, 132016, 132000 (count), 132012 (kind),
 *   131008 (a button's variable is missing), 132005 (too long), 132018 (line breaks), 131062 (a code for a user id).
 */
export function renderTemplate(
  templates: Templates,
  wabaId: string,
  sent: JsonObject,
  toUserId: boolean,
): { template: Template; rendered: RenderedTemplate } {
  const name = String(sent.name)
  const language = String(asObject(sent.language).code)
  const template = templates.findByName(wabaId, name, language)
  if (template?.status === 'PAUSED') throw new GraphError(132015, `Template ${name} is paused due to low quality`)
  if (template?.status === 'DISABLED')
    throw new GraphError(132016, `Template ${name} is disabled due to repeated low quality`)
  if (template?.status !== 'APPROVED')
    throw new GraphError(132001, `template name (${name}) does not exist in ${language}`)
  if (template.category === 'AUTHENTICATION' && toUserId) throw new GraphError(131062)

  const components = asObjects(sent.components)
  const component = (type: string) => components.find((one) => String(one.type).toLowerCase() === type)
  const rendered: RenderedTemplate = { body: '', buttons: [] }
  for (const part of template.components) {
    const parameters = asObjects(component(part.type.toLowerCase())?.parameters)
    if (part.type === 'HEADER') rendered.header = renderHeader(template, part.format ?? 'TEXT', part.text, parameters)
    if (part.type === 'BODY') rendered.body = fill(template, 'body', part.text ?? '', parameters)
    if (part.type === 'FOOTER' && part.text) rendered.footer = part.text
    if (part.type === 'BUTTONS')
      rendered.buttons = (part.buttons ?? []).map((button, index) => renderButton(button, index, components))
  }
  if (rendered.body.length > BODY_CHARS_MAX)
    throw new GraphError(132005, `body: hydrated text is longer than ${BODY_CHARS_MAX} characters`)
  assertNoStrays(template, components)
  return { template, rendered }
}

function renderHeader(
  template: Template,
  format: string,
  text: string | undefined,
  parameters: JsonObject[],
): RenderedTemplate['header'] & object {
  if (format === 'TEXT') return { type: 'text', text: fill(template, 'header', text ?? '', parameters) }
  const kind = format.toLowerCase()
  const given = parameters[0]
  const received = given ? String(given.type).toUpperCase() : 'UNKNOWN'
  if (received !== format)
    throw new GraphError(132012, `header: Format mismatch, expected ${format}, received ${received}`)
  const media = asObject(given?.[kind])
  if (kind !== 'location' && (media.id === undefined) === (media.link === undefined)) {
    throw new GraphError(132012, `header: exactly one of id and link is required for ${kind}`)
  }
  return { type: kind, media }
}

/** Puts the parameters into a text, by position or by name. */
function fill(template: Template, where: string, text: string, parameters: JsonObject[]): string {
  const names = variablesOf(text)
  if (parameters.length !== names.length) {
    throw new GraphError(
      132000,
      `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`,
    )
  }
  const values = new Map<string, string>()
  for (const [index, parameter] of parameters.entries()) {
    const name = template.parameterFormat === 'NAMED' ? String(parameter.parameter_name ?? '') : (names[index] ?? '')
    if (!names.includes(name))
      throw new GraphError(
        132012,
        `${where}: Parameter name is missing or unknown, expected one of ${names.join(', ')}`,
      )
    values.set(name, textOf(parameter, where))
  }
  if (values.size !== names.length) throw new GraphError(132000, `${where}: every named parameter must be given once`)
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values.get(name) ?? '')
}

function textOf(parameter: JsonObject, where: string): string {
  const type = String(parameter.type)
  const value = type === 'currency' || type === 'date_time' ? asObject(parameter[type]).fallback_value : parameter.text
  if (!['text', 'currency', 'date_time'].includes(type)) {
    throw new GraphError(132012, `${where}: Format mismatch, expected TEXT, received ${type.toUpperCase()}`)
  }
  if (typeof value !== 'string' || value === '')
    throw new GraphError(131008, `${where}: Parameter of type ${type} is missing text value`)
  if (/[\n\r\t]| {5,}/.test(value)) {
    throw new GraphError(
      132018,
      `${where}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`,
    )
  }
  return value
}

function renderButton(
  button: TemplateButton,
  index: number,
  components: JsonObject[],
): RenderedTemplate['buttons'][number] {
  const text = button.text ?? ''
  const sent = components.find((one) => String(one.type).toLowerCase() === 'button' && Number(one.index) === index)
  const parameter = asObjects(sent?.parameters)[0]
  if (button.type === 'QUICK_REPLY') {
    if (sent && String(sent.sub_type).toLowerCase() !== 'quick_reply') throw mismatch(index, 'QUICK_REPLY', sent)
    return { type: 'quick_reply', text, payload: typeof parameter?.payload === 'string' ? parameter.payload : text }
  }
  if (button.type === 'COPY_CODE') {
    if (typeof parameter?.coupon_code !== 'string') throw missing(index, 'Copy code')
    return { type: 'copy_code', text: text || 'Copy code', code: parameter.coupon_code }
  }
  if (button.type !== 'URL' && button.type !== 'OTP') return { type: button.type.toLowerCase(), text }
  const isCode = button.type === 'OTP' || button.otp_type !== undefined
  if (!isCode && variablesOf(button.url).length === 0) return { type: 'url', text, url: button.url ?? '' }
  if (sent && !['url', 'otp'].includes(String(sent.sub_type).toLowerCase())) throw mismatch(index, 'URL', sent)
  if (typeof parameter?.text !== 'string' || parameter.text === '') throw missing(index, 'Url')
  if (isCode && parameter.text.length > 15)
    throw new GraphError(132018, 'buttons: the code must be at most 15 characters long')
  const url = (button.url ?? '').replace(/\{\{\s*\w+\s*\}\}/, parameter.text)
  return isCode ? { type: 'copy_code', text, code: parameter.text } : { type: 'url', text, url }
}

function assertNoStrays(template: Template, components: JsonObject[]): void {
  const registered = new Set(template.components.map((one) => one.type.toLowerCase()))
  const buttons = template.components.find((one) => one.type === 'BUTTONS')?.buttons?.length ?? 0
  for (const component of components) {
    const type = String(component.type).toLowerCase()
    if (type === 'button' && Number(component.index) >= buttons) {
      throw new GraphError(132012, `buttons: the template has no button at index ${String(component.index)}`)
    }
    const plain = type === 'header' || type === 'body'
    if (plain && !registered.has(type) && asObjects(component.parameters).length > 0) {
      throw new GraphError(
        132000,
        `${type}: number of localizable_params (${asObjects(component.parameters).length}) does not match the expected number of params (0)`,
      )
    }
  }
}

function missing(index: number, kind: string): GraphError {
  return new GraphError(131008, `buttons: Button at index ${index} of type ${kind} requires a parameter`)
}

function mismatch(index: number, expected: string, sent: JsonObject): GraphError {
  return new GraphError(
    132012,
    `buttons: Button at index ${index} is of type ${expected}, received ${String(sent.sub_type)}`,
  )
}
