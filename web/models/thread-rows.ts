import { dayKey } from '../texts/format.ts'
import { annotationTypes, type MessageType } from './message-kinds.ts'
import type { ShownMessage } from './message-list.ts'

export type ThreadRow =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'line'; key: string; message: ShownMessage }
  | { kind: 'message'; key: string; message: ShownMessage; first: boolean; last: boolean }

/** What stands as a line across the thread instead of a bubble. */
const isLine = (type: MessageType) => type === 'system' || type === 'activity'

/**
 * The thread as rows: day separators, the unread mark, bubbles grouped by sender and minute.
 *
 * @param messages Oldest first.
 * @param unreadFrom Id of the first message that was unread when the conversation was opened.
 * @param complete Whether the first message is the very first one.
 */
export function threadRows(
  messages: readonly ShownMessage[],
  unreadFrom: string | null,
  complete: boolean,
): ThreadRow[] {
  const shown = messages.filter((message) => !annotationTypes.includes(message.type))
  const rows: ThreadRow[] = []
  if (complete && shown.length > 0) rows.push({ kind: 'start', key: 'start' })
  let dayBefore = ''
  shown.forEach((message, index) => {
    const before = shown[index - 1]
    const after = shown[index + 1]
    const day = dayKey(message.occurredAt)
    if (day !== dayBefore) rows.push({ kind: 'day', key: `day ${day}`, at: message.occurredAt })
    dayBefore = day
    if (message.id === unreadFrom) rows.push({ kind: 'unread', key: 'unread' })
    const key = message.clientMessageId ?? message.id
    if (isLine(message.type)) rows.push({ kind: 'line', key, message })
    else {
      const first = !before || message.id === unreadFrom || !isSameGroup(before, message)
      const last = !after || after.id === unreadFrom || !isSameGroup(message, after)
      rows.push({ kind: 'message', key, message, first, last })
    }
  })
  return rows
}

function isSameGroup(a: ShownMessage, b: ShownMessage): boolean {
  return (
    !isLine(a.type) &&
    !isLine(b.type) &&
    a.direction === b.direction &&
    (a.type === 'note') === (b.type === 'note') &&
    a.author.kind === b.author.kind &&
    a.author.memberId === b.author.memberId &&
    a.occurredAt.slice(0, 16) === b.occurredAt.slice(0, 16)
  )
}

/** The first of the last `count` messages of the customer. */
export function firstUnread(messages: readonly ShownMessage[], count: number): string | null {
  let left = count
  if (left <= 0) return null
  let oldest: string | null = null
  for (let index = messages.length - 1; index >= 0 && left > 0; index -= 1) {
    const message = messages[index]
    if (message?.direction !== 'inbound' || annotationTypes.includes(message.type)) continue
    oldest = message.id
    left -= 1
  }
  return oldest
}
