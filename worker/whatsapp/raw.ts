/** A JSON object that nobody has checked yet. */
export type Raw = Record<string, unknown>

/** Wider than E.164: who wrote to us is Meta's word, and a message is not refused over an odd number. */
const PHONE = /^\d{1,20}$/
const FORMATTING = /[\s()+.-]/g
/** The last second of the year 9999: a larger number is taken for milliseconds. */
const LAST_SECOND = 253_402_300_799

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; an empty one when it is something else. */
export const rawOf = (value: unknown): Raw => (isRaw(value) ? value : {})

/** A non-empty text; Meta writes some ids as numbers. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

/** A phone number as digits with country code, else undefined (a group's id, a placeholder). */
export function phoneOf(value: unknown): string | undefined {
  const text = textOf(value)
  if (text === undefined || PHONE.test(text)) return text
  const digits = text.length <= 32 ? text.replace(FORMATTING, '') : ''
  return PHONE.test(digits) ? digits : undefined
}

/**
 * Unix seconds, as text or number, as epoch milliseconds.
 *
 * @returns null when it is no time.
 */
export function timeMsOf(value: unknown): number | null {
  const seconds = typeof value === 'string' && value.length <= 16 ? Number(value) : value
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > LAST_SECOND * 1000) return null
  return Math.trunc(seconds > LAST_SECOND ? seconds : seconds * 1000)
}

/** The object without its undefined values: an absent key and an undefined one are different shapes for zod. */
export function defined<T extends Raw>(object: { [K in keyof T]: T[K] | undefined }): T {
  for (const key in object) if (object[key] === undefined) delete object[key]
  return object as T
}
