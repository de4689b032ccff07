import { useEffect } from 'preact/hooks'
import { toggleClosed } from '../../models/actions.ts'
import { changeDraft } from '../../models/drafts.ts'
import { selectedId } from '../../models/inbox.ts'
import { go } from '../../models/place.ts'
import { isThreadCovered, uncoverThread } from '../../models/preferences.ts'
import { clearSearch, searchedFor } from '../../models/search.ts'
import { can } from '../../models/session.ts'
import { isBusy } from '../../ui/keys.ts'
import { moveCursor } from './list-cursor.ts'

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
  Escape: (id) => {
    if (searchedFor.peek() !== null) clearSearch()
    else if (isThreadCovered()) uncoverThread()
    else if (id) go('/')
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
