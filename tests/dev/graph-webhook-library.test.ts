import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import type { JsonObject } from '../../dev/graph/options.ts'
import { APP_SECRET, SHOP, type Stand, startStand, until } from './graph-stand.ts'

// A library that checks signatures and reads payloads of Meta's webhooks, written by people who never saw this stand-in.

const PHONE = '31622222222'
let stand: Stand
let customerId: string

beforeAll(async () => {
  stand = await startStand()
  customerId = (await stand.addCustomer({ name: 'Zoë', phone: PHONE })).id
})
afterAll(() => stand.stop())

const libraryWith = (appSecret: string) => new WhatsAppAPI({ token: 'shop-token', appSecret, v: 'v24.0' })

/** What the library heard in everything that was delivered so far. */
async function heard() {
  const library = libraryWith(APP_SECRET)
  const messages: { from: string; type: string; phoneID: string; text: unknown }[] = []
  const statuses: string[] = []
  library.on.message = ({ from, message, phoneID }) => {
    const { type, text } = message as { type: string; text?: { body: string } }
    messages.push({ from: String(from), type, phoneID, text: text?.body })
  }
  library.on.status = ({ status }) => void statuses.push(status)
  for (const { raw, signature, body } of stand.receiver.received) await library.post(body as never, raw, signature)
  return { messages, statuses }
}

const write = (message: JsonObject) =>
  stand.call('/__phone/messages', { body: { customerId, phoneNumberId: SHOP.phoneNumberId, ...message } })

describe('a library for Meta’s webhooks', () => {
  it('accepts every signature, and hears messages and statuses', async () => {
    await write({ type: 'text', text: { body: 'Grüße 👋 / "quoted"' } })
    await write({ type: 'location', location: { latitude: 1, longitude: 2 } })
    const reply = { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } }
    await write({ type: 'interactive', interactive: reply })
    await until(() => stand.messages().length === 3)
    await stand.sendText(PHONE, 'Hello')
    await until(() => stand.statuses().some(({ status }) => status === 'delivered'))
    const { messages, statuses } = await heard()
    expect(messages).toMatchObject([
      { type: 'text', text: 'Grüße 👋 / "quoted"', from: PHONE, phoneID: SHOP.phoneNumberId },
      { type: 'location' },
      { type: 'interactive' },
    ])
    expect(statuses).toEqual(expect.arrayContaining(['sent', 'delivered']))
  })

  it('refuses them under another secret', async () => {
    const [first] = stand.receiver.received
    if (!first) throw new Error('nothing was delivered')
    await expect(libraryWith('another-secret').post(first.body as never, first.raw, first.signature)).rejects.toThrow()
  })
})
