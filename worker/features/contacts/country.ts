import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * The country that a customer's number, or else their business-scoped user id (`DE.9001`), belongs to.
 *
 * @param phone Digits of an E.164 number.
 * @returns An ISO 3166 code; null if neither tells.
 */
export function countryOf({ phone, userId }: { phone: string | null; userId: string | null }): string | null {
  const ofPhone = phone ? parsePhoneNumberFromString(`+${phone}`)?.country : undefined
  return ofPhone ?? /^([A-Z]{2})\./.exec(userId ?? '')?.[1] ?? null
}
