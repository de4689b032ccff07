import { useEffect, useState } from 'preact/hooks'
import { retryMessage } from '../../../models/actions.ts'
import { changeDraft, draftOf } from '../../../models/drafts.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { retryHelps, storyAsked } from '../../../models/message-verbs.ts'
import { discard } from '../../../models/outbox.ts'
import { can } from '../../../models/session.ts'
import { failureWords } from '../../../texts/failures.ts'
import { formatDuration } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { templatesAsked } from '../composer/asked.ts'

/** What went wrong with a message, in plain words, and what can be done. Nothing if nothing went wrong. */
export function FailureLine({ message }: { message: ShownMessage }) {
  const { status, failure, local, direction } = message
  if (direction === 'inbound') return null
  if (local === 'waiting') return <p class="failure waiting">{t.message.waiting}</p>
  if (local === 'refused') return <RefusedLine message={message} />
  if (status === 'failed') return <FailedLine message={message} />
  if (status === 'unconfirmed') {
    return (
      <p class="failure unconfirmed">
        <strong>{t.message.unconfirmedShort}</strong> <span>{t.message.unconfirmed}</span>
        <WhatHappened message={message} />
      </p>
    )
  }
  if (status === 'cancelled') return <p class="failure waiting">{t.message.cancelled}</p>
  return failure && status === 'queued' ? <RetryingLine message={message} /> : null
}

function FailedLine({ message }: { message: ShownMessage }) {
  const { failure } = message
  const words = failure && failureWords(failure)
  return (
    <p class="failure">
      <span>{words ? t.message.failed(words.title) : t.message.failedBare}</span>
      {words?.detail && <span class="failure-detail">{words.detail}</span>}
      {retryHelps(message) && can('retryMessage') && (
        <LineButton onClick={() => void retryMessage(message)}>{t.message.retry}</LineButton>
      )}
      {failure?.action === 'use-template' && can('reply') && <TemplateButton message={message} />}
      <WhatHappened message={message} />
    </p>
  )
}

/** The server would not take it: the words go back into the composer, or away. */
function RefusedLine({ message }: { message: ShownMessage }) {
  const text = message.text?.body ?? message.note?.body
  const edit = () => {
    const id = message.conversationId
    if (id === null || text === undefined) return
    const draft = draftOf(id).peek()
    const isNote = message.type === 'note'
    changeDraft(
      id,
      isNote ? { mode: 'note', note: text } : { mode: 'reply', text: [text, draft.text].filter(Boolean).join('\n') },
    )
    discard(message)
    document.getElementById('composer')?.focus()
  }
  return (
    <p class="failure" role="alert">
      <span>{t.message.failed(message.failure?.title ?? '')}</span>
      {message.failure?.detail && <span class="request-id">{message.failure.detail}</span>}
      {message.failure?.action === 'use-template' && <TemplateButton message={message} />}
      {text !== undefined && <LineButton onClick={edit}>{t.message.edit}</LineButton>}
      <LineButton onClick={() => discard(message)}>{t.message.discard}</LineButton>
    </p>
  )
}

function RetryingLine({ message }: { message: ShownMessage }) {
  const waitMs = useCountdown(message.retryAt)
  return (
    <p class="failure">
      <span>
        {t.message.failed(message.failure ? failureWords(message.failure).title : '')},{' '}
        {waitMs > 0 ? t.message.retryIn(formatDuration(waitMs)) : t.message.retryingNow}
      </span>
      {can('retryMessage') && <LineButton onClick={() => void retryMessage(message)}>{t.message.retryNow}</LineButton>}
      <WhatHappened message={message} />
    </p>
  )
}

function useCountdown(until: string | null): number {
  const [leftMs, setLeftMs] = useState(0)
  useEffect(() => {
    if (until === null) return setLeftMs(0)
    const tick = () => setLeftMs(Math.max(0, Date.parse(until) - Date.now()))
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [until])
  return leftMs
}

function WhatHappened({ message }: { message: ShownMessage }) {
  if (!can('readLedger')) return null
  const ask = () => {
    storyAsked.value = message.id
  }
  return <LineButton onClick={ask}>{t.message.whatHappened}</LineButton>
}

function TemplateButton({ message }: { message: ShownMessage }) {
  const open = () => {
    templatesAsked.value = message.conversationId
  }
  return <LineButton onClick={open}>{t.message.useTemplate}</LineButton>
}

function LineButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" class="link-btn" onClick={onClick}>
      {children}
    </button>
  )
}
