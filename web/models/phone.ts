import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { countryName } from './country-name.ts'

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
  const country = parsed.country ? countryName(parsed.country) : ''
  return { e164: parsed.number, formatted: parsed.formatInternational(), country }
}

export const countryCodes = (): string[] => getCountries()

/** ISO code of the country that a number belongs to; null if it is not known. */
export function countryOf(phone: string | null): string | null {
  return (phone && parsePhoneNumberFromString(phone)?.country) || null
}
