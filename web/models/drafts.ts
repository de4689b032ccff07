import { type Signal, signal } from '@preact/signals'
import type { Upload } from '../../worker/contract/channel.ts'
import type { DraftInput, SavedDraft } from '../../worker/contract/draft.ts'
import { messageLimits } from '../../worker/contract/message-limits.ts'
import { api, mediaUrl } from '../api/endpoints.ts'
import { ApiError } from '../api/problem.ts'
import type { UploadHandle } from '../api/upload.ts'
import { t } from '../texts/index.ts'
import type { ShownMessage } from './message-list.ts'
import { findMessage, loadedThread } from './threads.ts'
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
  /** What the server has, as far as we know. */
  saved: DraftInput
  /** What it calls that; null: nothing, or it was not asked yet. */
  updatedAt: string | null
  /** Sent to it without an answer: it may have come through. */
  unanswered: DraftInput | null
  timer: ReturnType<typeof setTimeout> | undefined
  /** Its reads and saves follow each other. */
  turn: Promise<void>
}

/** While somebody writes, what is written is sent at most this often. */
const saveAfterMs = 1_200
/** One that is not answered holds up the next ones no longer than this. */
const patience = () => AbortSignal.timeout(15_000)

/**
 * One draft per conversation. What is written shows at once and is kept at the server, sealed, so that it is there on
 * another device; nothing of it is kept in the browser. A file goes along once it is uploaded.
 */
const drafts = new Map<string, Kept>()

function keptOf(conversationId: string): Kept {
  const present = drafts.get(conversationId)
  if (present) return present
  const created: Kept = {
    ...{ draft: signal(empty), saved: wordsOf(empty), updatedAt: null, unanswered: null },
    ...{ timer: undefined, turn: Promise.resolve() },
  }
  drafts.set(conversationId, created)
  return created
}

export const draftOf = (conversationId: string): Signal<Draft> => keptOf(conversationId).draft

export function changeDraft(conversationId: string, changes: Partial<Draft>): void {
  const kept = keptOf(conversationId)
  kept.draft.value = { ...kept.draft.peek(), ...changes }
  saveSoon(conversationId, kept)
}

function saveSoon(conversationId: string, kept: Kept): void {
  const words = wordsOf(kept.draft.peek())
  if (isSame(words, kept.saved)) return
  clearTimeout(kept.timer)
  const isNowEmpty = isSame(words, wordsOf(empty))
  kept.timer = setTimeout(() => void inTurn(conversationId, save), isNowEmpty ? 0 : saveAfterMs)
}

function inTurn(conversationId: string, work: (conversationId: string, kept: Kept) => Promise<void>): Promise<void> {
  const kept = keptOf(conversationId)
  kept.turn = kept.turn.then(() => work(conversationId, kept))
  return kept.turn
}

/** Fetches what was written on another device; what has been written here meanwhile stays. */
export const readDraft = (conversationId: string): Promise<void> => inTurn(conversationId, read)

/** The server has another draft now; this window may be the one that saved it. */
export const followDraft = (conversationId: string, updatedAt: string | null): Promise<void> =>
  inTurn(conversationId, async (_, kept) => {
    if (updatedAt !== kept.updatedAt) await read(conversationId, kept)
  })

async function read(conversationId: string, kept: Kept): Promise<void> {
  if (isWrittenIn(kept)) return
  try {
    const found = await fetchDraft(conversationId, kept)
    if (isWrittenIn(kept)) return
    // A conversation opened to answer is not turned to a note by an empty draft.
    if (!isSame(wordsOf(found.draft), kept.saved)) kept.draft.value = found.draft
    note(kept, found)
    if (found.isLess) await put(conversationId, kept)
  } catch {
    // What is written here is what counts; the next opening asks again.
  }
}

/** Something is here that the server does not have, be it a file on its way. */
const isWrittenIn = ({ draft, saved }: Kept): boolean =>
  !isSame(wordsOf(draft.peek()), saved) || draft.peek().attachments.some(({ upload }) => upload === null)

interface Found {
  draft: Draft
  updatedAt: string | null
  /** Something of it is gone. */
  isLess: boolean
}

async function fetchDraft(conversationId: string, kept: Kept): Promise<Found> {
  const { draft: saved } = await api.getDraft(conversationId, patience())
  if (!saved) return { draft: { ...empty, mode: kept.draft.peek().mode }, updatedAt: null, isLess: false }
  const { quoteId, files, filesGone, updatedAt, ...words } = saved
  const quote = quoteId ? await readQuote(conversationId, quoteId) : null
  const isQuoteGone = quoteId !== null && quote === null
  tellGone(filesGone, isQuoteGone)
  const draft = { ...words, quote, attachments: files.map(attachmentOf) }
  return { draft, updatedAt, isLess: filesGone > 0 || isQuoteGone }
}

function note(kept: Kept, { draft, updatedAt }: Found): void {
  kept.saved = wordsOf(draft)
  kept.updatedAt = updatedAt
  kept.unanswered = null
}

/** Keeps what is quoted as it reads now, and quotes no more what was taken back meanwhile. Follows the thread. */
export function followQuote(conversationId: string): void {
  const { quote } = draftOf(conversationId).value
  const now = quote && loadedThread(conversationId)?.messages.value.find(({ id }) => id === quote.id)
  if (!now || now === quote) return
  const isGone = now.revokedAt !== null
  changeDraft(conversationId, { quote: isGone ? null : now })
  tellGone(0, isGone)
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

async function save(conversationId: string, kept: Kept): Promise<void> {
  if (!isSame(wordsOf(kept.draft.peek()), kept.saved)) await put(conversationId, kept)
}

async function put(conversationId: string, kept: Kept): Promise<void> {
  const words = wordsOf(kept.draft.peek())
  if (isBeyondKeeping(words)) return
  try {
    const { updatedAt } = await api.saveDraft(conversationId, { ...words, basedOn: kept.updatedAt }, patience())
    kept.saved = words
    kept.updatedAt = updatedAt
    kept.unanswered = null
    saveSoon(conversationId, kept)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'DRAFT_CHANGED') return keepBoth(conversationId, kept)
    // The next word tries again; until then it is here.
    kept.unanswered = words
  }
}

/** It was written in elsewhere too: the draft becomes what both make together. */
async function keepBoth(conversationId: string, kept: Kept): Promise<void> {
  try {
    const found = await fetchDraft(conversationId, kept)
    const [mine, theirs] = [kept.draft.peek(), wordsOf(found.draft)]
    const isOurs = kept.unanswered !== null && isSame(kept.unanswered, theirs)
    const both = joined(mine, found.draft, isOurs ? theirs : kept.saved)
    note(kept, found)
    changeDraft(conversationId, both)
    const isOneOfThem = [wordsOf(mine), theirs].some((one) => isSame(one, wordsOf(both)))
    if (!isOneOfThem && !isSame(wordsOf(mine), wordsOf(empty))) tell(t.composer.draftJoined)
  } catch {
    // The next word tries again.
  }
}

/** What is written here, then what was written elsewhere; what only one of them changed is as that one has it. */
function joined(mine: Draft, theirs: Draft, base: DraftInput): Draft {
  const isIn = (files: readonly { mediaId: string }[]) => (one: Attachment) =>
    files.some(({ mediaId }) => mediaId === one.upload?.id)
  const [isTheirs, isMine, wasThere] = [wordsOf(theirs).files, wordsOf(mine).files, base.files].map(isIn)
  const titles = joinedButtons(mine.buttons, theirs.buttons, base.buttons)
  const { replyButtons: max } = messageLimits
  return {
    mode: mine.mode,
    text: [joinedText(mine.text, theirs.text, base.text), ...titles.slice(max)].join('\n'),
    note: joinedText(mine.note, theirs.note, base.note),
    quote: (mine.quote?.id ?? null) === base.quoteId ? theirs.quote : mine.quote,
    buttons: titles.slice(0, max),
    attachments: [
      ...mine.attachments.filter((one) => isTheirs?.(one) || !wasThere?.(one)),
      ...theirs.attachments.filter((one) => !isMine?.(one) && !wasThere?.(one)),
    ],
  }
}

function joinedText(mine: string, theirs: string, base: string): string {
  if (mine === base) return theirs
  if (theirs === base || mine.startsWith(theirs)) return mine
  // Sent from here while they went on: what they added is left.
  const added = theirs.startsWith(base) ? theirs.slice(base.length) : ''
  if (mine === '' && /^\s/.test(added)) return added.trimStart()
  return theirs.startsWith(mine) ? theirs : `${mine}\n\n${theirs}`
}

function joinedButtons(mine: readonly string[], theirs: readonly string[], base: readonly string[]): readonly string[] {
  const same = (one: readonly string[]) => JSON.stringify(one) === JSON.stringify(base)
  if (same(mine)) return theirs
  return same(theirs) ? mine : [...new Set([...mine, ...theirs])]
}

const savedMax = 8_000
/** Stays on this page only: it is longer than what can be sent anyway. */
export const isBeyondKeeping = ({ text, note }: Pick<Draft, 'text' | 'note'>): boolean =>
  Math.max(text.length, note.length) > savedMax

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
