import { locale } from '../texts/language.ts'

const regions = new Intl.DisplayNames([locale], { type: 'region' })

/** A country's name, from its ISO code. */
export const countryName = (code: string): string => regions.of(code) ?? code
