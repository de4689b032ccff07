import type { OutgoingFrame } from '../../contract/frames.ts'
import type { Notification } from '../../contract/notification.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import type { Present } from '../../ports.ts'
import {
  insertClosingWindows,
  insertNotices,
  insertUnassigned,
  type Notice,
  type NotificationRow,
  selectFailures,
  settleNotices,
} from './repo.ts'

export function presentNotification({
  id,
  kind,
  conversationId,
  messageId,
  at,
  readAt,
}: NotificationRow): Notification {
  return { id, kind, conversationId, messageId, at: toIso(at), readAt: toIso(readAt) }
}

/** For each member alone what they are told; what they muted is not said. */
export function noticeFrames(rows: NotificationRow[]): OutgoingFrame[] {
  return rows.filter(isNews).map((row) => ({
    type: 'notification',
    data: { notification: presentNotification(row) },
    ids: { notificationId: row.id },
    memberId: row.memberId,
  }))
}

export const isNews = ({ readAt }: NotificationRow): boolean => readAt === null

/** Messages of customers to those who have the conversation, and failures to those who wrote. */
export async function noteApplied(
  db: TenantDb,
  arrived: Notice[],
  failedMessageIds: string[],
): Promise<NotificationRow[]> {
  const failures = failedMessageIds.length > 0 ? (await db.batch(selectFailures(db, failedMessageIds)))[0].rows : []
  const notices = [...arrived, ...failures.map((failure) => ({ ...failure, kind: 'failed' as const }))]
  if (notices.length === 0) return []
  const [{ rows }] = await db.batch(insertNotices(db, notices))
  return rows
}

/** A page that is loaded anew, or a phone between two cells: nobody is away so soon. */
const AWAY_MS = 2 * 60_000

/** Who waits with nobody, and whose window closes. Doing it again says nothing twice. */
export async function noteWaiting(
  db: TenantDb,
  { online, leftAtMs }: Pick<Present, 'online' | 'leftAtMs'>,
  nowMs: number,
): Promise<NotificationRow[]> {
  const justLeft = Object.keys(leftAtMs).filter((memberId) => (leftAtMs[memberId] ?? 0) > nowMs - AWAY_MS)
  const [unassigned, closing] = await db.batch(
    insertUnassigned(db),
    insertClosingWindows(db, [...online, ...justLeft]),
    settleNotices(db),
  )
  return [...unassigned.rows, ...closing.rows]
}
