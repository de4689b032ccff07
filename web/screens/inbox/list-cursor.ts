import { signal } from '@preact/signals'
import { list, placeOf, selectedId } from '../../models/inbox.ts'
import { go } from '../../models/place.ts'

/** A row that the keys want the focus on, until it is there. */
export const wantedRow = signal<string | null>(null)
/** The ids as they are listed now, for the keys. */
export const rowIds: { current: readonly string[] } = { current: [] }

let lastFocused: string | null = null

export function noteFocus(id: string): void {
  lastFocused = id
}

/** The row that the focus is on, if it is on one. */
export const focusedRow = (): string | null => document.activeElement?.getAttribute('data-row') ?? null

/** Goes back to the list, with the focus on the conversation that was open. */
export function leaveThread(): void {
  const left = selectedId.peek()
  go(placeOf(null))
  if (left !== null && rowIds.current.includes(left)) wantedRow.value = left
}

/** Moves by one row from where the focus last was, else from the open conversation, else to the top. */
export function moveCursor(step: 1 | -1, openId: string | null): void {
  const ids = rowIds.current
  const focused = focusedRow() ?? lastFocused
  const from = Math.max(ids.indexOf(focused ?? ''), focused === null ? ids.indexOf(openId ?? '') : -1)
  const to = from === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, from + step))
  wantRow(ids[to] ?? null)
}

/** Goes to this row or, where it has left the list, to the next that stayed, else to the last before it. */
export function focusNear(id: string, before: readonly string[]): void {
  const at = before.indexOf(id)
  const stayed = new Set(list.peek().ids)
  const isThere = (each: string) => stayed.has(each)
  wantRow(before.slice(at).find(isThere) ?? before.slice(0, at).findLast(isThere) ?? null)
}

function wantRow(id: string | null): void {
  wantedRow.value = id
  // At once where it is drawn already: the next key may come before the next frame, and means this row.
  document.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true })
}
