import { type Signal, signal } from '@preact/signals'
import type { Upload } from '../../worker/contract/channel.ts'
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
  attachments: readonly Attachment[]
}

/** One draft per conversation. Memory only: what is written to customers is never kept in the browser. */
const drafts = new Map<string, Signal<Draft>>()

export function draftOf(conversationId: string): Signal<Draft> {
  const present = drafts.get(conversationId)
  if (present) return present
  const created = signal<Draft>({ mode: 'reply', text: '', note: '', quote: null, attachments: [] })
  drafts.set(conversationId, created)
  return created
}

export function changeDraft(conversationId: string, changes: Partial<Draft>): void {
  const draft = draftOf(conversationId)
  draft.value = { ...draft.peek(), ...changes }
}
