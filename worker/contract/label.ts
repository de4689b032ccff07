import { z } from 'zod'
import { NameInput, Uuid } from './common.ts'
import { labelColors } from './label-colors.ts'

export const LabelColor = z.enum(labelColors)

export const Label = z.object({ id: Uuid, name: z.string(), color: LabelColor })
export type Label = z.infer<typeof Label>

/** A label with how much it is used, as far as the person sees it. */
export const LabelDetail = Label.extend({ conversations: z.number().int(), contacts: z.number().int() })
export type LabelDetail = z.infer<typeof LabelDetail>

export const NewLabel = z.strictObject({ name: NameInput(40), color: LabelColor })
export type NewLabel = z.infer<typeof NewLabel>

export const LabelChanges = NewLabel.partial()
export type LabelChanges = z.infer<typeof LabelChanges>

export const LabelSet = z.strictObject({
  labelIds: z
    .array(Uuid)
    .max(20)
    .transform((ids) => [...new Set(ids)]),
})
export type LabelSet = z.infer<typeof LabelSet>

/** A label worth offering: it stands on this customer already, or the person used it lately. */
export const LabelSuggestion = z.object({ labelId: Uuid, because: z.enum(['customer', 'recent']) })
export type LabelSuggestion = z.infer<typeof LabelSuggestion>
