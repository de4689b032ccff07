import type { Attribute, AttributeValue } from '../../contract/contact.ts'

/** Why a value does not fit, in words for a person; null if it does. */
export function findMisfit({ kind, options }: Attribute, value: AttributeValue): string | null {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? null : 'Some text.'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'A number.'
    case 'date':
      return typeof value === 'string' && isDate(value) ? null : 'A date like 2026-12-31.'
    case 'list':
      return typeof value === 'string' && options.includes(value) ? null : 'One of the options.'
    case 'checkbox':
      return typeof value === 'boolean' ? null : 'Yes or no.'
    case 'link':
      return typeof value === 'string' && isLink(value) ? null : 'A link that begins with https:// or http://.'
  }
}

function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function isLink(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

/** A value as blind indexes see it: equal whatever the case and the spaces around. */
export const normaliseValue = (value: AttributeValue): string => String(value).trim().normalize('NFC').toLowerCase()
