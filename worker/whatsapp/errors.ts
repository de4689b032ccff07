import type { MetaError } from '../contract/events.ts'
import { isRaw, rawOf, textOf } from './raw.ts'

/** Stands for a code that Meta left out or that is no whole number; Meta's own codes are never negative. */
export const UNREADABLE_CODE = -1

/** One error as Graph or a webhook words it. */
export function readError(error: unknown): MetaError {
  const { code, title, message, error_data, details } = rawOf(error)
  const number = typeof code === 'string' && code !== '' ? Number(code) : code
  return {
    code: Number.isSafeInteger(number) ? (number as number) : UNREADABLE_CODE,
    title: textOf(title) ?? textOf(message) ?? '',
    detail: textOf(rawOf(error_data).details) ?? textOf(details) ?? textOf(message) ?? textOf(title) ?? '',
  }
}

/** `errors[]` of a message, a status or a value; empty when there are none. */
export function readErrors(errors: unknown): MetaError[] {
  return Array.isArray(errors) ? errors.filter(isRaw).map(readError) : []
}
