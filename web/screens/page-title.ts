import { useEffect } from 'preact/hooks'
import { counts } from '../models/inbox.ts'
import { t } from '../texts/index.ts'

/** The tab's title, with the number of unread conversations in front. */
export function usePageTitle(title: string): void {
  const unread = counts.value?.unread ?? 0
  useEffect(() => {
    document.title = t.inbox.titleBadge(unread, `${title} · ${t.app.name}`)
  }, [unread, title])
}
