import { signal } from '@preact/signals'

/** The conversations that are ticked in the list. */
export const selection = signal<ReadonlySet<string>>(new Set())

/** The button of the bar over the list that does this to all that is ticked, for the keys that press it. */
export const selectionButton = (verb: string): string => `selection-${verb}`

/** As many as one change may name. */
export const selectedMax = 100

let lastTicked: string | null = null

export function toggleSelected(id: string): void {
  const next = new Set(selection.peek())
  if (!next.delete(id) && next.size < selectedMax) next.add(id)
  lastTicked = id
  selection.value = next
}

/** Ticks everything from the row that was ticked last to this one. */
export function selectTo(id: string, ids: readonly string[]): void {
  const from = ids.indexOf(lastTicked ?? id)
  const to = ids.indexOf(id)
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  const all = new Set([...selection.peek(), ...(from === -1 ? [id] : range)])
  selection.value = new Set([...all].slice(0, selectedMax))
  lastTicked = id
}

export function clearSelection(): void {
  if (selection.peek().size > 0) selection.value = new Set()
  lastTicked = null
}
