import type { Directory } from './accounts.ts'
import type { Chat, ChatMessage } from './chat.ts'
import type { Customer, Customers } from './customers.ts'
import { metadataOf } from './lifecycle.ts'
import { asObject, asObjects, type GraphAccount, type JsonObject } from './options.ts'
import type { Store } from './store.ts'
import { newWamid } from './wamid.ts'
import type { Webhooks } from './webhooks.ts'

export interface InboundMessage {
  customer: Customer
  account: GraphAccount
  type: string
  /** Meta's object under the key `type`. */
  content: JsonObject
  /** The message that is quoted or answered. */
  contextId?: string | undefined
}

export type Inbound = ReturnType<typeof createInbound>

/** What customers send to a business: written down first, then announced by webhook. */
export function createInbound(deps: {
  store: Store
  chat: Chat
  customers: Customers
  directory: Directory
  webhooks: Webhooks
  now: () => number
}) {
  const { store, chat, customers, directory, webhooks } = deps

  const isBlocked = (customer: Customer, account: GraphAccount) =>
    store.find(
      'select 1 from blocks where phone_number_id = ? and customer_id = ?',
      account.phoneNumberId,
      customer.id,
    ) !== null

  const record = (
    message: InboundMessage,
    id: string,
    atMs: number,
    status: ChatMessage['status'],
    direction: 'in' | 'out',
  ) =>
    chat.add(
      {
        id,
        customerId: message.customer.id,
        phoneNumberId: message.account.phoneNumberId,
        recipient: null,
        direction,
        type: message.type,
        content: message.content,
        contextId: message.contextId ?? null,
        atMs,
        status,
        nextStatus: null,
        opaque: null,
        pricing: null,
        error: null,
      },
      null,
    )

  const updateOf = (message: InboundMessage, id: string, atMs: number): JsonObject => {
    const { customer, account } = message
    const phone = customers.knownPhone(customer)
    const quoted = message.contextId ? chat.find(message.contextId) : null
    const quotedFrom = quoted?.direction === 'in' ? phone : account.displayPhoneNumber
    return {
      messaging_product: 'whatsapp',
      metadata: metadataOf(account),
      contacts: [customers.contactOf(customer, account)],
      messages: [
        {
          ...(message.contextId
            ? { context: { ...(quotedFrom ? { from: quotedFrom } : {}), id: message.contextId } }
            : {}),
          ...(phone ? { from: phone } : {}),
          from_user_id: customers.userIdOf(customer, account.businessId),
          id,
          timestamp: String(Math.floor(atMs / 1000)),
          type: message.type,
          // A contacts message is a list at Meta; every other type is an object.
          [message.type]: message.type === 'contacts' ? message.content.contacts : message.content,
        },
      ],
    }
  }

  /** Whom a webhook made elsewhere speaks of; made known if new. */
  const learnCustomer = (
    account: GraphAccount,
    phone: string | null,
    userId: string | null,
    contact: JsonObject,
  ): Customer | null => {
    const known =
      (userId && customers.findByUserId(account.businessId, userId)) || (phone && customers.findByPhone(phone)) || null
    if (known) return known
    const address = phone ? `+${phone}` : userId
    if (!address) return null
    const profile = asObject(contact.profile)
    const name = text(profile.name) ?? address
    const customer = customers.create({
      name,
      phone,
      username: text(profile.username)?.replace(/^@/, '') ?? null,
      auto: true,
    })
    if (userId) customers.rememberUserId(customer, account.businessId, userId)
    chat.emit({ type: 'customers' })
    return customer
  }

  return {
    /** Writes the message down and queues its webhook. A blocked customer's message goes nowhere, as at Meta. */
    receive(message: InboundMessage): ChatMessage {
      const id = newWamid(
        message.customer.phone ?? customers.userIdOf(message.customer, message.account.businessId),
        'in',
      )
      const atMs = deps.now()
      const recorded = record(message, id, atMs, 'pending', 'in')
      if (!isBlocked(message.customer, message.account)) {
        webhooks.enqueue({
          account: message.account,
          lane: `${message.account.phoneNumberId}:${message.customer.id}`,
          field: 'messages',
          value: updateOf(message, id, atMs),
          messageId: id,
        })
      }
      return recorded
    },
    /**
     * Tells a business that the person has another number and, with it, another user id: two system messages, without
     * `contacts`, the first still under the old number.
     */
    announceNumber(customer: Customer, account: GraphAccount, before: { phone: string; userId: string }): void {
      const userId = customers.userIdOf(customer, account.businessId)
      const told = [
        {
          from: before.phone,
          from_user_id: before.userId,
          system: {
            body: `${customer.name} changed from ${before.phone} to ${customer.phone}`,
            wa_id: customer.phone,
            type: 'user_changed_number',
          },
        },
        {
          system: {
            body: `User changed from ${before.userId} to ${userId}`,
            user_id: userId,
            previous_user_id: before.userId,
            type: 'user_changed_user_id',
          },
        },
      ]
      for (const message of told) {
        const id = newWamid(before.phone, 'in')
        const timestamp = String(Math.floor(deps.now() / 1000))
        webhooks.enqueue({
          account,
          lane: `${account.phoneNumberId}:${customer.id}`,
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: metadataOf(account),
            messages: [{ ...message, id, timestamp, type: 'system' }],
          },
        })
      }
    },
    /** Takes the messages of a webhook made elsewhere into the chats, so that the phone shows them and windows open. */
    learn(body: unknown): void {
      for (const entry of asObjects(asObject(body).entry)) {
        for (const change of asObjects(entry.changes)) {
          const value = asObject(change.value)
          const account = directory.byPhoneNumber(text(asObject(value.metadata).phone_number_id) ?? '')
          if (!account) continue
          for (const message of [...asObjects(value.messages), ...asObjects(value.message_echoes)]) {
            const outgoing = 'to' in message || 'to_user_id' in message
            const phone = text(outgoing ? message.to : message.from)
            const userId = text(outgoing ? message.to_user_id : message.from_user_id)
            const contact = asObjects(value.contacts).find((one) => one.wa_id === phone || one.user_id === userId) ?? {}
            const customer = learnCustomer(account, phone, userId ?? text(contact.user_id), contact)
            const id = text(message.id)
            const type = text(message.type)
            if (!customer || !id || !type || chat.find(id)) continue
            const contextId = text(asObject(message.context).id) ?? undefined
            const atMs = Number(message.timestamp) * 1000 || deps.now()
            const content = type === 'contacts' ? { contacts: message[type] } : asObject(message[type])
            record(
              { customer, account, type, content, contextId },
              id,
              atMs,
              outgoing ? 'read' : 'sent',
              outgoing ? 'out' : 'in',
            )
          }
        }
      }
    },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
