import { CalendarClock, CircleAlert } from 'lucide-preact'
import { useEffect } from 'preact/hooks'
import type { HeldReason, ScheduledMessage } from '../../../../worker/contract/scheduled.ts'
import { now } from '../../../models/clock.ts'
import { conversationSignal } from '../../../models/conversations.ts'
import { previewOf } from '../../../models/outbox.ts'
import { acceptsFreeReply } from '../../../models/reply-window.ts'
import {
  cancelScheduled,
  readScheduled,
  scheduledOf,
  sendQuestioned,
  sendScheduledAnyway,
  sendScheduledNow,
} from '../../../models/scheduled.ts'
import { can } from '../../../models/session.ts'
import { memberName } from '../../../models/team.ts'
import { tellError } from '../../../models/toasts.ts'
import { inSentence } from '../../../texts/direction.ts'
import { formatDay, formatExact, formatTime } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { later } from '../../../ui/later.tsx'
import { changeAsked, templatesAsked } from './asked.ts'

const CollisionDialog = later(() => import('./collision-dialog.tsx').then((module) => module.CollisionDialog))
const ScheduleDialog = later(() => import('./schedule-dialog.tsx').then((module) => module.ScheduleDialog))

/** What waits to be sent in a conversation, and what is held and why. Nothing while there is none. */
export function ScheduledList({ conversationId }: { conversationId: string }) {
  const waiting = scheduledOf(conversationId)
  const changing = changeAsked.value?.conversationId === conversationId ? changeAsked.value : null
  const questioned = sendQuestioned.value?.conversationId === conversationId ? sendQuestioned.value : null
  const change = (message: ScheduledMessage | null) => {
    changeAsked.value = message
  }
  useEffect(() => void readScheduled(conversationId), [conversationId])
  if (waiting.value.length === 0) return null
  return (
    <>
      <ul id="scheduled" class="scheduled" aria-label={t.scheduled.label}>
        {waiting.value.map((message) => (
          <ScheduledRow key={message.id} message={message} onChange={() => change(message)} />
        ))}
      </ul>
      {changing && <ScheduleDialog conversationId={conversationId} scheduled={changing} onClose={() => change(null)} />}
      {questioned && (
        <CollisionDialog
          conversationId={conversationId}
          onWait={() => {
            sendQuestioned.value = null
          }}
          onSend={attempt(sendScheduledAnyway, questioned)}
        />
      )}
    </>
  )
}

function ScheduledRow({ message, onChange }: { message: ScheduledMessage; onChange: () => void }) {
  const { state, heldReason, sendAt, memberId, conversationId, type, content } = message
  const isHeld = state === 'held'
  const isTemplate = type === 'template'
  const isOpen = acceptsFreeReply(conversationSignal(conversationId)?.value.windowClosesAt ?? null, now.value)
  // Without the window a template is the only way; once one was sent, the customer's answer opens it.
  const asksForTemplate = isHeld && !isOpen && !isTemplate && heldReason !== 'template_sent'
  const Icon = isHeld ? CircleAlert : CalendarClock
  return (
    <li class={isHeld ? 'held' : ''}>
      <Icon size={15} aria-hidden="true" />
      <span class="scheduled-text">
        <strong title={formatExact(sendAt)}>
          {heldReason
            ? heldWords(heldReason, isOpen)
            : t.scheduled.at(formatDay(sendAt, now.value), formatTime(sendAt))}
        </strong>{' '}
        <span class="mute">{t.scheduled.by(inSentence(memberName(memberId)), previewOf({ ...content, type }))}</span>
      </span>
      {can('reply') && state !== 'sending' && (
        <span class="scheduled-actions">
          {asksForTemplate && (
            <LineButton
              label={t.message.useTemplate}
              onClick={() => {
                templatesAsked.value = conversationId
              }}
            />
          )}
          {(isOpen || isTemplate) && (
            <>
              <LineButton label={t.scheduled.sendNow} onClick={attempt(sendScheduledNow, message)} />
              <LineButton label={t.scheduled.change} onClick={onChange} />
            </>
          )}
          <LineButton label={t.scheduled.cancel} onClick={attempt(cancelScheduled, message)} />
        </span>
      )}
    </li>
  )
}

const attempt = (run: (message: ScheduledMessage) => Promise<void>, message: ScheduledMessage) => () =>
  void run(message).catch((error) => tellError(t.scheduled.failed, error))

/** What the window held can be sent again as soon as it is open. */
function heldWords(reason: HeldReason, isOpen: boolean): string {
  const isByWindow = reason === 'window_closed' || reason === 'template_sent'
  return isByWindow && isOpen ? t.scheduled.openAgain : t.scheduled.held[reason]
}

function LineButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="link-btn" onClick={onClick}>
      {label}
    </button>
  )
}
