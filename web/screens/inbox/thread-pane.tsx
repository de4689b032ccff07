import './thread.css'
import './message/bubble.css'
import './message/rich-text.css'
import './message/bubble-parts.css'
import './message/media.css'
import './message/cards.css'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { markRead } from '../../models/actions.ts'
import { conversationSignal } from '../../models/conversations.ts'
import { storyAsked } from '../../models/message-verbs.ts'
import { personName } from '../../models/person.ts'
import { detailsShown } from '../../models/preferences.ts'
import { memberFullName } from '../../models/team.ts'
import { openThread, retryThread, type Thread } from '../../models/threads.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { typing } from '../../models/typing.ts'
import { inSentence } from '../../texts/direction.ts'
import { formatList } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { later } from '../../ui/later.tsx'
import { Bone, Failed } from '../../ui/states.tsx'
import { Composer } from './composer/composer.tsx'
import { ThreadHeader } from './thread-header.tsx'
import { ThreadLog } from './thread-log.tsx'

const LedgerDialog = later(() => import('./message/ledger-dialog.tsx').then((module) => module.LedgerDialog))
const CustomerPane = later(() => import('./customer-pane.tsx').then((module) => module.CustomerPane))

/** One conversation: who, what was said, and the place to answer; beside it the customer. */
export function ThreadPane({ id }: { id: string }) {
  const thread = useMemo(() => openThread(id), [id])
  const conversation = conversationSignal(id)
  // Until the conversation itself is known (opened by its address), its detail brings it.
  const isKnown = thread.detail.value.value !== null || conversation !== undefined
  if (thread.state.value === 'failed' || (thread.detail.value.state === 'failed' && !isKnown)) {
    const error = thread.error ?? thread.detail.value.error
    return (
      <section class="thread-pane nothing" aria-label={t.errors.load}>
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => retryThread(thread)} />
      </section>
    )
  }
  if (!conversation) return <ThreadSkeleton />
  return (
    <>
      <section class="thread-pane" aria-label={t.thread.label(personName(conversation.value.contact))}>
        <ThreadHeader conversation={conversation} />
        <ThreadBody thread={thread} />
      </section>
      {detailsShown.value && <CustomerPane conversation={conversation} detail={thread.detail} />}
    </>
  )
}

function ThreadBody({ thread }: { thread: Thread }) {
  const conversation = conversationSignal(thread.id)
  // What was unread when the conversation was opened stays marked while it is open.
  const [unreadAtOpen] = useState(() => conversation?.peek().unreadCount ?? 0)
  const unread = conversation?.value.unreadCount ?? 0
  const isReady = thread.state.value === 'ready'
  useEffect(() => {
    if (!isReady || unread === 0) return
    const read = () => document.visibilityState === 'visible' && void markRead(thread.id)
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [thread.id, isReady, unread])
  if (!conversation) return null
  return (
    <>
      {isReady ? <ThreadLog thread={thread} unreadAtOpen={unreadAtOpen} /> : <LogSkeleton />}
      <TypingLine id={thread.id} />
      <Composer key={thread.id} conversation={conversation} />
      <Story />
    </>
  )
}

function Story() {
  const close = () => {
    storyAsked.value = null
  }
  useEffect(() => close, [])
  return storyAsked.value && <LedgerDialog messageId={storyAsked.value} onClose={close} />
}

function TypingLine({ id }: { id: string }) {
  const writers = [...(typing.value.get(id) ?? [])]
  if (writers.length === 0) return null
  const names = formatList(writers.map(([memberId]) => memberFullName(memberId)))
  const isNote = writers.every(([, { mode }]) => mode === 'note')
  const words = writers.length > 1 ? t.thread.typingMany : isNote ? t.thread.noting : t.thread.typing
  return (
    <>
      {writers.map(
        ([memberId, { draft, mode }]) =>
          draft !== '' && (
            <blockquote
              key={memberId}
              class={`colleague-draft ${mode}`}
              dir="auto"
              aria-label={t.thread.draft(memberFullName(memberId))}
            >
              {draft}
            </blockquote>
          ),
      )}
      <p class="typing-line">
        <span class="typing-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {words(inSentence(names))}
      </p>
    </>
  )
}

const bones = ['58%', '34%', '46%', '62%', '28%']

function LogSkeleton() {
  return (
    <div class="log skeleton" aria-hidden="true">
      <div class="log-bones">
        {bones.map((width, index) => (
          <span key={width} class={index % 3 === 2 ? 'out' : ''}>
            <Bone width={width} height="38px" />
          </span>
        ))}
      </div>
    </div>
  )
}

function ThreadSkeleton() {
  return (
    <section class="thread-pane" aria-label={t.app.loading}>
      <header class="thread-head skeleton">
        <Bone width="36px" height="36px" />
        <Bone width="140px" />
      </header>
      <LogSkeleton />
    </section>
  )
}
