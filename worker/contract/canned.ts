import { z } from 'zod'
import { isUnique, Timestamp, Uuid } from './common.ts'
import { messageLimits as max } from './message-limits.ts'
import { type VariableProblem, variableProblem } from './variables.ts'

const Shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}_-]{1,32}$/u, 'Up to 32 letters, digits, - and _.')
const Body = z
  .string()
  .trim()
  .min(1)
  .max(max.textBody)
  .superRefine((text, context) => {
    const problem = variableProblem(text)
    if (problem) context.addIssue({ code: 'custom', message: wordsOf(problem) })
  })

function wordsOf({ kind, part }: VariableProblem): string {
  return kind === 'unknown'
    ? `There is no variable “${part}”.`
    : `“${part}” is no variable. One with a fallback is written {{contact.first_name|there}}.`
}

export const ButtonTitles = z
  .array(z.string().trim().min(1).max(max.replyButtonTitle))
  .max(max.replyButtons)
  .refine(isUnique, 'Every button says something else.')
const FileIds = z.array(Uuid).max(5)

/** A reply that is written once and used often. Its text may hold variables: `{{contact.first_name|there}}`. */
export const CannedResponse = z.object({
  id: Uuid,
  /** Everybody of the team has it; else only the one who made it. */
  shared: z.boolean(),
  /** What is typed after the slash. */
  shortcut: z.string(),
  body: z.string(),
  /** Titles of reply buttons under the text. */
  buttons: z.array(z.string()),
  files: z.array(z.object({ id: Uuid, filename: z.string(), mimeType: z.string(), bytes: z.number().int() })),
  updatedAt: Timestamp,
})
export type CannedResponse = z.infer<typeof CannedResponse>

export const NewCannedResponse = z.strictObject({
  shared: z.boolean(),
  shortcut: Shortcut,
  body: Body,
  buttons: ButtonTitles.default([]),
  fileIds: FileIds.default([]),
})
export type NewCannedResponse = z.infer<typeof NewCannedResponse>

export const CannedResponseChanges = z.strictObject({
  shared: z.boolean().optional(),
  shortcut: Shortcut.optional(),
  body: Body.optional(),
  buttons: ButtonTitles.optional(),
  fileIds: FileIds.optional(),
})
export type CannedResponseChanges = z.infer<typeof CannedResponseChanges>
