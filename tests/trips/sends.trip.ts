import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Message } from '../../worker/contract/message.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { askGraph, createTripTenant, type TripTenant } from '../support/trip-tenant.ts'
import { readThreads, readThreadsByPhone, type Thread } from '../support/trip-threads.ts'
import { eachOf, waitFor, within } from '../support/trip-wait.ts'
import { postWebhook, statusOf } from '../support/trip-webhooks.ts'

const CUSTOMERS = 24
const SETTLE_MS = 120_000
const START_MS = 180_000
/** So late that the test itself can say what Meta says. */
const NEVER_MS = 3_600_000

interface Customer {
  id: string
  phone: string
}
interface Reply {
  phone: string
  text: string
  clientMessageId: string
}
/** A send that Graph took, whatever it answered. */
interface Accepted {
  wamid: string
  attemptId: string
  text: string
}
interface LogLine {
  method: string
  path: string
  body: { type?: string; text?: { body: string }; biz_opaque_callback_data?: string }
  messageId?: string
}

let stack: Stack
let tenant: TripTenant
let customers: Customer[]
const conversationIds = new Map<string, string>()

beforeAll(async () => {
  stack = await startStack({ like: inject('stack') })
  tenant = await createTripTenant(stack)
  customers = await Promise.all(Array.from({ length: CUSTOMERS }, (_, n) => createWriter(n)))
  await waitFor(
    'every customer’s message',
    SETTLE_MS,
    async () => (await readThreads(tenant.call)).length === CUSTOMERS,
  )
}, 240_000)
afterAll(() => stack?.stop())

describe('a Graph that takes messages and does not say so', () => {
  it('sends nothing again, says that it is not confirmed, and believes the status that comes later', async () => {
    const quarter = CUSTOMERS / 4
    await askGraph(stack.graphUrl, 'POST', '/__faults', {
      dropConnection: quarter,
      answer500: quarter,
      statusDelaysMs: { sent: NEVER_MS },
    })
    const replies = customers.map(({ phone }) => replyTo(phone, `unsure ${phone}`))
    await eachOf(replies, 4, send)
    const settled = await waitForStatuses(replies, ['sent', 'unconfirmed'])
    const unconfirmed = settled.filter((message) => message.status === 'unconfirmed')
    expect(unconfirmed).toHaveLength(quarter * 2)
    for (const message of unconfirmed) expect(message.failure?.title).toBe('Not confirmed')
    expect(await acceptedTexts(replies)).toEqual(replies.map((reply) => reply.text).sort())

    const accepted = await readAccepted()
    for (const message of unconfirmed) {
      const { wamid, attemptId } = accepted.find((each) => each.text === message.text?.body) as Accepted
      const phone = replies.find((reply) => reply.text === message.text?.body)?.phone ?? ''
      const atSeconds = Math.floor(Date.now() / 1000)
      const status = statusOf(tenant.number, phone, atSeconds, 'delivered', { wamid, opaque: attemptId })
      expect(await postWebhook(stack.appUrl, status.body)).toBe(200)
    }
    const proven = await waitForStatuses(replies, ['sent', 'delivered'])
    expect(proven.filter((message) => message.status === 'delivered')).toHaveLength(quarter * 2)
    expect(proven.filter((message) => message.failure !== null)).toEqual([])
    expect(await acceptedTexts(replies)).toEqual(replies.map((reply) => reply.text).sort())
  }, 300_000)
})

describe('a power cut while messages go out', () => {
  it('sends nobody anything twice, and leaves no message without an end', async () => {
    await askGraph(stack.graphUrl, 'DELETE', '/__faults')
    await askGraph(stack.graphUrl, 'POST', '/__faults', { delayMs: 250, dropConnection: 6, answer500: 6 })
    const replies = [1, 2, 3].flatMap((n) => customers.map(({ phone }) => replyTo(phone, `round ${n} ${phone}`)))
    const before = (await readAccepted()).length
    const sending = eachOf(replies, 6, (reply) => send(reply).catch(() => undefined))
    await waitFor('the first sends', SETTLE_MS, async () => (await readAccepted()).length >= before + 16)
    await stack.kill9()
    await sending

    await within('the stack starts again', START_MS, stack.restart())
    await eachOf(replies, 6, send) // A screen that got no answer asks again, under the same id.
    await waitForStatuses(replies, ['sent', 'delivered', 'read', 'unconfirmed'])
    const attemptIds = (await readAccepted()).map((each) => each.attemptId)
    expect(new Set(attemptIds).size).toBe(attemptIds.length)
    // Not the log: a power cut may come between a send that is kept and its line in there.
    const received = new Set((await Promise.all(customers.map(readPhone))).flat())
    const hasArrived = (message: Message) => received.has(message.text?.body ?? '')
    const final = await waitFor('a proof for everything that Graph took', SETTLE_MS, async () => {
      const messages = await readReplies(replies)
      const unproven = messages.filter((message) => hasArrived(message) && message.status !== 'read')
      return unproven.length === 0 && messages
    })
    for (const message of final.filter((each) => !hasArrived(each))) {
      expect(message).toMatchObject({ status: 'unconfirmed', failure: { title: 'Not confirmed' } })
    }
    const threads = await readThreadsByPhone(tenant.call)
    for (const customer of customers) await expectOnce(customer, threads.get(customer.phone) as Thread)
  }, 600_000)
})

/** A customer who reads what they get, and has written. */
async function createWriter(n: number): Promise<Customer> {
  const phone = `49171393${String(n).padStart(4, '0')}`
  const wish = { name: `Writer ${n}`, phone, auto: true }
  const { id } = await askGraph<{ id: string }>(stack.graphUrl, 'POST', '/__phone/customers', wish)
  await askGraph(stack.graphUrl, 'POST', '/__phone/messages', {
    customerId: id,
    phoneNumberId: tenant.number.phoneNumberId,
    type: 'text',
    text: { body: 'Hello' },
  })
  return { id, phone }
}

const replyTo = (phone: string, text: string): Reply => ({
  phone,
  text,
  clientMessageId: `trip-${text.replaceAll(' ', '-')}`,
})

async function send({ phone, text, clientMessageId }: Reply): Promise<void> {
  const body = { clientMessageId, type: 'text', text: { body: text } }
  await tenant.call('POST', `/conversations/${await findConversation(phone)}/messages`, body)
}

/** Searched for once each: searches are limited to 60 a minute. */
async function findConversation(phone: string): Promise<string> {
  const known = conversationIds.get(phone)
  if (known !== undefined) return known
  const { data } = await tenant.call<{ data: { id: string }[] }>('POST', '/search', { q: phone })
  const id = data[0]?.id
  if (id === undefined) throw new Error(`no conversation of ${phone} is found`)
  conversationIds.set(phone, id)
  return id
}

async function readReplies(replies: Reply[]): Promise<Message[]> {
  const messages = (await readThreads(tenant.call)).flatMap((thread) => thread.messages)
  const found = replies.map(({ text }) => messages.filter((message) => message.text?.body === text))
  return found.map(([message, ...more]) => {
    if (message === undefined || more.length > 0) throw new Error('a reply is missing, or there twice')
    return message
  })
}

function waitForStatuses(replies: Reply[], wanted: Message['status'][]): Promise<Message[]> {
  return waitFor(`every reply ${wanted.join(' or ')}`, SETTLE_MS, async () => {
    const messages = await readReplies(replies)
    return messages.every((message) => wanted.includes(message.status)) && messages
  })
}

async function readAccepted(): Promise<Accepted[]> {
  const log = await askGraph<LogLine[]>(stack.graphUrl, 'GET', '/__log')
  return log.flatMap(({ path, body, messageId }) =>
    path.includes(tenant.number.phoneNumberId) && messageId !== undefined && body.text !== undefined
      ? [{ wamid: messageId, attemptId: body.biz_opaque_callback_data ?? '', text: body.text.body }]
      : [],
  )
}

async function acceptedTexts(replies: Reply[]): Promise<string[]> {
  const texts = (await readAccepted()).map((each) => each.text)
  return texts.filter((text) => replies.some((reply) => reply.text === text)).sort()
}

/** What lies on a customer's phone, oldest first. */
async function readPhone({ id }: Customer): Promise<string[]> {
  const path = `/__phone/messages?customerId=${id}&phoneNumberId=${tenant.number.phoneNumberId}&limit=1000`
  const chat = await askGraph<{ direction: string; content: { body: string } }[]>(stack.graphUrl, 'GET', path)
  return chat.filter((each) => each.direction === 'out').map((each) => each.content.body)
}

/** What lies on the customer's phone is what we say we sent, in that order, each once. */
async function expectOnce(customer: Customer, { messages }: Thread): Promise<void> {
  const received = await readPhone(customer)
  expect(new Set(received).size).toBe(received.length)
  const replies = messages.filter((message) => message.direction === 'outbound')
  const sent = replies.filter((message) => message.status !== 'unconfirmed').map((message) => message.text?.body)
  expect(received).toEqual(expect.arrayContaining(sent))
  const order = replies.map((message) => message.text?.body ?? '').filter((text) => received.includes(text))
  expect(received).toEqual(order)
}
