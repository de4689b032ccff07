import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { ChatEvent, ChatMessage } from './chat.ts'
import type { Customer } from './customers.ts'
import { assertMedia, type MediaKind } from './media.ts'
import { asObject, type GraphAccount, type JsonObject, present } from './options.ts'
import { type GraphEnv, type Parts, readBody } from './parts.ts'

const MEDIA_KINDS: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker']
const HISTORY = 200
const HISTORY_MAX = 1000
/** Keeps proxies and browsers from closing a silent stream. */
const HEARTBEAT_MS = 20_000

const NewCustomer = z.object({
  name: z.string().trim().min(1).max(100),
  phone: z
    .string()
    .transform((value) => value.replace(/\D/g, ''))
    .pipe(z.string().regex(/^\d{5,16}$/))
    .nullish(),
  username: z
    .string()
    .trim()
    .transform((value) => value.replace(/^@/, ''))
    .pipe(z.string().regex(/^[\w.]{3,35}$/))
    .nullish(),
  auto: z.boolean().optional(),
})
const Change = NewCustomer.pick({ name: true, username: true, auto: true }).partial()
const Phone = z.object({
  phone: z
    .string()
    .transform((value) => value.replace(/\D/g, ''))
    .pipe(z.string().regex(/^\d{5,16}$/)),
})
const RefusalChange = z.object({
  phoneNumberId: z.string(),
  marketing: z.boolean().optional(),
  blocked: z.boolean().optional(),
})
/** Meta takes an edit for a quarter of an hour, and takes a message back within two days. */
const CHANGE_MS = { edit: 15 * 60_000, revoke: 48 * 3_600_000 }
const SAMPLES: Record<string, string> = {
  'voice.ogg': 'audio/ogg',
  'sheep.webp': 'image/webp',
  'invoice.pdf': 'application/pdf',
}

const NewMessage = z.looseObject({
  customerId: z.string(),
  phoneNumberId: z.string(),
  type: z.string().min(1),
  context: z.object({ message_id: z.string() }).optional(),
})

/**
 * The simulator of customers' phones. `phoneNumberId` is always the business number.
 * - `GET | POST /__phone/customers` lists people, or adds one: `{name, phone?, username?, auto?}` → 201 the customer; without a
 *   phone the business only ever learns a user id. `PATCH /__phone/customers/{id}` `{name?, username?, auto?}`.
 * - `PUT /__phone/customers/{id}/presence` `{online}`: offline, messages stay at `sent`; back online they are delivered.
 * - `GET /__phone/chats?customerId` one entry per business number, with its last message and what is unread.
 * - `GET /__phone/messages?customerId&phoneNumberId&limit` oldest first, every status.
 * - `POST /__phone/messages` `{customerId, phoneNumberId, type, context?: {message_id}, [type]: …}` → 201 the message, once its
 *   webhook is safe on disk. Under `type` stands Meta's own object: `text: {body}`, `reaction: {message_id, emoji}`,
 *   `button: {text, payload}`, `interactive: {type: 'button_reply', button_reply: {id, title}}`, `location: {…}`,
 *   `edit: {original_message_id, message: {type, [type]: …}}` and `revoke: {original_message_id}` of an own message. Media:
 *   `image: {data: <base64>, mime_type, caption?, filename?, voice?}`, or multipart with a `file`.
 * - `PUT /__phone/customers/{id}/number` `{phone}`: the person moves to another number, and every business they wrote with is told.
 * - `PUT /__phone/customers/{id}/refusal` `{phoneNumberId, marketing?, blocked?}`: no marketing from a business, or nothing at all.
 * - `GET /__phone/samples/{name}`: `voice.ogg`, `sheep.webp`, `invoice.pdf`, ready to be sent.
 * - `POST /__phone/read` `{customerId, phoneNumberId}`: the customer looks at the chat. `POST /__phone/played` `{messageId}`.
 * - `GET /__phone/media/{id}` the bytes, without a token. `GET /__phone/events` server-sent events (`ChatEvent`).
 */
export function phoneRoutes(parts: Parts) {
  const { customers, chat, lifecycle, store, directory } = parts
  return new Hono<GraphEnv>()
    .get('/__phone/customers', (c) => {
      const unread = chat.unreadByCustomer()
      return c.json(
        customers.list().map((one) => ({ ...describeCustomer(parts, one), unread: unread.get(one.id) ?? 0 })),
      )
    })
    .post('/__phone/customers', async (c) => {
      const wish = NewCustomer.parse(await readBody(c))
      if (wish.phone && customers.findByPhone(wish.phone))
        return c.json({ error: 'Somebody has this phone number already' }, 409)
      const customer = customers.create({
        name: wish.name,
        phone: wish.phone ?? null,
        username: wish.username ?? null,
        auto: wish.auto ?? false,
      })
      chat.emit({ type: 'customers' })
      await store.durable()
      return c.json(describeCustomer(parts, customer), 201)
    })
    .patch('/__phone/customers/:id', async (c) => {
      const customer = customers.find(c.req.param('id'))
      if (!customer) return notFound(c)
      const {
        name = customer.name,
        username = customer.username,
        auto = customer.auto,
      } = Change.parse(await readBody(c))
      customers.change({ ...customer, name, username, auto })
      chat.emit({ type: 'customers' })
      await store.durable()
      return c.json(describeCustomer(parts, present(customers.find(customer.id))))
    })
    .put('/__phone/customers/:id/presence', async (c) => {
      const customer = customers.find(c.req.param('id'))
      if (!customer) return notFound(c)
      const online = (await readBody(c)).online === true
      customers.setOnline(customer.id, online)
      if (online) lifecycle.comeOnline(customer.id)
      chat.emit({ type: 'customers' })
      await store.durable()
      return c.json(describeCustomer(parts, { ...customer, online }))
    })
    .put('/__phone/customers/:id/number', async (c) => {
      const customer = customers.find(c.req.param('id'))
      if (!customer?.phone) return notFound(c)
      const { phone } = Phone.parse(await readBody(c))
      if (customers.findByPhone(phone)) return c.json({ error: 'Somebody has this phone number already' }, 409)
      const accounts = directory.all()
      const before = new Map(accounts.map(({ businessId }) => [businessId, customers.userIdOf(customer, businessId)]))
      const changed = customers.changePhone(customer, phone, [...before.keys()])
      for (const account of accounts) {
        if (chat.list(customer.id, account.phoneNumberId, 1).length === 0) continue
        const userId = present(before.get(account.businessId) ?? null)
        parts.inbound.announceNumber(changed, account, { phone: customer.phone, userId })
      }
      chat.emit({ type: 'customers' })
      await store.durable()
      return c.json(describeCustomer(parts, changed))
    })
    .put('/__phone/customers/:id/refusal', async (c) => {
      const customer = customers.find(c.req.param('id'))
      const { phoneNumberId, marketing, blocked } = RefusalChange.parse(await readBody(c))
      const account = directory.byPhoneNumber(phoneNumberId)
      if (!customer || !account) return notFound(c)
      const refusal = parts.refusals.set(customer, account, {
        ...(marketing === undefined ? {} : { marketing }),
        ...(blocked === undefined ? {} : { blocked }),
      })
      chat.emit({ type: 'customers' })
      await store.durable()
      return c.json(refusal)
    })
    .get('/__phone/samples/:name', async (c) => {
      const type = SAMPLES[c.req.param('name')]
      if (!type) return notFound(c)
      const bytes = await readFile(join(import.meta.dirname, '../seed/files', c.req.param('name')))
      return c.body(new Uint8Array(bytes), 200, { 'content-type': type })
    })
    .get('/__phone/chats', (c) => {
      const customer = customers.find(c.req.query('customerId') ?? '')
      if (!customer) return notFound(c)
      return c.json(directory.all().map((account) => describeChat(parts, customer, account)))
    })
    .get('/__phone/messages', (c) => {
      const limit = Math.min(HISTORY_MAX, Number(c.req.query('limit')) || HISTORY)
      return c.json(chat.list(c.req.query('customerId') ?? '', c.req.query('phoneNumberId') ?? '', limit))
    })
    .post('/__phone/messages', async (c) => {
      const form = c.req.header('content-type')?.includes('multipart') ? await c.req.parseBody() : null
      const body = NewMessage.parse(form ? fromForm(form) : await readBody(c))
      const customer = customers.find(body.customerId)
      const account = directory.byPhoneNumber(body.phoneNumberId)
      if (!customer || !account) return notFound(c)
      const given = asObject(body[body.type])
      const refused =
        (parts.refusals.of(customer, account.phoneNumberId).blocked && 'You blocked this business') ||
        whyUnchangeable(parts, customer, account, body.type, given)
      if (refused) return c.json({ error: refused }, 409)
      const content = MEDIA_KINDS.includes(body.type)
        ? await keepMedia(parts, account, {
            kind: body.type as MediaKind,
            given,
            file: form?.file,
            origin: new URL(c.req.url).origin,
          })
        : body.type === 'contacts'
          ? { contacts: body.contacts }
          : given
      const message = parts.inbound.receive({
        customer,
        account,
        type: body.type,
        content,
        contextId: body.context?.message_id,
      })
      await store.durable()
      return c.json(message, 201)
    })
    .post('/__phone/read', async (c) => {
      const body = await readBody(c)
      const read = lifecycle.openChat(String(body.customerId), String(body.phoneNumberId))
      await store.durable()
      return c.json({ read })
    })
    .post('/__phone/played', async (c) => {
      const message = chat.find(String((await readBody(c)).messageId))
      if (message?.direction !== 'out') return notFound(c)
      lifecycle.play(message)
      await store.durable()
      return c.json({ status: chat.find(message.id)?.status })
    })
    .get('/__phone/media/:id', async (c) => {
      const media = parts.media.find(c.req.param('id'))
      if (!media) return notFound(c)
      return c.body(new Uint8Array(await parts.media.read(media.id)), 200, {
        'content-type': media.mimeType,
        'cache-control': 'private, max-age=86400',
      })
    })
    .get('/__phone/events', (c) => {
      return c.body(eventStream(parts), 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    })
}

/** Why an edit or a revocation is refused; null if it is neither, or fine. */
function whyUnchangeable(
  { chat, now }: Parts,
  customer: Customer,
  account: GraphAccount,
  type: string,
  given: JsonObject,
): string | null {
  if (type !== 'edit' && type !== 'revoke') return null
  const target = chat.find(String(given.original_message_id))
  const isOwn =
    target?.direction === 'in' && target.customerId === customer.id && target.phoneNumberId === account.phoneNumberId
  if (!isOwn) return 'Only one’s own messages can be changed'
  return now() - target.atMs > CHANGE_MS[type] ? 'It is too late to change this message' : null
}

function notFound(c: Context) {
  return c.json({ error: 'There is no such customer, number, message or file' }, 404)
}

function describeCustomer(parts: Parts, customer: Customer) {
  const businesses = [...new Set(parts.directory.all().map((account) => account.businessId))]
  const userIds = Object.fromEntries(businesses.map((id) => [id, parts.customers.userIdOf(customer, id)]))
  return { ...customer, userIds }
}

function describeChat(parts: Parts, customer: Customer, account: GraphAccount) {
  const { phoneNumberId, displayPhoneNumber, verifiedName, businessId } = account
  const seen = (message: ChatMessage) =>
    message.direction === 'in' || ['delivered', 'read', 'played'].includes(message.status)
  const recent = parts.chat.list(customer.id, phoneNumberId, 50).filter(seen)
  return {
    phoneNumberId,
    displayPhoneNumber,
    verifiedName,
    businessId,
    last: recent.filter(({ type }) => !['reaction', 'edit', 'revoke'].includes(type)).at(-1) ?? null,
    unread: parts.chat.outgoing(customer.id, phoneNumberId, 'delivered').length,
    lastInboundMs: parts.chat.lastInboundMs(customer.id, phoneNumberId),
    refusal: parts.refusals.of(customer, phoneNumberId),
  }
}

function fromForm(form: Record<string, unknown>): JsonObject {
  const { customerId, phoneNumberId, type, contextId, caption, filename, voice } = form
  return {
    customerId,
    phoneNumberId,
    type,
    ...(contextId ? { context: { message_id: contextId } } : {}),
    [String(type)]: {
      ...(caption ? { caption } : {}),
      ...(filename ? { filename } : {}),
      ...(voice === 'true' ? { voice: true } : {}),
    },
  }
}

/** Keeps what a customer sends, and describes it the way webhooks do. @throws GraphError 131053 for a file WhatsApp refuses. */
async function keepMedia(
  parts: Parts,
  account: GraphAccount,
  sent: { kind: MediaKind; given: JsonObject; file: unknown; origin: string },
): Promise<JsonObject> {
  const { kind, given, file } = sent
  const bytes =
    file instanceof File ? Buffer.from(await file.arrayBuffer()) : Buffer.from(String(given.data ?? ''), 'base64')
  const mimeType = String(given.mime_type ?? (file instanceof File ? file.type : ''))
  const filename =
    kind === 'document' ? String(given.filename ?? (file instanceof File ? file.name : 'document')) : null
  assertMedia(mimeType, bytes, kind)
  const media = await parts.media.add(account.wabaId, 'customer', mimeType, bytes, filename)
  return {
    ...(given.caption ? { caption: given.caption } : {}),
    ...(filename ? { filename } : {}),
    mime_type: kind === 'audio' && given.voice && mimeType === 'audio/ogg' ? 'audio/ogg; codecs=opus' : mimeType,
    sha256: Buffer.from(media.sha256, 'hex').toString('base64'),
    id: media.id,
    url: parts.media.linkTo(media, sent.origin, parts.options.appSecret),
    ...(kind === 'audio' ? { voice: given.voice === true } : {}),
    ...(kind === 'sticker' ? { animated: bytes.subarray(0, 64).includes('ANIM') } : {}),
  }
}

function eventStream(parts: Parts): ReadableStream<Uint8Array> {
  const encode = new TextEncoder()
  let stop = () => {}
  return new ReadableStream({
    start(controller) {
      const send = (event: ChatEvent) => controller.enqueue(encode.encode(`data: ${JSON.stringify(event)}\n\n`))
      const heartbeat = setInterval(() => controller.enqueue(encode.encode(': still here\n\n')), HEARTBEAT_MS)
      parts.chat.events.on('event', send)
      stop = () => {
        clearInterval(heartbeat)
        parts.chat.events.off('event', send)
      }
      controller.enqueue(encode.encode(': hello\n\n'))
    },
    cancel: () => stop(),
  })
}
