import { z } from 'zod'
import { normalisePassword, PASSWORD_MAX } from './password-strength.ts'

/** A UUIDv7 in its usual text form. */
export const Uuid = z.uuid()

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** Up to 100 ids, separated by commas. */
export const UuidList = z.string().regex(new RegExp(`^${uuid}(,${uuid}){0,99}$`), 'Up to 100 ids, separated by commas.')

/**
 * A name that people give: one line, with characters that can be stored and shown. Those that turn the direction of writing until
 * further notice would turn the sentence too in which the name stands; languages that are written from the right need none.
 */
export const NameInput = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'One line of text.')
    .regex(/^[^\u202A-\u202E\u2066-\u2069]*$/, 'Without characters that change the direction of writing.')

const emailMax = 254
/** An e-mail address, no longer than mail servers take. */
export const Email = z.email().max(emailMax)

/** What a person types or pastes for the e-mail address of another: spaces around it are allowed. */
export const EmailInput = z.string().trim().max(emailMax).pipe(Email)

/** The password that somebody has, in the letters that count: its length is theirs too. */
export const PresentPassword = z.string().overwrite(normalisePassword).min(1).max(PASSWORD_MAX)

/** What somebody looks for. Each search says how long the longest is that it could find. */
export const SearchText = (max: number, min = 2) => z.string().trim().min(min).max(max)

/** What a file is called for those who get it, as long as WhatsApp takes. It is never a path of ours. */
export const FileName = z.string().min(1).max(240)

/** An address in the web: nothing that runs, reads files or starts a program. Whether it may be asked is `kit/public-url.ts`. */
export const WebUrl = (max: number) => z.url({ protocol: /^https?$/ }).max(max)

const isZone = (zone: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

/** An IANA name. */
export const TimeZone = z.string().min(1).max(64).refine(isZone, 'A time zone like Europe/Amsterdam.')

/** RFC 3339 in UTC, with milliseconds. */
export const Timestamp = z.iso.datetime()

/** Whether a period does not end before it begins; one that is open at either end does not. */
export const isPeriod = (from: string | undefined, to: string | undefined) =>
  from === undefined || to === undefined || Date.parse(from) <= Date.parse(to)

export const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length

/** Digits of an E.164 number, without the plus. */
export const PhoneDigits = z.string().regex(/^[1-9]\d{4,14}$/, 'Digits of an international number, 5 to 15 of them.')

/** What a person types for a phone number: a plus, spaces, brackets and dashes are allowed. */
export const PhoneInput = z
  .string()
  .max(32)
  .transform((text) => text.replace(/[\s()+.-]/g, ''))
  .pipe(PhoneDigits)

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A page of a keyset list; `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() })

export interface Page<T> {
  data: T[]
  nextCursor: string | null
}
