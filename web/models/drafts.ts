import { type Signal, signal } from '@preact/signals'
import type { Upload } from '../../worker/contract/channel.ts'
import type { DraftInput, SavedDraft } from '../../worker/contract/draft.ts'
import { api, mediaUrl } from '../api/endpoints.ts'
import type { UploadHandle } from '../api/upload.ts'
import { t } from '../texts/index.ts'
import type { ShownMessage } from './message-list.ts'
import { findMessage } from './threads.ts'
import { tell } from './toasts.ts'

/** What the person wants a file to be. A recording is sent as a voice message. */
export type AttachedAs = 'file' | 'sticker' | 'voice'

export interface Attachment {
  key: string
  file: File
  as: AttachedAs
  /** 0 to 1. */
  progress: number
  upload: Upload | null
  error: unknown
  handle: UploadHandle | null
  /** A blob address of a picture, for the composer and the bubble until the real one is there. */
  localUrl: string | null
}

export interface Draft {
  mode: 'reply' | 'note'
  text: string
  note: string
  quote: ShownMessage | null
  /** Titles of reply buttons under the text. */
  buttons: readonly string[]
  attachments: readonly Attachment[]
}

const empty: Draft = { mode: 'reply', text: '', note: '', quote: null, buttons: [], attachments: [] }

interface Kept {
  draft: Signal<Draft>
  /** What the server has, as far as we know; null before it was asked. */
  saved: DraftInput | null
  timer: ReturnType<typeof setTimeout> | undefined
}

/** While somebody writes, what is written is sent at most this often. */
const saveAfterMs = 1_200

/**
 * One draft per conversation. What is written shows at once and is kept at the server, sealed, so that it is there on
 * another device; nothing of it is kept in the browser. A file goes along once it is uploaded.
 */
const drafts = new Map<string, Kept>()

function keptOf(conversationId: string): Kept {
  const present = drafts.get(conversationId)
  if (present) return present
  const created: Kept = { draft: signal(empty), saved: null, timer: undefined }
  drafts.set(conversationId, created)
  return created
}

export const draftOf = (conversationId: string): Signal<Draft> => keptOf(conversationId).draft

export function changeDraft(conversationId: string, changes: Partial<Draft>): void {
  const kept = keptOf(conversationId)
  kept.draft.value = { ...kept.draft.peek(), ...changes }
  if (isSame(wordsOf(kept.draft.peek()), kept.saved ?? wordsOf(empty))) return
  clearTimeout(kept.timer)
  const isNowEmpty = isSame(wordsOf(kept.draft.peek()), wordsOf(empty))
  kept.timer = setTimeout(() => void save(conversationId), isNowEmpty ? 0 : saveAfterMs)
}

/** Fetches what was written on another device; what has been written here meanwhile stays. */
export async function readDraft(conversationId: string): Promise<void> {
  const kept = keptOf(conversationId)
  const before = wordsOf(kept.draft.peek())
  if (!isSame(before, kept.saved ?? wordsOf(empty))) return
  try {
    const { draft: saved } = await api.getDraft(conversationId)
    const quote = saved?.quoteId ? await readQuote(conversationId, saved.quoteId) : null
    if (!isSame(wordsOf(kept.draft.peek()), before)) return
    const read: Draft = saved
      ? { ...saved, quote, attachments: saved.files.map(attachmentOf) }
      : { ...empty, mode: kept.draft.peek().mode }
    kept.saved = wordsOf(read)
    // A conversation opened to answer is not turned to a note by an empty draft.
    if (!isSame(kept.saved, before)) kept.draft.value = read
    if (saved) tellGone(saved.filesGone, saved.quoteId !== null && quote === null)
    if (saved && (saved.filesGone > 0 || saved.quoteId !== kept.saved.quoteId)) await save(conversationId)
  } catch {
    // What is written here is what counts; the next opening asks again.
  }
}

/** null if it is not there any more, or was taken back. */
async function readQuote(conversationId: string, id: string): Promise<ShownMessage | null> {
  const quoted = findMessage(conversationId, id) ?? (await api.readMessages([id])).data[0]
  return quoted && quoted.revokedAt === null ? quoted : null
}

/** A file that another page uploaded: its content is at the server. */
function attachmentOf({ mediaId, filename, as, kind, mimeType, bytes }: SavedDraft['files'][number]): Attachment {
  return {
    key: mediaId,
    file: new File([], filename, { type: mimeType }),
    as,
    progress: 1,
    upload: { id: mediaId, kind, mimeType, bytes },
    error: null,
    handle: null,
    localUrl: as === 'voice' || kind === 'image' || kind === 'sticker' ? mediaUrl(mediaId) : null,
  }
}

function tellGone(files: number, isQuoteGone: boolean): void {
  if (files > 0) tell(t.composer.draftFilesGone(files))
  if (isQuoteGone) tell(t.composer.draftQuoteGone)
}

async function save(conversationId: string): Promise<void> {
  const kept = keptOf(conversationId)
  const words = wordsOf(kept.draft.peek())
  if (Math.max(words.text.length, words.note.length) > savedMax) return
  const before = kept.saved
  kept.saved = words
  try {
    await api.saveDraft(conversationId, words)
  } catch {
    // The next word tries again; until then it is here.
    if (kept.saved === words) kept.saved = before
  }
}

/** Longer ones stay on this page: they are beyond what can be sent anyway. */
const savedMax = 8_000

/** With one message, and in the draft that is kept of it. */
export const filesMax = 10

const wordsOf = ({ mode, text, note, buttons, quote, attachments }: Draft): DraftInput => ({
  mode,
  text,
  note,
  buttons: [...buttons],
  quoteId: quote?.id ?? null,
  files: attachments
    .flatMap(({ upload, file, as }) => (upload ? [{ mediaId: upload.id, filename: shortName(file.name), as }] : []))
    .slice(0, filesMax),
})

const nameMax = 240
/** The end says what kind of file it is. */
const shortName = (name: string) => name.slice(-nameMax) || 'file'

function isSame(a: DraftInput, b: DraftInput): boolean {
  const partsOf = ({ text, note, buttons, quoteId, files }: DraftInput) =>
    JSON.stringify([text, note, buttons, quoteId, files.map(({ mediaId }) => mediaId)])
  const parts = partsOf(a)
  return parts === partsOf(b) && (a.mode === b.mode || parts === partsOf(wordsOf(empty)))
}
