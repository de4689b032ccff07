import type { Signal } from '@preact/signals'
import { AlarmClock, ArrowLeft, Check, PanelRight, RotateCcw, Tag, UserPlus } from 'lucide-preact'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { assign, reopenConversation, setLabels, toggleClosed } from '../../models/actions.ts'
import { changeMany } from '../../models/bulk.ts'
import { now } from '../../models/clock.ts'
import { placeOf } from '../../models/inbox.ts'
import { faceColor, initialsOf, personLine, personName } from '../../models/person.ts'
import { go } from '../../models/place.ts'
import { detailsShown } from '../../models/preferences.ts'
import { replyWindow } from '../../models/reply-window.ts'
import { can } from '../../models/session.ts'
import { memberName } from '../../models/team.ts'
import { formatSnooze } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Face } from '../../ui/face.tsx'
import { later } from '../../ui/later.tsx'
import { useAnchor } from '../../ui/menu.tsx'
import { LabelDots } from '../labels/label-marks.tsx'
import { PriorityMark } from './verbs/priority-mark.tsx'
import { WindowRing, windowText } from './window-ring.tsx'

const AssignMenu = later(() => import('./assign-menu.tsx').then((module) => module.AssignMenu))
const SnoozeMenu = later(() => import('./verbs/snooze-menu.tsx').then((module) => module.SnoozeMenu))
const PriorityMenu = later(() => import('./verbs/priority-menu.tsx').then((module) => module.PriorityMenu))
const LabelPicker = later(() => import('../labels/label-picker.tsx').then((module) => module.LabelPicker))

export function ThreadHeader({ conversation }: { conversation: Signal<Conversation> }) {
  const [anchor, toggle, close] = useAnchor()
  const [snoozeAnchor, toggleSnooze, closeSnooze] = useAnchor()
  const [priorityAnchor, togglePriority, closePriority] = useAnchor()
  const [labelAnchor, toggleLabels, closeLabels] = useAnchor()
  const { id, contact, status, windowClosesAt, assigneeId, notice, labelIds, priority, snoozedUntil } =
    conversation.value
  const name = personName(contact)
  const window = replyWindow(windowClosesAt, now.value)
  const isClosed = status === 'closed'
  return (
    <>
      <header class="thread-head">
        <IconButton class="back" label={t.thread.back} onClick={() => go(placeOf(null))}>
          <ArrowLeft size={18} aria-hidden="true" />
        </IconButton>
        <span class="row-face">
          <WindowRing window={window} />
          <Face initials={initialsOf(name)} color={faceColor(contact.id)} size="l" />
        </span>
        <div class="thread-who">
          <h2>
            {name} <LabelDots ids={labelIds} />
          </h2>
          <p>
            {personLine(contact) && <span class="who-line">{personLine(contact)}</span>}
            {status === 'snoozed' && (
              <span>{snoozedUntil ? t.inbox.snoozedUntil(formatSnooze(snoozedUntil)) : t.inbox.snoozedOpen}</span>
            )}
            <span class={`clock ${window.kind}`}>{windowText(window)}</span>
          </p>
        </div>
        {can('label') && (
          <IconButton
            id="label"
            label={t.labels.title}
            aria-haspopup="menu"
            aria-expanded={labelAnchor !== null}
            onClick={toggleLabels}
          >
            <Tag size={16} aria-hidden="true" />
          </IconButton>
        )}
        {can('setPriority') && (
          <IconButton
            id="priority"
            label={t.priority.of(t.priority.names[priority])}
            aria-haspopup="menu"
            aria-expanded={priorityAnchor !== null}
            onClick={togglePriority}
          >
            <PriorityMark priority={priority} />
          </IconButton>
        )}
        {can('snooze') && !isClosed && (
          <IconButton
            id="snooze"
            class={status === 'snoozed' ? 'on' : ''}
            label={t.thread.snooze}
            aria-haspopup="menu"
            aria-expanded={snoozeAnchor !== null}
            onClick={toggleSnooze}
          >
            <AlarmClock size={16} aria-hidden="true" />
          </IconButton>
        )}
        {can('assign') && (
          <Button
            id="assign"
            hint="A"
            aria-label={`${t.thread.assignTitle} ${assigneeId ? memberName(assigneeId) : t.thread.assignNobody}`}
            aria-haspopup="dialog"
            aria-expanded={anchor !== null}
            onClick={toggle}
          >
            <UserPlus size={15} aria-hidden="true" />
            <span class="btn-text">{assigneeId ? memberName(assigneeId) : t.thread.assign}</span>
          </Button>
        )}
        {can('close') && (
          <Button
            kind={isClosed ? 'plain' : 'primary'}
            hint="E"
            aria-label={isClosed ? t.thread.reopen : t.thread.close}
            onClick={() => toggleClosed(id)}
          >
            {isClosed ? <RotateCcw size={15} aria-hidden="true" /> : <Check size={15} aria-hidden="true" />}
            <span class="btn-text">{isClosed ? t.thread.reopen : t.thread.close}</span>
          </Button>
        )}
        <IconButton
          label={detailsShown.value ? t.thread.hideDetails : t.thread.showDetails}
          aria-pressed={detailsShown.value}
          onClick={() => {
            detailsShown.value = !detailsShown.value
          }}
        >
          <PanelRight size={17} aria-hidden="true" />
        </IconButton>
        {snoozeAnchor && (
          <SnoozeMenu
            anchor={snoozeAnchor}
            onWake={status === 'snoozed' ? () => void reopenConversation(id) : undefined}
            onSnooze={(until) => void changeMany([id], { type: 'snooze', until })}
            onClose={closeSnooze}
          />
        )}
        {priorityAnchor && (
          <PriorityMenu
            anchor={priorityAnchor}
            chosen={priority}
            onChoose={(chosen) => void changeMany([id], { type: 'priority', priority: chosen })}
            onClose={closePriority}
          />
        )}
        {labelAnchor && (
          <LabelPicker
            anchor={labelAnchor}
            title={t.labels.title}
            chosen={labelIds}
            conversationId={id}
            onDone={(chosen) => void setLabels(id, chosen)}
            onClose={closeLabels}
          />
        )}
        {anchor && (
          <AssignMenu
            anchor={anchor}
            assigneeId={assigneeId}
            onChoose={(memberId) => void assign(id, memberId)}
            onClose={close}
          />
        )}
      </header>
      {notice && (
        <p class="notice" role="note" aria-label={t.thread.customerNotice}>
          {notice}
        </p>
      )}
    </>
  )
}
