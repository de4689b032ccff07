import './notifications.css'
import { AtSign, Bell, CircleAlert, Clock, Inbox, type LucideIcon, MessageSquare, UserCheck } from 'lucide-preact'
import { useEffect } from 'preact/hooks'
import type { Notification, NotificationKind } from '../../../worker/contract/notification.ts'
import { now } from '../../models/clock.ts'
import { conversationSignal } from '../../models/conversations.ts'
import { placeOf } from '../../models/inbox.ts'
import { notices, readAll, readMoreNotices, readNotices, readOne } from '../../models/notifications.ts'
import { personName } from '../../models/person.ts'
import { go } from '../../models/place.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { formatExact, formatListTime } from '../../texts/format.ts'
import { t } from '../../texts/notifications.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/menu.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'

const icons: Record<NotificationKind, LucideIcon> = {
  mention: AtSign,
  assigned: UserCheck,
  message: MessageSquare,
  unassigned: Inbox,
  window: Clock,
  failed: CircleAlert,
}

/** What one was told, newest first, beside the bell. */
export function NoticeList({ anchor, onClose }: { anchor: HTMLElement; onClose: () => void }) {
  const { state, value, error } = notices.value
  useEffect(() => void readNotices(), [])
  const open = (notice: Notification) => {
    onClose()
    go(placeOf(notice.conversationId))
    readOne(notice.id).catch(() => {})
  }
  const hasUnread = value?.items.some(({ readAt }) => readAt === null)
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.notifications.title} role="dialog" class="notices">
      <header>
        <h2>{t.notifications.title}</h2>
        <a class="btn small quiet" href="/settings/notifications" onClick={onClose}>
          {t.notifications.settings}
        </a>
        {hasUnread && (
          <Button
            class="small"
            onClick={() => readAll().catch((reason: unknown) => tellError(t.notifications.saveFailed, reason))}
          >
            {t.notifications.readAll}
          </Button>
        )}
      </header>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readNotices()} />
      )}
      {state === 'loading' && !value && <NoticeBones />}
      {value?.items.length === 0 && (
        <Empty icon={Bell} title={t.notifications.empty} lead={t.notifications.emptyLead} />
      )}
      <ul>
        {value?.items.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} onOpen={() => open(notice)} />
        ))}
      </ul>
      {value?.nextCursor && <Button onClick={() => void readMoreNotices()}>{t.notifications.more}</Button>}
    </Popover>
  )
}

function NoticeRow({ notice, onOpen }: { notice: Notification; onOpen: () => void }) {
  const { kind, conversationId, at, readAt } = notice
  const contact = conversationSignal(conversationId)?.value.contact
  const Icon = icons[kind]
  return (
    <li>
      <button type="button" class={`notice-row ${readAt === null ? 'unread' : ''} ${kind}`} onClick={onOpen}>
        <Icon size={16} aria-hidden="true" />
        <span class="grow">
          <strong>
            <bdi>{contact ? personName(contact) : t.person.unknown}</bdi>
          </strong>
          <span>{t.notifications.kinds[kind]}</span>
        </span>
        <time dateTime={at} title={formatExact(at)}>
          {formatListTime(at, now.value)}
        </time>
        {readAt === null && <span class="sr-only">{t.notifications.isUnread}</span>}
      </button>
    </li>
  )
}

function NoticeBones() {
  return (
    <div class="skeleton notice-bones" aria-hidden="true">
      {[70, 55, 64].map((width) => (
        <Bone key={width} width={`${width}%`} height="14px" />
      ))}
    </div>
  )
}
