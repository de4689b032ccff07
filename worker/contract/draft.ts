import { z } from 'zod'
import { ButtonTitles } from './canned.ts'
import { Upload } from './channel.ts'
import { FileName, Timestamp, Uuid } from './common.ts'

// What is being written may be longer than what can be sent: the screen says so, and nothing is lost.
const Text = z.string().max(8000)

/** A file that was uploaded and not sent. */
const DraftFile = z.strictObject({
  mediaId: Uuid,
  filename: FileName,
  as: z.enum(['file', 'sticker', 'voice']),
})

/** What a member has written in a conversation and not sent. All empty: nothing is kept. */
export const DraftInput = z.strictObject({
  mode: z.enum(['reply', 'note']),
  text: Text,
  note: Text,
  buttons: ButtonTitles,
  /** The message that is quoted. */
  quoteId: Uuid.nullable().default(null),
  files: z.array(DraftFile).max(10).default([]),
})
export type DraftInput = z.infer<typeof DraftInput>

export const DraftSave = DraftInput.extend({
  basedOn: Timestamp.nullable()
    .optional()
    .describe(
      '`updatedAt` of the draft that this goes on from, null if there was none. If it was changed elsewhere since, nothing is kept and the answer is 409. Without it, the last one wins.',
    ),
})
export type DraftSave = z.infer<typeof DraftSave>
/** `updatedAt` names what is kept now; null: nothing is. */
export const DraftKept = z.object({ updatedAt: Timestamp.nullable() })
export type DraftKept = z.infer<typeof DraftKept>

export const SavedDraft = DraftInput.extend({
  files: z.array(DraftFile.extend(Upload.pick({ kind: true, mimeType: true, bytes: true }).shape)),
  /** How many files of it cannot be sent any more, and are left out. */
  filesGone: z.number().int(),
  updatedAt: Timestamp,
})
export type SavedDraft = z.infer<typeof SavedDraft>
/** `draft` is null while there is none. */
export const DraftAnswer = z.object({ draft: SavedDraft.nullable() })
