import './inbox.css'
import { MessagesSquare } from 'lucide-preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { followAddress, readList, selectConversation, startingConversation, view } from '../../models/inbox.ts'
import { detailsShown, listWidth, uncoverThread } from '../../models/preferences.ts'
import { t } from '../../texts/index.ts'
import { later } from '../../ui/later.tsx'
import { Empty } from '../../ui/states.tsx'
import { usePageTitle } from '../page-title.ts'
import { ConversationList } from './conversation-list.tsx'
import { ListHeader } from './list-header.tsx'
import { NewConversation } from './new-conversation.tsx'
import { PaneResizer } from './pane-resizer.tsx'

const ThreadPane = later(() => import('./thread-pane.tsx').then((module) => module.ThreadPane))
if (location.pathname.startsWith('/c/')) void ThreadPane.preload()
/** Nearly everybody opens a conversation next: its code comes soon after the list is there. */
const threadCodeAfterMs = 1_500

export function InboxScreen({ id }: { id?: string }) {
  const selected = id ?? null
  const { url } = useLocation()
  usePageTitle(t.inbox.title)
  useLayoutEffect(() => {
    selectConversation(selected)
    uncoverThread()
  }, [selected])
  useLayoutEffect(() => followAddress(location.search), [url])
  useEffect(() => {
    void readList()
    const timer = setTimeout(() => void ThreadPane.preload(), threadCodeAfterMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main
      class={`inbox ${selected ? 'has-thread' : ''} ${detailsShown.value ? 'has-details' : ''}`}
      style={{ '--list-width': `${listWidth.value}px` }}
    >
      <h1 class="sr-only">{t.inbox.title}</h1>
      <section class="list-pane" aria-label={t.inbox.list}>
        <ListHeader />
        <ConversationList key={JSON.stringify(view.value)} selected={selected} />
        <PaneResizer />
      </section>
      {selected ? (
        <ThreadPane key={selected} id={selected} />
      ) : (
        <div class="thread-pane nothing">
          <Empty icon={MessagesSquare} title={t.inbox.pick} lead={t.inbox.pickLead} />
        </div>
      )}
      {startingConversation.value && (
        <NewConversation
          onClose={() => {
            startingConversation.value = false
          }}
        />
      )}
    </main>
  )
}
