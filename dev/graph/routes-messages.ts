import { Hono } from 'hono'
import { numberOf } from './accounts.ts'
import type { Customer } from './customers.ts'
import { GraphError } from './graph-error.ts'
import { kindOf } from './media.ts'
import { parseSend, type SendRequest } from './message-shapes.ts'
import { asObject, type GraphAccount, type JsonObject } from './options.ts'
import { type GraphEnv, type Parts, readBody } from './parts.ts'
import { renderTemplate } from './template-send.ts'
import { newWamid } from './wamid.ts'

const WINDOW_MS = 24 * 3_600_000
/** A typing bubble goes by itself after this. */
const TYPING_MS = 25_000
const MEDIA_TYPES = ['image', 'video', 'audio', 'document', 'sticker']

interface Addressee {
  customer: Customer | null
  /** Digits or a user id. */
  recipient: string
  byUserId: boolean
}

/** `POST /{phone-number-id}/messages`: sends, read receipts and typing. */
export function messageRoutes(parts: Parts) {
  return new Hono<GraphEnv>().post('/:id/messages', async (c) => {
    const account = numberOf(c.get('principal'), c.req.param('id'), 'whatsapp_business_messaging')
    const body = await readBody(c)
    if (body.status !== undefined && body.type === undefined) return c.json(markRead(parts, account, body))
    const { id, answer } = accept(parts, account, parseSend(body))
    c.set('messageId', id)
    await parts.store.durable()
    if (parts.faults.takeCountdown('dropConnection')) {
      c.set('loggedStatus', 0)
      c.env.incoming.socket.destroy()
      return c.body(null)
    }
    if (parts.faults.takeCountdown('answer500')) throw new GraphError(131000)
    return c.json(answer)
  })
}

/** Checks a send as Meta does, writes it down and plans its statuses. */
function accept(parts: Parts, account: GraphAccount, request: SendRequest): { id: string; answer: JsonObject } {
  const { chat, customers, faults, lifecycle } = parts
  const to = findAddressee(parts, account, request)
  const recipients = [
    to.recipient,
    to.customer?.phone,
    to.customer && customers.userIdOf(to.customer, account.businessId),
  ]
  const injected = faults.takeError({
    phoneNumberId: account.phoneNumberId,
    recipients: recipients.filter((one) => typeof one === 'string'),
  })
  if (injected && !injected.async) throw new GraphError(injected.code, injected.details)
  const { content, category } = describe(parts, account, request, to)
  if (to.customer && isBlocked(parts, account, to.customer)) throw new GraphError(130403)
  parts.assertPace(account.phoneNumberId, to.customer?.id ?? to.recipient)

  const id = newWamid(to.customer?.phone ?? to.recipient, 'out')
  const error = injected
    ? { code: injected.code, details: injected.details ?? 'Injected by a fault switch' }
    : findRefusal(parts, account, request, to, category)
  const dueMs = parts.now() + faults.state.statusDelaysMs.sent
  chat.add(
    {
      id,
      customerId: to.customer?.id ?? null,
      phoneNumberId: account.phoneNumberId,
      recipient: to.recipient,
      direction: 'out',
      type: request.type,
      content,
      contextId: request.contextId,
      atMs: parts.now(),
      status: 'accepted',
      nextStatus: error ? 'failed' : 'sent',
      opaque: request.opaque,
      pricing: error || request.type === 'reaction' ? null : parts.priceOf(account.phoneNumberId, category),
      error,
    },
    dueMs,
  )
  lifecycle.wakeBy(dueMs)
  parts.stats.sends += 1
  const userId = to.customer ? customers.userIdOf(to.customer, account.businessId) : to.byUserId ? to.recipient : null
  const waId = to.byUserId ? to.customer && customers.knownPhone(to.customer) : to.recipient
  return {
    id,
    answer: {
      messaging_product: 'whatsapp',
      contacts: [
        {
          input: request.to ?? request.recipient,
          ...(waId ? { wa_id: waId } : {}),
          ...(userId ? { user_id: userId } : {}),
        },
      ],
      messages: [{ id, ...(request.type === 'template' ? { message_status: 'accepted' } : {}) }],
    },
  }
}

/** Whom a send is for. `to` wins over `recipient`; a phone nobody has yet gets an unplayed customer. */
function findAddressee(parts: Parts, account: GraphAccount, request: SendRequest): Addressee {
  const { customers } = parts
  if (!request.to) {
    const recipient = request.recipient ?? ''
    if (!/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(recipient))
      throw new GraphError(131009, 'recipient is not a business-scoped user ID')
    return { customer: customers.findByUserId(account.businessId, recipient), recipient, byUserId: true }
  }
  const digits = request.to.replace(/[\s()+-]/g, '')
  if (!/^\d{5,16}$/.test(digits)) throw new GraphError(131009, 'to is not a valid phone number')
  if (digits === account.displayPhoneNumber) throw new GraphError(131021)
  const known = customers.findByPhone(digits)
  const customer = known ?? customers.create({ name: `Customer ${digits.slice(-4)}`, phone: digits, auto: true })
  if (!known) parts.chat.emit({ type: 'customers' })
  return { customer, recipient: digits, byUserId: false }
}

/** What the phone will show, and the category the message is billed in. */
function describe(
  parts: Parts,
  account: GraphAccount,
  request: SendRequest,
  to: Addressee,
): { content: JsonObject; category: string } {
  if (request.type !== 'template') return { content: request.content, category: 'service' }
  const { template, rendered } = renderTemplate(parts.templates, account.wabaId, request.content, to.byUserId)
  return { content: { ...request.content, rendered }, category: template.category.toLowerCase() }
}

/** Why Meta would accept this send and then fail it. */
function findRefusal(
  parts: Parts,
  account: GraphAccount,
  request: SendRequest,
  to: Addressee,
  category: string,
): { code: number; details: string } | null {
  if (!to.customer) return { code: 131026, details: 'Message Undeliverable.' }
  const refusal = parts.refusals.of(to.customer, account.phoneNumberId)
  if (refusal.blocked) return { code: 131026, details: 'Message Undeliverable.' }
  if (refusal.marketing && category === 'marketing') {
    return {
      code: 131050,
      details: 'User has chosen to stop receiving marketing messages on WhatsApp from your business',
    }
  }
  if (request.type === 'reaction') {
    const target = parts.chat.find(String(request.content.message_id))
    const isTheirs = target?.customerId === to.customer.id && target.phoneNumberId === account.phoneNumberId
    if (!isTheirs) return { code: 131009, details: 'The message to react to does not exist or is too old.' }
  }
  const lastMs = parts.chat.lastInboundMs(to.customer.id, account.phoneNumberId)
  if (request.type !== 'template' && (lastMs === null || parts.now() - lastMs > WINDOW_MS)) {
    return {
      code: 131047,
      details:
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    }
  }
  return findMediaRefusal(parts, account, request)
}

function findMediaRefusal(
  parts: Parts,
  account: GraphAccount,
  request: SendRequest,
): { code: number; details: string } | null {
  const header = asObject(asObject(request.content.rendered).header)
  const [kind, id] = MEDIA_TYPES.includes(request.type)
    ? [request.type, request.content.id]
    : [header.type, asObject(header.media).id]
  if (typeof id !== 'string') return null
  const media = parts.media.find(id)
  if (media?.wabaId !== account.wabaId)
    return { code: 131053, details: `Media ID ${id} does not exist or has expired.` }
  if (kindOf(media.mimeType) !== kind)
    return { code: 131053, details: `Media ID ${id} is ${media.mimeType}, which cannot be sent as ${String(kind)}.` }
  return null
}

function isBlocked(parts: Parts, account: GraphAccount, customer: Customer): boolean {
  return (
    parts.store.find(
      'select 1 from blocks where phone_number_id = ? and customer_id = ?',
      account.phoneNumberId,
      customer.id,
    ) !== null
  )
}

/** Marks a customer's message and all before it as read, and may show that somebody types. */
function markRead(parts: Parts, account: GraphAccount, body: JsonObject): JsonObject {
  const { chat } = parts
  if (body.messaging_product !== 'whatsapp')
    throw new GraphError(100, undefined, { message: '(#100) The parameter messaging_product is required.' })
  if (body.status !== 'read')
    throw new GraphError(100, undefined, { message: '(#100) Param status must be one of {READ}' })
  const message = chat.find(String(body.message_id))
  if (message?.direction !== 'in' || message.phoneNumberId !== account.phoneNumberId || message.customerId === null) {
    throw new GraphError(131009, 'message_id does not belong to a message this number received')
  }
  for (const earlier of chat.unreadInbound(message.customerId, account.phoneNumberId, message.atMs))
    chat.setStatus(earlier.id, 'read', null)
  if (body.typing_indicator !== undefined) {
    if (asObject(body.typing_indicator).type !== 'text')
      throw new GraphError(131009, "typing_indicator['type'] must be text")
    chat.emit({
      type: 'typing',
      customerId: message.customerId,
      phoneNumberId: account.phoneNumberId,
      untilMs: parts.now() + TYPING_MS,
    })
  }
  return { success: true }
}
