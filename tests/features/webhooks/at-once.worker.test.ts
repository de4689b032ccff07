import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { InboxObject } from '../../../durable-objects/inbox-object/object.ts'
import { webhooksAtOnce } from '../../../worker/cache/limit-table.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { postText } from '../../security/inhabited-tenant.ts'
import { type GraphNumber, newChannel, newTenant, type Person } from '../../support/factories.ts'

// How many webhooks of one channel an isolate has in hand. The inbox is made to hold its answers back.

let owner: Person
let number: GraphNumber
let other: GraphNumber
beforeAll(async () => {
  owner = await newTenant()
  number = (await newChannel(owner)).number
  other = (await newChannel(await newTenant())).number
})
afterEach(() => vi.restoreAllMocks())

const phones = Array.from({ length: webhooksAtOnce.atOnce + 3 }, (_, n) => `49151${String(n).padStart(8, '0')}`)
const send = (to: GraphNumber, phone: string) => postText(to, phone, 'Hello', `wamid.${phone}`)

/** @returns what lets the answers go. */
function holdInbox() {
  const receive = InboxObject.prototype.receive
  let isHeld = true
  let asked = 0
  vi.spyOn(InboxObject.prototype, 'receive').mockImplementation(async function (this: InboxObject, ...input) {
    asked++
    while (isHeld) await new Promise((resolve) => setTimeout(resolve, 20))
    return receive.apply(this, input)
  })
  const release = () => {
    isHeld = false
  }
  return { asked: () => asked, release }
}

async function storedPhones(cursor = ''): Promise<string[]> {
  const path = `/api/conversations?limit=100${cursor && `&cursor=${cursor}`}`
  const { data, nextCursor } = (await owner.call<Page<Conversation>>('GET', path)).body
  const found = data.map(({ contact }) => (contact.phone ?? '').replace('+', ''))
  return nextCursor === null ? found : [...found, ...(await storedPhones(nextCursor))]
}

it('more of a channel than fits is refused, taken when it comes again, and nothing of it is lost', async () => {
  const inbox = holdInbox()
  const held = phones.slice(0, webhooksAtOnce.atOnce).map((phone) => send(number, phone))
  await vi.waitFor(() => expect(inbox.asked()).toBe(webhooksAtOnce.atOnce), 30_000)
  const late = phones.slice(webhooksAtOnce.atOnce)
  for (const phone of late) {
    const refused = await send(number, phone)
    expect(refused).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(inbox.asked()).toBe(webhooksAtOnce.atOnce)
  const ofAnother = send(other, '4915100000000')
  await vi.waitFor(() => expect(inbox.asked()).toBe(webhooksAtOnce.atOnce + 1), 10_000)
  inbox.release()
  expect((await ofAnother).status).toBe(200)
  expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([200]))
  for (const phone of late) expect((await send(number, phone)).status).toBe(200)
  await vi.waitFor(async () => expect((await storedPhones()).sort()).toEqual(phones), {
    timeout: 30_000,
    interval: 500,
  })
}, 90_000)
