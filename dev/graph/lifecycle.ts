import type { Directory } from './accounts.ts'
import type { Chat, ChatMessage, Status } from './chat.ts'
import type { Customer, Customers } from './customers.ts'
import type { FaultSwitches } from './faults.ts'
import { statusError } from './graph-error.ts'
import { type GraphAccount, present } from './options.ts'
import type { Webhooks } from './webhooks.ts'

/** How long a step that waits for the outside (a media link) is left alone before it is tried again. */
const FETCH_LEASE_MS = 30_000

export type Lifecycle = ReturnType<typeof createLifecycle>

/**
 * What happens to an accepted message: sent, delivered when the customer is online, read when the chat is open, or failed.
 * Each step is a row with a due time, so that it goes on after a crash.
 *
 * @param fetchLink Loads the media behind a link. Resolves to an error when Meta could not have used it.
 */
export function createLifecycle(deps: {
  chat: Chat
  customers: Customers
  directory: Directory
  faults: FaultSwitches
  webhooks: Webhooks
  now: () => number
  fetchLink: (message: ChatMessage) => Promise<{ code: number; details: string } | null>
}) {
  const { chat, customers, directory, faults, webhooks, now } = deps
  let timer: NodeJS.Timeout | null = null
  let timerAtMs = Number.POSITIVE_INFINITY
  let closed = false

  const wakeBy = (atMs: number) => {
    if (closed || atMs >= timerAtMs) return
    if (timer) clearTimeout(timer)
    timerAtMs = atMs
    timer = setTimeout(tick, Math.min(Math.max(0, atMs - now()), 2 ** 31 - 1))
  }

  const tick = () => {
    timer = null
    timerAtMs = Number.POSITIVE_INFINITY
    for (const message of chat.due(now())) advance(message)
    const nextMs = chat.nextDueMs()
    if (nextMs !== null) wakeBy(nextMs)
  }

  const advance = (message: ChatMessage) => {
    const hasLink = message.status === 'accepted' && message.nextStatus === 'sent' && findLink(message) !== null
    if (hasLink) return void loadThenAdvance(message)
    move(message, present(message.nextStatus))
  }

  const loadThenAdvance = async (message: ChatMessage) => {
    chat.setNext(message.id, 'sent', now() + FETCH_LEASE_MS)
    const error = await deps.fetchLink(message)
    if (closed) return
    if (error) chat.setError(message.id, error)
    move(present(chat.find(message.id)), error ? 'failed' : 'sent')
  }

  /** Enters a status, tells the business, and plans the next step. */
  const move = (message: ChatMessage, status: Status) => {
    const customer = message.customerId === null ? null : customers.find(message.customerId)
    const moved = chat.setStatus(message.id, status, nextStep(message, status, customer))
    const account = directory.byPhoneNumber(message.phoneNumberId)
    if (account) webhooks.enqueue(statusUpdate(moved, customer, account))
    const nextMs = chat.nextDueMs()
    if (nextMs !== null) wakeBy(nextMs)
  }

  const nextStep = (message: ChatMessage, status: Status, customer: Customer | null) => {
    const { statusDelaysMs, autoRead } = faults.state
    if (status === 'sent' && customer?.online && message.type !== 'reaction') {
      return { status: 'delivered' as const, atMs: now() + statusDelaysMs.delivered }
    }
    if (status === 'delivered' && customer?.auto && autoRead) {
      return { status: 'read' as const, atMs: now() + statusDelaysMs.read }
    }
    return null
  }

  const statusUpdate = (message: ChatMessage, customer: Customer | null, account: GraphAccount) => {
    const phone = customer
      ? customers.knownPhone(customer)
      : message.recipient?.includes('.')
        ? null
        : message.recipient
    const userId = customer
      ? customers.userIdOf(customer, account.businessId)
      : message.recipient?.includes('.')
        ? message.recipient
        : null
    const priced = message.status === 'sent' || message.status === 'delivered'
    return {
      account,
      lane: `${account.phoneNumberId}:${message.customerId ?? message.recipient}`,
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: metadataOf(account),
        ...(customer && message.status !== 'failed' ? { contacts: [customers.contactOf(customer, account)] } : {}),
        statuses: [
          {
            id: message.id,
            status: message.status,
            timestamp: String(Math.floor(now() / 1000)),
            ...(phone ? { recipient_id: phone } : {}),
            ...(userId ? { recipient_user_id: userId } : {}),
            ...(message.opaque === null ? {} : { biz_opaque_callback_data: message.opaque }),
            ...(priced && message.pricing ? { pricing: message.pricing } : {}),
            ...(message.status === 'failed' && message.error
              ? { errors: [statusError(message.error.code, message.error.details)] }
              : {}),
          },
        ],
      },
    }
  }

  const moveAll = (messages: readonly ChatMessage[], status: Status) => {
    for (const message of messages) move(message, status)
  }

  setImmediate(tick)

  return {
    wakeBy,
    /** The customer's phone is reachable again: what waited at `sent` is delivered, in order. */
    comeOnline: (customerId: string) =>
      moveAll(
        chat.outgoing(customerId, null, 'sent').filter((message) => message.type !== 'reaction'),
        'delivered',
      ),
    /** The customer looks at the chat. Returns how many messages became read. */
    openChat(customerId: string, phoneNumberId: string): number {
      const messages = chat.outgoing(customerId, phoneNumberId, 'delivered')
      moveAll(messages, 'read')
      return messages.length
    },
    /** The customer played a voice message. */
    play(message: ChatMessage): void {
      if (message.status === 'read' || message.status === 'delivered') move(message, 'played')
    },
    close(): void {
      closed = true
      if (timer) clearTimeout(timer)
    },
  }
}

export function metadataOf(account: GraphAccount) {
  return { display_phone_number: account.displayPhoneNumber, phone_number_id: account.phoneNumberId }
}

/** The media object of a message that is a link and not yet loaded. */
export function findLink(message: ChatMessage): { link: string } | null {
  const media = message.content
  return typeof media.link === 'string' && media.id === undefined ? { link: media.link } : null
}
