import { useEffect } from 'preact/hooks'
import { toggleClosed } from '../../models/actions.ts'
import { changeDraft } from '../../models/drafts.ts'
import { placeOf, selectedId } from '../../models/inbox.ts'
import { go } from '../../models/place.ts'
import { isThreadCovered, uncoverThread } from '../../models/preferences.ts'
import { clearSearch, searchedFor } from '../../models/search.ts'
import { clearSelection, selection, toggleSelected } from '../../models/selection.ts'
import { can } from '../../models/session.ts'
import { isBusy } from '../../ui/keys.ts'
import { focusedRow, moveCursor } from './list-cursor.ts'

const focusSoon = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus())

/** What each single key does; letters do nothing while somebody is typing. */
const keys: Record<string, (id: string | null) => void> = {
  j: (id) => moveCursor(1, id),
  k: (id) => moveCursor(-1, id),
  '/': () => focusSoon('search'),
  r: (id) => id && write(id, 'reply'),
  n: (id) => id && write(id, 'note'),
  e: (id) => id && can('close') && toggleClosed(id),
  a: (id) => id && can('assign') && document.getElementById('assign')?.click(),
  l: (id) => id && can('label') && document.getElementById('label')?.click(),
  s: (id) => id && can('snooze') && document.getElementById('snooze')?.click(),
  p: (id) => id && can('setPriority') && document.getElementById('priority')?.click(),
  x: (id) => {
    const row = focusedRow() ?? id
    if (row !== null && can('bulkChange')) toggleSelected(row)
  },
  Escape: (id) => {
    if (searchedFor.peek() !== null) clearSearch()
    else if (isThreadCovered()) uncoverThread()
    else if (selection.peek().size > 0) clearSelection()
    else if (id) go(placeOf(null))
  },
}

function write(id: string, mode: 'reply' | 'note'): void {
  if (!can('reply')) return
  changeDraft(id, { mode })
  focusSoon('composer')
}

export function useInboxKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isBusy(event)) return
      const action = keys[event.key]
      if (!action) return
      event.preventDefault()
      action(selectedId.peek())
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
