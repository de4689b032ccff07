import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Stack, startStack } from '../support/stack.ts'
import { createTripTenant, type TripNumber, type TripTenant } from '../support/trip-tenant.ts'
import { readThreadsByPhone, type Thread, waitUntilApplied } from '../support/trip-threads.ts'
import { eachOf, within } from '../support/trip-wait.ts'
import { businessText, customerText, postWebhook, statusOf, type TripEvent } from '../support/trip-webhooks.ts'

const CUSTOMERS = 50
const EVENTS_EACH = 40
const IN_FLIGHT = 20
/** The power goes when so many were acknowledged. */
const CUT_AFTER = 900
const APPLY_MS = 120_000
const START_MS = 180_000

let stack: Stack
let tenant: TripTenant

beforeAll(async () => {
  stack = await startStack({ like: inject('stack') })
  tenant = await createTripTenant(stack)
}, 240_000)
afterAll(() => stack?.stop())

describe('a power cut in the middle of 2,000 webhooks', () => {
  it('loses nothing that was acknowledged, doubles nothing, and keeps the order of Meta’s times', async () => {
    const events = talks(tenant.number)
    expect(events).toHaveLength(2_000)
    const acknowledged = await deliverUntilTheCut(events)
    expect(acknowledged.size).toBeGreaterThanOrEqual(CUT_AFTER)
    expect(acknowledged.size).toBeLessThan(events.length)

    await within('the stack starts again', START_MS, stack.restart())
    await redeliver(events, acknowledged)

    await waitUntilApplied(tenant.call, tenant.channelId, APPLY_MS)
    const threads = await readThreadsByPhone(tenant.call)
    expect(threads.size).toBe(CUSTOMERS)
    for (const [phone, thread] of threads)
      expectThread(
        thread,
        events.filter((event) => event.phone === phone),
      )
  }, 600_000)
})

/** @returns what was acknowledged before everything was killed. */
async function deliverUntilTheCut(events: TripEvent[]): Promise<Set<TripEvent>> {
  const acknowledged = new Set<TripEvent>()
  let cut: Promise<void> | undefined
  const deliver = async (event: TripEvent) => {
    const status = await postWebhook(stack.appUrl, event.body)
    if (status === 200) acknowledged.add(event)
    else expect(status).toBe(0)
    if (acknowledged.size >= CUT_AFTER) cut ??= stack.kill9()
  }
  await eachOf(events, IN_FLIGHT, deliver, () => cut !== undefined)
  await cut
  return acknowledged
}

/** Meta delivers what it got no 200 for, and a part of the rest; the newest first, which is the order we like least. */
async function redeliver(events: TripEvent[], acknowledged: Set<TripEvent>): Promise<void> {
  const again = events.filter((event) => !acknowledged.has(event) || Math.random() < 0.3).reverse()
  await eachOf(again, IN_FLIGHT, async (event) => expect(await postWebhook(stack.appUrl, event.body)).toBe(200))
}

/** Every second customer only writes; the others are answered now and then on the business's phone. */
function talks(number: TripNumber): TripEvent[] {
  const fromSeconds = Math.floor(Date.now() / 1000) - 3_600
  return Array.from({ length: CUSTOMERS * EVENTS_EACH }, (_, index) => {
    const customer = index % CUSTOMERS
    const turn = Math.floor(index / CUSTOMERS)
    const phone = `49171392${String(customer).padStart(4, '0')}`
    const atSeconds = fromSeconds + turn * 5
    const answer = `answer ${turn - (turn % 10)}`
    if (customer % 2 === 1 && turn % 10 === 7) return businessText(number, phone, atSeconds, answer)
    if (customer % 2 === 1 && turn % 10 === 8) return statusOf(number, phone, atSeconds, 'delivered', { text: answer })
    if (customer % 2 === 1 && turn % 10 === 9) return statusOf(number, phone, atSeconds, 'read', { text: answer })
    return customerText(number, phone, atSeconds, `line ${turn}`)
  })
}

function expectThread({ conversation, messages }: Thread, events: TripEvent[]): void {
  const lines = events.filter((event) => event.text !== null)
  expect(messages.map((message) => message.text?.body)).toEqual(lines.map((line) => line.text))
  expect(messages.map((message) => Date.parse(message.occurredAt) / 1000)).toEqual(lines.map((line) => line.atSeconds))
  const answers = messages.filter((message) => message.direction === 'outbound')
  expect(answers.map((message) => message.status)).toEqual(answers.map(() => 'read'))
  expect(conversation.preview?.text).toBe(lines.at(-1)?.text)
  if (answers.length === 0) expect(conversation.unreadCount).toBe(lines.length)
}
