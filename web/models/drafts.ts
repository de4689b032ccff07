import { type Signal, signal } from '@preact/signals'
import type { Upload } from '../../worker/contract/channel.ts'
import type { DraftInput } from '../../worker/contract/draft.ts'
import { api } from '../api/endpoints.ts'
import type { UploadHandle } from '../api/upload.ts'
import type { ShownMessage } from './message-list.ts'

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
 * another device; nothing of it is kept in the browser. Quotes and files stay in this page.
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
    const { draft } = await api.getDraft(conversationId)
    if (!isSame(wordsOf(kept.draft.peek()), before)) return
    const { updatedAt: _at, ...saved } = draft ?? { ...wordsOf(empty), updatedAt: '' }
    kept.saved = saved
    // A conversation opened to answer is not turned to a note by an empty draft.
    if (!isSame(saved, before)) kept.draft.value = { ...kept.draft.peek(), ...saved }
  } catch {
    // What is written here is what counts; the next opening asks again.
  }
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

const wordsOf = ({ mode, text, note, buttons }: Draft): DraftInput => ({ mode, text, note, buttons: [...buttons] })

function isSame(a: DraftInput, b: DraftInput): boolean {
  const isEmpty = ({ text, note, buttons }: DraftInput) => text === '' && note === '' && buttons.length === 0
  if (isEmpty(a) && isEmpty(b)) return true
  return a.mode === b.mode && a.text === b.text && a.note === b.note && a.buttons.join('\n') === b.buttons.join('\n')
}
