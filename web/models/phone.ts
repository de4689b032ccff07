import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { locale } from '../texts/language.ts'

const regions = new Intl.DisplayNames([locale], { type: 'region' })

export interface ParsedPhone {
  /** E.164, with the plus. */
  e164: string
  formatted: string
  country: string
}

export function formatPhone(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone
}

/** Reads what a person typed as a full international number; null if it is not one. */
export function parsePhone(input: string): ParsedPhone | null {
  const trimmed = input.trim()
  const parsed = parsePhoneNumberFromString(trimmed.startsWith('+') ? trimmed : `+${trimmed.replace(/^00/, '')}`)
  if (!parsed?.isPossible()) return null
  const country = parsed.country ? (regions.of(parsed.country) ?? parsed.country) : ''
  return { e164: parsed.number, formatted: parsed.formatInternational(), country }
}
