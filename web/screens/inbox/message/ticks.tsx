import { Ban, Check, CheckCheck, CircleAlert, CircleQuestionMark, Clock, type LucideIcon } from 'lucide-preact'
import type { MessageStatus } from '../../../../worker/contract/message.ts'
import { t } from '../../../texts/index.ts'

const icons: Partial<Record<MessageStatus, LucideIcon>> = {
  queued: Clock,
  sending: Clock,
  unconfirmed: CircleQuestionMark,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  played: CheckCheck,
  failed: CircleAlert,
  cancelled: Ban,
}

/** How far a message got. The colour says nothing that the shape and the words do not say too. */
export function Ticks({ status }: { status: MessageStatus }) {
  const Icon = icons[status]
  if (!Icon) return null
  return (
    <span class={`ticks ${status}`} title={t.status[status]} data-status={status}>
      <Icon size={14} strokeWidth={2.25} aria-hidden="true" />
      <span class="sr-only">{t.status[status]}</span>
    </span>
  )
}
