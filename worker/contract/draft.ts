import { z } from 'zod'
import { ButtonTitles } from './canned.ts'
import { Timestamp } from './common.ts'

// What is being written may be longer than what can be sent: the screen says so, and nothing is lost.
const Text = z.string().max(8000)

/** What a member has written in a conversation and not sent. All empty: nothing is kept. */
export const DraftInput = z.strictObject({
  mode: z.enum(['reply', 'note']),
  text: Text,
  note: Text,
  buttons: ButtonTitles,
})
export type DraftInput = z.infer<typeof DraftInput>
export const SavedDraft = DraftInput.extend({ updatedAt: Timestamp })
export type SavedDraft = z.infer<typeof SavedDraft>
/** `draft` is null while there is none. */
export const DraftAnswer = z.object({ draft: SavedDraft.nullable() })
