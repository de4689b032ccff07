import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../dev/seed/app-client.ts'
import type { Readiness } from '../../worker/contract/health.ts'
import { findInText } from '../security/find-everywhere.ts'
import { type Stack, workerLog } from '../support/stack.ts'
import { type StackOnDatabase, startStackOnDatabase } from '../support/trip-database.ts'
import { createTripTenant, type TripTenant } from '../support/trip-tenant.ts'
import { readThreads, readThreadsByPhone, waitUntilApplied } from '../support/trip-threads.ts'
import { eachOf, waitFor } from '../support/trip-wait.ts'
import { customerText, postWebhook, type TripEvent } from '../support/trip-webhooks.ts'

const OUTAGE_MS = 30_000
const CUSTOMERS = 20
const HANDS = 6
/** Between two webhooks of one hand: some 50 a second in all. */
const PACE_MS = 100
const APPLY_MS = 180_000
/** How every customer's phone begins. */
const PHONES = '49171392'

let place: StackOnDatabase
let stack: Stack
/** Its number is in memory when the database goes away. */
let busy: TripTenant
/** Nobody has written to its number before: who it belongs to cannot be known during the outage. */
let quiet: TripTenant

beforeAll(async () => {
  place = await startStackOnDatabase()
  stack = place.stack
  busy = await createTripTenant(stack)
  quiet = await createTripTenant(stack)
}, 240_000)
afterAll(() => place?.stop())

describe('Postgres away for 30 seconds under load', () => {
  it('refuses no webhook, and has everything once, in order, when Postgres is back', async () => {
    const load = startLoad()
    await load.reach(100)
    await place.stopDatabase()
    const stoppedMs = Date.now()
    await Promise.all([sendQuietly(), expectHonestOutage()])
    await waitFor('readiness that says what is kept', 20_000, async () => (await badParts()).includes('inboxes'))
    await wait(OUTAGE_MS - (Date.now() - stoppedMs))
    const duringOutage = load.taken.length
    await place.startDatabase()
    await load.reach(duringOutage + 100)
    await load.end()

    expect(load.refused).toEqual([])
    expect(duringOutage).toBeGreaterThan(300)
    await waitUntilApplied(busy.call, busy.channelId, APPLY_MS)
    await expectLines(busy, load.taken)
    await waitFor('what came for the quiet number', APPLY_MS, async () => {
      const messages = (await readThreads(quiet.call)).flatMap((thread) => thread.messages)
      return messages.length >= CUSTOMERS
    })
    await expectLines(quiet, quietEvents())
    await waitFor('readiness as before', 60_000, async () => (await badParts()).length === 0)
    expect(workerLog(stack)).toContain('"event":"request.unavailable"')
    expect(findInText('the log', workerLog(stack), { phones: PHONES, words: 'quiet 1' })).toEqual([])
  }, 600_000)
})

/** Customers who go on writing until told to end. */
function startLoad() {
  const taken: TripEvent[] = []
  const refused: number[] = []
  let over = false
  const running = eachOf(
    endlessTexts(),
    HANDS,
    async (event) => {
      const status = await postWebhook(stack.appUrl, event.body)
      if (status === 200) taken.push(event)
      else refused.push(status)
      await wait(PACE_MS)
    },
    () => over,
  )
  return {
    taken,
    refused,
    reach: (count: number) => waitFor(`${count} webhooks taken`, 60_000, async () => taken.length >= count),
    end: () => {
      over = true
      return running
    },
  }
}

function* endlessTexts() {
  const fromSeconds = Math.floor(Date.now() / 1000) - 80_000
  for (let n = 0; ; n++) yield customerText(busy.number, phoneOf(n % CUSTOMERS), fromSeconds + n, `line ${n}`)
}

const quietFromSeconds = Math.floor(Date.now() / 1000) - 3_600
const quietEvents = () =>
  Array.from({ length: CUSTOMERS }, (_, n) =>
    customerText(quiet.number, phoneOf(n), quietFromSeconds + n, `quiet ${n}`),
  )

async function sendQuietly(): Promise<void> {
  await eachOf(quietEvents(), 2, async (event) => expect(await postWebhook(stack.appUrl, event.body)).toBe(200))
}

/** The app says what is the matter, and that it will pass. */
async function expectHonestOutage(): Promise<void> {
  expect((await fetch(`${stack.appUrl}/readyz`)).status).toBe(503)
  const refusal = await busy.call('GET', '/conversations').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
}

async function badParts(): Promise<string[]> {
  const { dependencies } = (await (await fetch(`${stack.appUrl}/readyz`)).json()) as Readiness
  return dependencies.filter((each) => !each.ok).map((each) => each.name)
}

async function expectLines({ call }: TripTenant, events: TripEvent[]): Promise<void> {
  const threads = await readThreadsByPhone(call)
  expect(threads.size).toBe(CUSTOMERS)
  for (const [phone, { messages, conversation }] of threads) {
    const lines = events.filter((event) => event.phone === phone).sort((a, b) => a.atSeconds - b.atSeconds)
    expect(messages.map((message) => message.text?.body)).toEqual(lines.map((line) => line.text))
    expect(conversation.unreadCount).toBe(lines.length)
  }
}

const phoneOf = (customer: number) => `${PHONES}${String(customer).padStart(4, '0')}`
