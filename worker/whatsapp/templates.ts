import type { TemplateComponent } from '../contract/new-message.ts'
import type { FieldError } from '../contract/problem.ts'
import { isRaw, type Raw, textOf } from './raw.ts'

/** A component as Graph lists it. */
type Approved = { type: string }

const VARIABLE = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g
const mediaFormats = ['IMAGE', 'VIDEO', 'DOCUMENT']
const knownParts = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS']

/** The variables of a text in order of first appearance: `['1', '2']` or `['name', 'order']`. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name ?? ''))]
}

/**
 * Whether the values fit the approved template, in the words of a form. Graph would refuse what is found here with
 * 132000, 132012 or 132018.
 *
 * @param components The template as Graph lists it.
 * @param given The values of a message.
 * @returns Empty when it can be sent. Paths are relative to the template of the message.
 */
export function checkTemplateParameters(
  components: readonly Approved[],
  given: readonly TemplateComponent[] = [],
): FieldError[] {
  const unsendable = findUnsendablePart(components)
  if (unsendable) return [{ path: 'components', message: unsendable }]
  return [
    ...checkHeader(partOf(components, 'HEADER'), given),
    ...checkTexts('body', variablesOf(textIn(partOf(components, 'BODY'))), given),
    ...checkButtons(buttonsOf(components), given),
    ...checkDuplicates(given),
    ...given.flatMap(checkLayout),
  ]
}

/** Why a template cannot be sent from here whatever the values are, in words; null if it can. */
export function findUnsendablePart(components: readonly Approved[]): string | null {
  const other = components.find(({ type }) => !knownParts.includes(type.toUpperCase()))
  if (other) return `Templates with ${other.type.toLowerCase().replaceAll('_', ' ')} cannot be sent here.`
  const format = headerFormat(partOf(components, 'HEADER'))
  if (format !== 'TEXT' && !mediaFormats.includes(format))
    return `A ${format.toLowerCase()} header cannot be sent here.`
  return null
}

export type TemplatePreview = { header: string; body: string; footer: string; buttons: string[] }

/** The text that the customer sees. A variable without a value stays as it is written; a file's header is empty. */
export function renderTemplate(
  components: readonly Approved[],
  given: readonly TemplateComponent[] = [],
): TemplatePreview {
  return {
    header: fill(textIn(partOf(components, 'HEADER')), textsOf(given, 'header')),
    body: fill(textIn(partOf(components, 'BODY')), textsOf(given, 'body')),
    footer: textIn(partOf(components, 'FOOTER')),
    buttons: buttonsOf(components).map((button) => textOf(button.text) ?? 'Copy code'),
  }
}

function checkHeader(header: Raw, given: readonly TemplateComponent[]): FieldError[] {
  const format = headerFormat(header)
  if (format === 'TEXT') return checkTexts('header', variablesOf(textIn(header)), given)
  const { index, parameters } = find(given, 'header')
  const [parameter] = parameters
  if (parameter?.type === format.toLowerCase()) return []
  const path = index < 0 ? 'components' : `components.${index}.parameters`
  return [{ path, message: `The header needs a file: ${format.toLowerCase()}.` }]
}

function checkTexts(type: 'header' | 'body', names: string[], given: readonly TemplateComponent[]): FieldError[] {
  const { index, parameters } = find(given, type)
  const path = index < 0 ? 'components' : `components.${index}.parameters`
  if (parameters.length !== names.length) {
    return [{ path, message: `The ${type} has ${names.length} variables, ${parameters.length} values were given.` }]
  }
  const isNamed = names.some((name) => !/^\d+$/.test(name))
  return parameters.flatMap((parameter, at) => {
    const here = `${path}.${at}`
    if (parameter.type !== 'text') return [{ path: here, message: 'This variable takes a text.' }]
    const name = parameter.parameter_name
    if (!isNamed)
      return name === undefined ? [] : [{ path: here, message: 'The variables of this template have no names.' }]
    const repeated = parameters.findIndex((each) => 'parameter_name' in each && each.parameter_name === name) !== at
    if (name === undefined || !names.includes(name) || repeated) {
      return [{ path: here, message: `Name one of the variables: ${names.join(', ')}.` }]
    }
    return []
  })
}

/** What a button needs: a URL with a variable its value, a code to copy the code. */
function checkButtons(buttons: Raw[], given: readonly TemplateComponent[]): FieldError[] {
  const missing = buttons.flatMap((button, at) => {
    const wanted = neededBy(button)
    const found = given.some(
      (each) => each.type === 'button' && each.index === String(at) && each.parameters.length > 0,
    )
    return wanted && !found ? [{ path: 'components', message: `Button ${at + 1} needs a value.` }] : []
  })
  const wrong = given.flatMap((each, index) => {
    if (each.type !== 'button') return []
    const button = buttons[Number(each.index)]
    const path = `components.${index}`
    if (!button) return [{ path, message: 'The template has no such button.' }]
    const wanted = neededBy(button) ?? (button.type === 'QUICK_REPLY' ? 'quick_reply' : null)
    if (each.sub_type !== wanted) return [{ path, message: 'This button takes no such value.' }]
    const type = { url: 'text', copy_code: 'coupon_code', quick_reply: 'payload' }[wanted]
    return each.parameters.every((parameter) => parameter.type === type)
      ? []
      : [{ path, message: `It takes a ${type}.` }]
  })
  return [...missing, ...wrong]
}

function neededBy({ type, url }: Raw): 'url' | 'copy_code' | null {
  if (type === 'COPY_CODE') return 'copy_code'
  // The button of a one-time code is sent like a URL with the code in it.
  if (type === 'OTP') return 'url'
  return type === 'URL' && variablesOf(textOf(url) ?? '').length > 0 ? 'url' : null
}

function checkDuplicates(given: readonly TemplateComponent[]): FieldError[] {
  const keys = given.map((each) => (each.type === 'button' ? `button ${each.index}` : each.type))
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index ? [] : [{ path: `components.${index}`, message: `The ${key} is given twice.` }],
  )
}

/** WhatsApp takes no line breaks, tabs or long gaps inside a value. */
function checkLayout({ parameters }: TemplateComponent, index: number): FieldError[] {
  return parameters.flatMap((parameter, at) =>
    parameter.type === 'text' && /[\n\r\t]| {5}/.test(parameter.text)
      ? [
          {
            path: `components.${index}.parameters.${at}`,
            message: 'No line breaks, tabs or more than 4 spaces in a row.',
          },
        ]
      : [],
  )
}

function find(given: readonly TemplateComponent[], type: 'header' | 'body') {
  const index = given.findIndex((each) => each.type === type)
  return { index, parameters: given[index]?.parameters ?? [] }
}

function textsOf(given: readonly TemplateComponent[], type: 'header' | 'body'): Map<string, string> {
  const texts = find(given, type).parameters.flatMap((parameter, at) =>
    parameter.type === 'text' ? [[parameter.parameter_name ?? String(at + 1), parameter.text] as const] : [],
  )
  return new Map(texts)
}

/** In one pass: a value that looks like a variable is not filled in again. */
const fill = (text: string, values: ReadonlyMap<string, string>) =>
  text.replace(VARIABLE, (whole, name: string) => values.get(name) ?? whole)

const partOf = (components: readonly Approved[], type: string): Raw =>
  components.find((each) => each.type.toUpperCase() === type) ?? {}

const headerFormat = (header: Raw) => String(header.format ?? 'TEXT').toUpperCase()

const textIn = (part: Raw) => textOf(part.text) ?? ''

function buttonsOf(components: readonly Approved[]): Raw[] {
  const { buttons } = partOf(components, 'BUTTONS')
  return Array.isArray(buttons) ? buttons.filter(isRaw) : []
}
