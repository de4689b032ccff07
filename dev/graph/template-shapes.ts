import { refused } from './graph-error.ts'
import { asObject, asObjects, type JsonObject } from './options.ts'
import { type Template, type TemplateButton, type TemplateComponent, variablesOf } from './templates.ts'

type TemplateWish = Pick<Template, 'name' | 'language' | 'category' | 'parameterFormat' | 'components'>

/**
 * A template as submitted, checked against Meta's rules for its parts.
 *
 * @throws GraphError 100 with Meta's subcode.
 */
export function parseTemplate(body: JsonObject): TemplateWish {
  const name = String(body.name ?? '')
  const language = String(body.language ?? '')
  const category = String(body.category ?? '').toUpperCase()
  const parameterFormat =
    String(body.parameter_format ?? 'POSITIONAL').toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL'
  if (!/^[a-z0-9_]{1,512}$/.test(name))
    throw refused(2388036, 'Invalid Template Name', 'Name may contain only lowercase letters, digits and underscores.')
  if (language === '') throw refused(2388036, 'Language Missing', 'The parameter language is required.')
  if (!['MARKETING', 'UTILITY', 'AUTHENTICATION'].includes(category))
    throw refused(2388036, 'Invalid Category', 'Category must be MARKETING, UTILITY or AUTHENTICATION.')
  const components = asObjects(body.components).map(
    (one): TemplateComponent => ({ ...one, type: String(one.type).toUpperCase() }),
  )
  const bodies = components.filter((one) => one.type === 'BODY')
  if (bodies.length !== 1)
    throw refused(2388072, 'Message Body Format Incorrect', 'A template has exactly one BODY component.')
  for (const component of components) {
    if (component.type === 'HEADER') checkHeader(component, parameterFormat)
    if (component.type === 'BODY' && category !== 'AUTHENTICATION') checkBody(component, parameterFormat)
    if (component.type === 'FOOTER') checkText(component.text, 60, 2388073, 'Footer')
    if (component.type === 'BUTTONS') checkButtons(asObjects(component.buttons) as TemplateButton[])
  }
  return {
    name,
    language,
    category,
    parameterFormat,
    components: category === 'AUTHENTICATION' ? spellOutCode(components) : components,
  }
}

/** Meta writes the body of a code template itself. */
function spellOutCode(components: TemplateComponent[]): TemplateComponent[] {
  const advice = ' For your security, do not share this code.'
  return components.map((one) =>
    one.type === 'BODY'
      ? { ...one, text: `*{{1}}* is your verification code.${one.add_security_recommendation ? advice : ''}` }
      : one,
  )
}

function checkHeader(header: TemplateComponent, format: string): void {
  const kind = String(header.format ?? 'TEXT').toUpperCase()
  if (!['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'].includes(kind))
    throw refused(2388047, 'Message Header Format Incorrect', `Header format ${kind} does not exist.`)
  if (kind !== 'TEXT') return
  checkText(header.text, 60, 2388047, 'Header')
  if (variablesOf(header.text).length > 1)
    throw refused(2388047, 'Message Header Format Incorrect', 'A header has at most one variable.')
  checkExamples(header, 'header_text', format, 2388047)
}

function checkBody(body: TemplateComponent, format: string): void {
  const text = checkText(body.text, 1024, 2388072, 'Body')
  if (/^\s*\{\{|\}\}\s*[.!?]?\s*$/.test(text)) {
    throw refused(
      2388299,
      'Variables Cannot Be at the Start or End',
      "Variables can't be at the start or end of the template.",
    )
  }
  const variables = variablesOf(text)
  const words = text
    .replace(/\{\{.*?\}\}/g, ' ')
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word)).length
  if (words < variables.length * 2)
    throw refused(2388293, 'Too Many Variables', 'This template has too many variables for its length.')
  checkExamples(body, 'body_text', format, 2388072)
}

function checkExamples(part: TemplateComponent, key: string, format: string, subcode: number): void {
  const variables = variablesOf(part.text)
  if (variables.length === 0) return
  const isSequential = variables.every((name, index) => name === String(index + 1))
  if (format === 'POSITIONAL' && !isSequential)
    throw refused(subcode, 'Variables Are Not Sequential', 'Variables must be {{1}}, {{2}} and so on.')
  if (format === 'NAMED' && variables.some((name) => !/^[a-z][a-z0-9_]*$/.test(name))) {
    throw refused(
      subcode,
      'Variable Name Incorrect',
      'Variable names may contain only lowercase letters, digits and underscores.',
    )
  }
  const example = asObject(part.example)
  const given =
    format === 'NAMED'
      ? asObjects(example[`${key}_named_params`]).length
      : [example[key]].flat(2).filter(Boolean).length
  if (given !== variables.length) throw refused(subcode, 'Sample Content Missing', 'Every variable needs an example.')
}

function checkButtons(buttons: TemplateButton[]): void {
  const count = (type: string) => buttons.filter((one) => String(one.type).toUpperCase() === type).length
  const replies = buttons.map((one) => String(one.type).toUpperCase() === 'QUICK_REPLY')
  const turns = replies.filter((isReply, index) => index > 0 && isReply !== replies[index - 1]).length
  const isWrong =
    buttons.length > 10 || count('URL') > 2 || count('PHONE_NUMBER') > 1 || count('COPY_CODE') > 1 || turns > 1
  if (isWrong)
    throw refused(
      2388060,
      'Buttons Incorrect',
      'At most 10 buttons: 2 URL, 1 phone number, 1 code; quick replies stand together.',
    )
  for (const button of buttons) {
    if (button.type !== 'COPY_CODE' && button.type !== 'OTP') checkText(button.text, 25, 2388060, 'Button text')
  }
}

function checkText(value: unknown, max: number, subcode: number, part: string): string {
  if (typeof value !== 'string' || value === '') throw refused(subcode, `${part} Missing`, `${part} text is required.`)
  if (value.length > max) throw refused(2388040, 'Character Limit Exceeded', `${part} has at most ${max} characters.`)
  return value
}
