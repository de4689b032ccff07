import { signal } from '@preact/signals'
import type {
  NewNotificationSettings,
  Notification as Notice,
  NotificationSettings,
} from '../../worker/contract/notification.ts'
import { api } from '../api/endpoints.ts'
import { conversationSignal, keepRead } from './conversations.ts'
import { countSoon, counts, readList, selectedId, view } from './inbox.ts'
import { type Loaded, loadInto, loading } from './load.ts'

const pageSize = 30

export interface NoticePage {
  items: readonly Notice[]
  nextCursor: string | null
}

export const notices = loading<NoticePage>()
export const settings = loading<NotificationSettings>()
/** What was just told, for sound and browser. */
export const newestNotice = signal<Notice | null>(null)

/** What is told while the list is read: the answer may be older. */
let toldMeanwhile: Notice[] = []

export const readNotices = (): Promise<void> =>
  loadInto(notices, async () => {
    const told: Notice[] = []
    toldMeanwhile = told
    const page = await readPage(null)
    return { ...page, items: withNotices(told, page.items) }
  })
export const readSettings = (): Promise<void> => loadInto(settings, api.getNotificationSettings)

export async function readMoreNotices(): Promise<void> {
  const before = notices.peek().value
  if (!before?.nextCursor) return
  const page = await readPage(before.nextCursor)
  notices.value = ready({ items: [...before.items, ...page.items], nextCursor: page.nextCursor })
}

async function readPage(cursor: string | null): Promise<NoticePage> {
  const { data, nextCursor } = await api.listNotifications(cursor, pageSize)
  const unknown = [...new Set(data.map(({ conversationId }) => conversationId))].filter((id) => !conversationSignal(id))
  if (unknown.length > 0) await keepRead(() => api.readConversations(unknown))
  return { items: data, nextCursor }
}

const ready = (value: NoticePage): Loaded<NoticePage> => ({ state: 'ready', value, error: null })

const withNotices = (told: readonly Notice[], items: readonly Notice[]): Notice[] => [
  ...told,
  ...items.filter(({ id }) => !told.some((one) => one.id === id)),
]

/** Something is told: what one is looking at anyway counts as read. */
export function takeNotice(notice: Notice): void {
  const isSeen = notice.conversationId === selectedId.peek() && document.visibilityState === 'visible'
  if (isSeen) void api.readNotification(notice.id).catch(() => {})
  else newestNotice.value = notice
  const present = notices.peek().value
  const shown = isSeen ? { ...notice, readAt: notice.at } : notice
  if (notices.peek().state === 'loading') toldMeanwhile.unshift(shown)
  if (present) notices.value = ready({ ...present, items: withNotices([shown], present.items) })
  if (notice.kind === 'mention' && view.peek().tab === 'mentions') void readList()
  countSoon()
}

/** Something was told while we were away: the list, if it is here, is read anew. */
export function noticesMissed(): void {
  if (notices.peek().value) void readNotices()
  countSoon()
}

function markAsRead(isRead: (notice: Notice) => boolean): void {
  const present = notices.peek().value
  if (!present) return
  const at = new Date().toISOString()
  const items = present.items.map((notice) =>
    isRead(notice) && notice.readAt === null ? { ...notice, readAt: at } : notice,
  )
  notices.value = ready({ ...present, items })
}

export async function readOne(id: string): Promise<void> {
  markAsRead((notice) => notice.id === id)
  await api.readNotification(id)
  countSoon()
}

export async function readAll(): Promise<void> {
  const [before, counted] = [notices.peek(), counts.peek()]
  markAsRead(() => true)
  if (counted) counts.value = { ...counted, notifications: 0, mentions: 0 }
  try {
    await api.readAllNotifications()
  } catch (error) {
    notices.value = before
    counts.value = counted
    throw error
  }
}

/** Shows the choice at once, and takes it back if it is refused. */
export async function changeSettings(changes: Partial<NewNotificationSettings>): Promise<void> {
  const before = settings.peek()
  if (!before.value) return
  const { pushKey, ...present } = before.value
  const wanted = { ...present, ...changes }
  settings.value = { ...before, value: { ...wanted, pushKey } }
  try {
    settings.value = { ...before, value: await api.changeNotificationSettings(wanted) }
  } catch (error) {
    settings.value = before
    throw error
  }
}
