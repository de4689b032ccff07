import { EventEmitter } from 'node:events'
import { type JsonObject, present } from './options.ts'
import type { Store } from './store.ts'

export type Status = 'pending' | 'accepted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** One message of a chat between a customer and a business number, as either side sees it. */
export interface ChatMessage {
  seq: number
  id: string
  /** Null when the business wrote to somebody who is not on WhatsApp. */
  customerId: string | null
  phoneNumberId: string
  /** What the business addressed: digits or a user id. */
  recipient: string | null
  /** Seen from the business: `in` came from the customer. */
  direction: 'in' | 'out'
  type: string
  /** Meta's object under the key `type`, as sent. */
  content: JsonObject
  contextId: string | null
  atMs: number
  /** Out: as in Meta's statuses. In: `pending` until the webhook is answered, then `sent`, then `read`. */
  status: Status
  nextStatus: Status | null
  opaque: string | null
  pricing: JsonObject | null
  error: { code: number; details: string } | null
}

interface MessageRow {
  seq: number
  id: string
  customer_id: string | null
  phone_number_id: string
  recipient: string | null
  direction: 'in' | 'out'
  type: string
  content: string
  context_id: string | null
  at_ms: number
  status: Status
  next_status: Status | null
  opaque: string | null
  pricing: string | null
  error: string | null
}

export type ChatEvent =
  | { type: 'message' | 'status'; message: ChatMessage }
  | { type: 'typing'; customerId: string; phoneNumberId: string; untilMs: number }
  | { type: 'customers' }

export type Chat = ReturnType<typeof createChat>

/** All messages of all chats, and the live feed the phone listens to. */
export function createChat(store: Store) {
  const events = new EventEmitter<{ event: [ChatEvent] }>().setMaxListeners(0)
  const find = (id: string) => open(store.find<MessageRow>('select * from messages where id = ?', id))
  const emit = (event: ChatEvent) => void events.emit('event', event)

  return {
    events,
    emit,
    find,
    add(message: Omit<ChatMessage, 'seq'>, nextAtMs: number | null): ChatMessage {
      store.run(
        `insert into messages (id, customer_id, phone_number_id, recipient, direction, type, content, context_id,
           at_ms, status, next_status, next_at_ms, opaque, pricing, error)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        message.id,
        message.customerId,
        message.phoneNumberId,
        message.recipient,
        message.direction,
        message.type,
        JSON.stringify(message.content),
        message.contextId,
        message.atMs,
        message.status,
        message.nextStatus,
        nextAtMs,
        message.opaque,
        message.pricing && JSON.stringify(message.pricing),
        message.error && JSON.stringify(message.error),
      )
      const added = present(find(message.id))
      emit({ type: 'message', message: added })
      return added
    },
    /** Moves a message on and says when its next step is due. */
    setStatus(id: string, status: Status, next: { status: Status; atMs: number } | null): ChatMessage {
      store.run(
        'update messages set status = ?, next_status = ?, next_at_ms = ? where id = ?',
        status,
        next?.status ?? null,
        next?.atMs ?? null,
        id,
      )
      const message = present(find(id))
      emit({ type: 'status', message })
      return message
    },
    setNext: (id: string, status: Status, atMs: number) =>
      store.run('update messages set next_status = ?, next_at_ms = ? where id = ?', status, atMs, id),
    setContent: (id: string, content: JsonObject) =>
      store.run('update messages set content = ? where id = ?', JSON.stringify(content), id),
    setError: (id: string, error: { code: number; details: string }) =>
      store.run('update messages set error = ? where id = ?', JSON.stringify(error), id),
    due: (nowMs: number): ChatMessage[] =>
      store
        .all<MessageRow>('select * from messages where next_at_ms <= ? order by next_at_ms, seq limit 500', nowMs)
        .map(openRow),
    nextDueMs: (): number | null =>
      store.find<{ at: number | null }>('select min(next_at_ms) as at from messages where next_at_ms is not null')
        ?.at ?? null,
    /** Oldest first; the last `limit` of them. */
    list: (customerId: string, phoneNumberId: string, limit: number): ChatMessage[] =>
      store
        .all<MessageRow>(
          'select * from messages where customer_id = ? and phone_number_id = ? order by at_ms desc, seq desc limit ?',
          customerId,
          phoneNumberId,
          limit,
        )
        .map(openRow)
        .reverse(),
    /** Business messages of one chat in one of these statuses. */
    outgoing: (customerId: string, phoneNumberId: string | null, status: Status): ChatMessage[] =>
      store
        .all<MessageRow>(
          `select * from messages where customer_id = ? and direction = 'out' and status = ?
         and (? is null or phone_number_id = ?) order by seq`,
          customerId,
          status,
          phoneNumberId,
          phoneNumberId,
        )
        .map(openRow),
    /** How many business messages each customer has not read. */
    unreadByCustomer: (): Map<string, number> => {
      const rows = store.all<{ id: string; n: number }>(
        `select customer_id as id, count(*) as n from messages where direction = 'out' and status = 'delivered'
         and customer_id is not null group by customer_id`,
      )
      return new Map(rows.map((row) => [row.id, row.n]))
    },
    /** When the customer last wrote to this number, which opens the 24-hour window. */
    lastInboundMs: (customerId: string, phoneNumberId: string): number | null =>
      store.find<{ at: number | null }>(
        `select max(at_ms) as at from messages where customer_id = ? and phone_number_id = ? and direction = 'in'`,
        customerId,
        phoneNumberId,
      )?.at ?? null,
    /** The customer's messages up to one moment, not yet read by the business. */
    unreadInbound: (customerId: string, phoneNumberId: string, untilMs: number): ChatMessage[] =>
      store
        .all<MessageRow>(
          `select * from messages where customer_id = ? and phone_number_id = ? and direction = 'in'
         and at_ms <= ? and status != 'read'`,
          customerId,
          phoneNumberId,
          untilMs,
        )
        .map(openRow),
    freeRepliesSince: (phoneNumberId: string, sinceMs: number): number =>
      store.find<{ n: number }>(
        `select count(*) as n from messages where phone_number_id = ? and direction = 'out' and at_ms >= ?
         and pricing like '%free_customer_service%'`,
        phoneNumberId,
        sinceMs,
      )?.n ?? 0,
  }
}

function open(row: MessageRow | null): ChatMessage | null {
  return row && openRow(row)
}

function openRow(row: MessageRow): ChatMessage {
  return {
    seq: row.seq,
    id: row.id,
    customerId: row.customer_id,
    phoneNumberId: row.phone_number_id,
    recipient: row.recipient,
    direction: row.direction,
    type: row.type,
    content: JSON.parse(row.content),
    contextId: row.context_id,
    atMs: row.at_ms,
    status: row.status,
    nextStatus: row.next_status,
    opaque: row.opaque,
    pricing: row.pricing && JSON.parse(row.pricing),
    error: row.error && JSON.parse(row.error),
  }
}
