import type { Signal } from '@preact/signals'
import type { Conversation, Preview } from '../../../worker/contract/conversation.ts'
import { now } from '../../models/clock.ts'
import { plainText } from '../../models/formatting.ts'
import { placeOf, view } from '../../models/inbox.ts'
import { faceColor, initialsOf, personName } from '../../models/person.ts'
import { replyWindow } from '../../models/reply-window.ts'
import { revokedWords } from '../../models/revoked-words.ts'
import { searchedFor } from '../../models/search.ts'
import { selection, selectTo, toggleSelected } from '../../models/selection.ts'
import { can, me } from '../../models/session.ts'
import { systemWords } from '../../models/system-words.ts'
import { memberFullName } from '../../models/team.ts'
import { typing } from '../../models/typing.ts'
import { inSentence } from '../../texts/direction.ts'
import { formatDuration, formatExact, formatList, formatListTime, formatSnooze } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { Face } from '../../ui/face.tsx'
import { LabelDots } from '../labels/label-marks.tsx'
import { noteFocus, rowIds } from './list-cursor.ts'
import { KindIcon } from './message/kind-icon.tsx'
import { Ticks } from './message/ticks.tsx'
import { PriorityMark } from './verbs/priority-mark.tsx'
import { Viewers } from './viewers.tsx'
import { WindowRing } from './window-ring.tsx'

interface ConversationRowProps {
  conversation: Signal<Conversation>
  isSelected: boolean
  top: number
  /** Its place in the list, from 1, and the list's length or -1 if that is not known yet. */
  position: number
  total: number
}

export function ConversationRow({ conversation, isSelected, top, position, total }: ConversationRowProps) {
  const {
    id,
    contact,
    unreadCount,
    windowClosesAt,
    lastMessageAt,
    waitingSince,
    preview,
    assigneeId,
    status,
    labelIds,
    priority,
    snoozedUntil,
  } = conversation.value
  const name = personName(contact)
  const window = replyWindow(windowClosesAt, now.value)
  const isClosing = window.kind === 'closing' && status !== 'closed'
  const isTicked = selection.value.has(id)
  return (
    <li
      class={isTicked ? 'ticked' : ''}
      style={{ transform: `translateY(${top}px)` }}
      aria-posinset={position}
      aria-setsize={total}
    >
      <a
        href={placeOf(id)}
        class={`row ${isSelected ? 'selected' : ''} ${unreadCount > 0 ? 'unread' : ''}`}
        data-row={id}
        aria-current={isSelected ? 'true' : undefined}
        onFocus={() => noteFocus(id)}
        onClick={(event) => {
          if (!event.shiftKey || !can('bulkChange')) return
          event.preventDefault()
          event.stopPropagation()
          selectTo(id, rowIds.current)
        }}
      >
        <span class="row-face">
          <WindowRing window={window} />
          <Face initials={initialsOf(name)} color={faceColor(contact.id)} size="l" />
        </span>
        <strong class="row-name">
          <bdi>{name}</bdi>
          {priority !== 'none' && (
            <span class="row-priority" title={t.priority.of(t.priority.names[priority])}>
              <PriorityMark priority={priority} />
              <span class="sr-only">{t.priority.of(t.priority.names[priority])}</span>
            </span>
          )}
        </strong>
        {view.value.sort === 'oldest-waiting' && waitingSince ? (
          <time class="row-time" dateTime={waitingSince} title={formatExact(waitingSince)}>
            {t.inbox.waits(formatDuration(Math.max(0, now.value - Date.parse(waitingSince))))}
          </time>
        ) : isClosing ? (
          <span class="row-time closing">{t.window.left(formatDuration(window.leftMs))}</span>
        ) : (
          <time class="row-time" dateTime={lastMessageAt} title={formatExact(lastMessageAt)}>
            {formatListTime(lastMessageAt, now.value)}
          </time>
        )}
        <span class="row-preview">
          {(typing.value.get(id)?.size ?? 0) > 0 ? (
            <em class="row-typing">{t.thread.typing(inSentence(typingNames(id)))}</em>
          ) : (
            preview && <PreviewLine preview={preview} />
          )}
        </span>
        <span class="row-tail">
          {status === 'closed' && <span class="tag">{t.inbox.statuses.closed}</span>}
          {status === 'snoozed' && (
            <span class="row-template">
              {snoozedUntil ? t.inbox.snoozedUntil(formatSnooze(snoozedUntil)) : t.inbox.snoozedOpen}
            </span>
          )}
          {status === 'open' && window.leftMs === 0 && <span class="row-template">{t.window.closed}</span>}
          <LabelDots ids={labelIds} />
          {unreadCount > 0 && (
            <span class="unread-count">
              {unreadCount > 99 ? '99+' : unreadCount}
              <span class="sr-only"> {t.inbox.unread}</span>
            </span>
          )}
          <Viewers id={id} size="s" />
          {assigneeId && !isTold(assigneeId) && <Assignee id={assigneeId} />}
        </span>
      </a>
      {can('bulkChange') && (
        <input
          type="checkbox"
          class="row-check"
          aria-label={t.inbox.select(name)}
          checked={isTicked}
          onClick={(event) => {
            if (event.shiftKey) selectTo(id, rowIds.current)
            else toggleSelected(id)
          }}
        />
      )}
    </li>
  )
}

function typingNames(conversationId: string): string {
  return formatList([...(typing.value.get(conversationId)?.keys() ?? [])].map(memberFullName))
}

/** Under Mine every conversation is one's own: the same face in every row would say nothing. */
function isTold(assigneeId: string): boolean {
  return view.value.tab === 'mine' && assigneeId === me.value?.memberId && searchedFor.value === null
}

function Assignee({ id }: { id: string }) {
  const name = memberFullName(id)
  return (
    <>
      <Face initials={initialsOf(name)} color={faceColor(id)} size="s" title={t.inbox.assignedTo(name)} />
      <span class="sr-only">{t.inbox.assignedTo(name)}</span>
    </>
  )
}

/** The newest message in one line: which way it went, how far it got, what it is. */
function PreviewLine({ preview }: { preview: Preview }) {
  const { direction, status, type, text, revoked } = preview
  if (revoked) return <em>{revokedWords(direction)}</em>
  const words = (type === 'system' ? systemWords(text) : plainText(text)) || t.preview[type]
  if (status === 'failed') {
    return (
      <span class="failed">
        <Ticks status={status} />
        {t.message.failed(words)}
      </span>
    )
  }
  return (
    <>
      {direction === 'outbound' && <Ticks status={status} />}
      <KindIcon type={type} />
      {words}
    </>
  )
}
