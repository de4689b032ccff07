import { z } from 'zod'
import { Uuid } from './common.ts'
import { NewAssignee, NewPriority, NewSnooze } from './conversation.ts'

const bare = <T extends string>(type: T) => z.strictObject({ type: z.literal(type) })
const Labels = z.array(Uuid).max(20).default([])

/** What can be done to many conversations at once. */
export const BulkAction = z.discriminatedUnion('type', [
  NewAssignee.extend({ type: z.literal('assign') }),
  bare('close'),
  bare('reopen'),
  NewSnooze.extend({ type: z.literal('snooze') }),
  NewPriority.extend({ type: z.literal('priority') }),
  z
    .strictObject({ type: z.literal('label'), add: Labels, remove: Labels })
    .refine(({ add, remove }) => !add.some((id) => remove.includes(id)), {
      message: 'A label is either added or removed.',
      path: ['remove'],
    }),
  bare('read'),
])
export type BulkAction = z.infer<typeof BulkAction>

export const BulkInput = z.strictObject({ ids: z.array(Uuid).min(1).max(100), action: BulkAction })
export type BulkInput = z.infer<typeof BulkInput>

/** `refused`: a rule says no, as for snoozing what is closed. `not_found`: not there, or not yours. */
export const BulkOutcome = z.enum(['changed', 'unchanged', 'refused', 'not_found'])
export type BulkOutcome = z.infer<typeof BulkOutcome>

export const BulkResult = z.object({
  data: z.array(z.object({ id: Uuid, outcome: BulkOutcome })),
  bulkId: Uuid.nullable().describe('What undoes it, for a minute; null if nothing changed'),
})
export type BulkResult = z.infer<typeof BulkResult>
