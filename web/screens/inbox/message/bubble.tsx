import { useComputed, useSignal } from '@preact/signals'
import { Lock } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { isOwn } from '../../../models/actions.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { revokedWords } from '../../../models/revoked-words.ts'
import { memberName } from '../../../models/team.ts'
import { formatExact, formatTime } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { jumpTo } from '../jump.ts'
import { BubbleActions } from './bubble-actions.tsx'
import { FailureLine } from './failure-line.tsx'
import { MessageBody } from './message-body.tsx'
import { QuoteBlock } from './quote-block.tsx'
import { Reactions } from './reactions.tsx'
import { Ticks } from './ticks.tsx'

interface BubbleProps {
  message: ShownMessage
  /** First and last of a run by one sender in one minute. */
  first: boolean
  last: boolean
  images: readonly ShownMessage[]
}

/** Kinds that need no paper behind them. */
const bareTypes = ['sticker']

export function Bubble({ message, first, last, images }: BubbleProps) {
  const side = message.direction === 'inbound' ? 'in' : message.type === 'note' ? 'note' : 'out'
  const isMarked = jumpTo.value?.id === message.id
  const classes = [
    'bubble',
    side,
    first && 'first',
    last && 'last',
    isMarked && 'marked',
    bareTypes.includes(message.type) && 'bare',
    message.local === 'sending' || message.local === 'waiting' ? 'local' : '',
    `type-${message.type}`,
  ]
  const [near, watch] = useNear()
  return (
    <article class={`bubble-row ${side} ${first ? 'first' : ''}`} data-message={message.id} {...watch}>
      <div class="bubble-line">
        <div class={classes.filter(Boolean).join(' ')}>
          {first && <AuthorLine message={message} />}
          <ForwardedMark message={message} />
          {message.context && <QuoteBlock message={message} quote={message.context} />}
          {message.revokedAt ? (
            <em class="revoked">{revokedWords(message.direction)}</em>
          ) : (
            <MessageBody message={message} images={images} />
          )}
          <Meta message={message} timeShown={last} />
        </div>
        <BubbleActions message={message} near={near} />
      </div>
      <Reactions message={message} />
      <FailureLine message={message} />
    </article>
  )
}

/** Whether somebody points at something, or has the focus in it, and what tells so. */
function useNear() {
  const [isPointed, isFocused] = [useSignal(false), useSignal(false)]
  const near = useComputed(() => isPointed.value || isFocused.value)
  const [watch] = useState(() => ({
    onPointerEnter: () => (isPointed.value = true),
    onPointerLeave: () => (isPointed.value = false),
    onFocusIn: () => (isFocused.value = true),
    onFocusOut: () => (isFocused.value = false),
  }))
  return [near, watch] as const
}

function AuthorLine({ message }: { message: ShownMessage }) {
  const { author, type, direction } = message
  if (direction === 'inbound') return null
  if (type === 'note') {
    return (
      <p class="author">
        <Lock size={11} aria-hidden="true" />
        <bdi>{memberName(author.memberId)}</bdi> <span>{t.thread.noteOnly}</span>
      </p>
    )
  }
  if (author.kind === 'business-app') return <p class="author">{t.thread.fromApp}</p>
  if (author.kind === 'system') return <p class="author">{t.thread.bySystem}</p>
  return isOwn(author.memberId) ? null : <p class="author">{memberName(author.memberId)}</p>
}

function ForwardedMark({ message }: { message: ShownMessage }) {
  if (!message.forwarded) return null
  return <p class="forwarded">{message.forwarded === 'often' ? t.thread.forwardedOften : t.thread.forwarded}</p>
}

/** Time and ticks. Within a run only the last bubble says the time, but every state that is not plain is shown. */
function Meta({ message, timeShown }: { message: ShownMessage; timeShown: boolean }) {
  const isOut = message.direction === 'outbound'
  return (
    <span class="meta" title={formatExact(message.occurredAt)}>
      {message.editedAt && <span>{t.thread.edited}</span>}
      {timeShown && <time dateTime={message.occurredAt}>{formatTime(message.occurredAt)}</time>}
      {isOut && <Ticks status={message.status} />}
    </span>
  )
}
