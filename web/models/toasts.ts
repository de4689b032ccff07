import { signal } from '@preact/signals'
import { ApiError } from '../api/problem.ts'
import { t } from '../texts/index.ts'
import { language } from '../texts/language.ts'

export interface Toast {
  id: number
  kind: 'error' | 'info'
  title: string
  detail: string
  requestId: string | null
  action: { label: string; run: () => void } | null
}

const shownMs = { error: 12_000, info: 6_000 }
/** What can be undone can be for this long. */
const undoableMs = 10_000
let nextId = 1

export const toasts = signal<readonly Toast[]>([])

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(toast: Omit<Toast, 'id'>, ms = toast.action ? undoableMs : shownMs[toast.kind]): number {
  const id = nextId++
  toasts.value = [...toasts.value.slice(-2), { ...toast, id }]
  setTimeout(() => dismissToast(id), ms)
  return id
}

/** @returns Its id, for what takes it back before its time is over. */
export function tell(title: string, action: Toast['action'] = null, detail = '', ms?: number): number {
  return show({ kind: 'info', title, detail, requestId: null, action }, ms)
}

/** Says what failed, why, and under which request id. */
export function tellError(title: string, error: unknown): void {
  show({ kind: 'error', title, detail: reasonOf(error), requestId: requestIdOf(error), action: null })
}

/** Why something failed, in words for a person. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t.errors.unknown
  if (error.offline) return t.errors.offline
  if (error.status >= 500) return t.errors.server
  const said = error.fields[0]?.message ?? error.message
  // The server says it in English, with the facts of the case; an answer without a request id is our own sentence.
  if (language === 'en' || error.requestId === null) return said || t.errors.unknown
  const ours = wordsFor(error.code)
  return ours === undefined || withFacts.has(error.code) ? [ours, said].filter(Boolean).join(' ') : ours
}

/** What these refuse is told by nothing but the server's own sentence. */
const withFacts = new Set(['INVALID_REQUEST', 'PROVIDER_REFUSED', 'IN_USE'])

const wordsFor = (code: string): string | undefined => (t.problems as Partial<Record<string, string>>)[code]

export function requestIdOf(error: unknown): string | null {
  return error instanceof ApiError ? error.requestId : null
}
