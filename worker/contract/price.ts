import { z } from 'zod'
import { NameInput, Timestamp } from './common.ts'

/** What WhatsApp charges for one message, from a day on. */
export const Price = z.strictObject({
  /** ISO 3166 of the customer's number; `*` for every other country. */
  country: z.string().regex(/^([A-Z]{2}|\*)$/, 'Two capital letters, or *.'),
  category: z.enum(['utility', 'marketing', 'authentication']),
  validFrom: z.iso.date(),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'Three capital letters.'),
  /** Millionths of the currency's unit. */
  amountMicros: z.number().int().min(0).max(1_000_000_000),
  /** Where the figure comes from. */
  source: NameInput(120),
})
export type Price = z.infer<typeof Price>

/** The whole table: what is not in it is gone. */
export const PriceTable = z.strictObject({
  prices: z
    .array(Price)
    .max(2_000)
    .refine(
      (prices) =>
        new Set(prices.map((one) => `${one.country} ${one.category} ${one.validFrom}`)).size === prices.length,
      'One price for a country, category and day.',
    ),
})

/** What decides about the price of the next free-form reply. */
export const ReplyCost = z.object({
  /** Free-form replies of the number in this calendar month (UTC), counted up to the allowance. */
  used: z.number().int(),
  /** So many cost nothing. */
  allowance: z.number().int(),
  /** Until then everything is free, since the customer came from an ad; null if not. */
  freeUntil: Timestamp.nullable(),
})
export type ReplyCost = z.infer<typeof ReplyCost>
