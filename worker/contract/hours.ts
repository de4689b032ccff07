import { z } from 'zod'
import { NameInput, Timestamp, TimeZone } from './common.ts'
import { fillVariables, variablesOf } from './variables.ts'

/** The languages in which a text can say when the team is back. */
export const hoursLanguages = ['en', 'nl', 'es', 'pt'] as const
/** What greetings and away messages can say of the customer and of the hours. */
export const automaticVariables = ['contact.first_name', 'hours.opening'] as const

const DAY_MINUTES = 1440

/** Minutes of the day by the tenant's clock; `to` is not part of it, and 1440 is midnight. */
const OpenSpan = z
  .strictObject({
    from: z
      .number()
      .int()
      .min(0)
      .max(DAY_MINUTES - 1),
    to: z.number().int().min(1).max(DAY_MINUTES),
  })
  .refine(({ from, to }) => from < to, { message: 'The end comes after the beginning.', path: ['to'] })
export type OpenSpan = z.infer<typeof OpenSpan>

const OpenDay = z
  .array(OpenSpan)
  .max(6)
  .refine(
    (spans) => spans.every(({ from }, at) => from >= (spans[at - 1]?.to ?? 0)),
    'Earliest first, without overlap.',
  )

export const Holiday = z.strictObject({ date: z.iso.date(), name: NameInput(80) })
export type Holiday = z.infer<typeof Holiday>

const names: readonly string[] = automaticVariables
/** What a customer without a name would see in braces. */
const isOpen = (text: string) => fillVariables(text, { 'hours.opening': '09:00' }).includes('{{')

/** A text that goes out by itself. */
const AutomaticText = z
  .strictObject({
    on: z.boolean(),
    text: z
      .string()
      .trim()
      .max(1024)
      .refine((text) => variablesOf(text).every(({ name }) => names.includes(name)), `Only ${names.join(', ')}.`)
      .refine(
        (text) => !isOpen(text),
        'Say what stands there for customers without a name: {{contact.first_name|there}}.',
      ),
  })
  .refine(({ on, text }) => !on || text !== '', { message: 'Write what customers are to be told.', path: ['text'] })
export type AutomaticText = z.infer<typeof AutomaticText>

export const NewBusinessHours = z.strictObject({
  zone: TimeZone,
  week: z
    .array(OpenDay)
    .min(7)
    .max(7)
    .refine((days) => days.some((spans) => spans.length > 0), 'Open on at least one day.')
    .describe('Monday first; a day without spans is closed'),
  holidays: z
    .array(Holiday)
    .max(100)
    .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'Each date once.')
    .describe('Closed all day'),
  language: z.enum(hoursLanguages).describe('In which the opening is written'),
  greeting: AutomaticText.describe('Sent once when a customer begins a conversation within the hours'),
  away: AutomaticText.describe('Sent once in each closed period to a customer who writes in it'),
})
export type NewBusinessHours = z.infer<typeof NewBusinessHours>

export const BusinessHours = NewBusinessHours.extend({
  isOpen: z.boolean(),
  opensAt: Timestamp.nullable().describe('null: it is open now'),
  changedAt: Timestamp.nullable().describe('null: never set, and so open at any time'),
})
export type BusinessHours = z.infer<typeof BusinessHours>
