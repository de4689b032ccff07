import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../dev/graph/options.ts'
import { parseWebhook } from '../../worker/whatsapp/payloads.ts'
import { SHOP, type Stand, startStand, until } from './graph-stand.ts'

const PHONE = '31677777777'
const address = { phoneNumberId: SHOP.phoneNumberId }
let stand: Stand
let customerId: string

beforeEach(async () => {
  stand = await startStand()
  customerId = (await stand.addCustomer({ name: 'Rania', phone: PHONE })).id
})
afterEach(() => stand.stop())

const post = (message: JsonObject) => stand.call('/__phone/messages', { body: { customerId, ...address, ...message } })
const write = async (message: JsonObject) => ((await post(message)).json as { id: string }).id
const put = (what: string, body: JsonObject) =>
  stand.call(`/__phone/customers/${encodeURIComponent(customerId)}/${what}`, { method: 'PUT', body })
const announced = async (id: string) => {
  await until(() => stand.messages().some((one) => one.id === id))
  return stand.messages().find((one) => one.id === id) ?? {}
}
/** Every event that the inbox would make of what was announced so far. */
const events = () => stand.receiver.received.flatMap(({ body }) => parseWebhook(body).events)
const text = (body: string) => write({ type: 'text', text: { body } })

describe('what a customer changes', () => {
  it('is an edit or a revocation of an own message', async () => {
    const id = await text('At four')
    const message = { type: 'text', text: { body: 'At five' } }
    const edit = await write({ type: 'edit', edit: { original_message_id: id, message } })
    expect(await announced(edit)).toMatchObject({ type: 'edit', edit: { original_message_id: id, message } })
    const revoke = await write({ type: 'revoke', revoke: { original_message_id: id } })
    expect(await announced(revoke)).toMatchObject({ type: 'revoke', revoke: { original_message_id: id } })
    expect(events()).toMatchObject([
      { kind: 'message', type: 'text' },
      { kind: 'message', type: 'edit', targetWamid: id },
      { kind: 'message', type: 'revoke', targetWamid: id },
    ])
  })

  it('is never somebody else’s message', async () => {
    const body = { messaging_product: 'whatsapp', to: PHONE, type: 'text', text: { body: 'Hello' } }
    await text('Hi')
    const sent = (await stand.call(`/${SHOP.phoneNumberId}/messages`, { body })).json as { messages: { id: string }[] }
    const revoke = { original_message_id: sent.messages[0]?.id }
    expect((await post({ type: 'revoke', revoke })).status).toBe(409)
    expect((await post({ type: 'revoke', revoke: { original_message_id: 'wamid.none' } })).status).toBe(409)
  })
})

describe('what a customer sends ready-made', () => {
  it.each([
    ['voice.ogg', 'audio', { voice: true }],
    ['sheep.webp', 'sticker', {}],
    ['invoice.pdf', 'document', { filename: 'invoice.pdf' }],
  ])('%s is taken as %s', async (name, type, more) => {
    const sample = await fetch(`${stand.url}/__phone/samples/${name}`)
    expect(sample.status).toBe(200)
    const data = Buffer.from(await sample.arrayBuffer()).toString('base64')
    const mime_type = sample.headers.get('content-type') ?? ''
    const id = await write({ type, [type]: { data, mime_type, ...more } })
    expect(await announced(id)).toMatchObject({ type, [type]: { id: expect.any(String), ...more } })
    expect(events()).toMatchObject([{ kind: 'message', type, media: { mimeType: expect.stringContaining(mime_type) } }])
  })

  it('no other file of the machine', async () => {
    expect((await fetch(`${stand.url}/__phone/samples/..%2Fdemo.ts`)).status).toBe(404)
  })

  it('also a place, a card and the answer to a flow', async () => {
    await write({ type: 'location', location: { latitude: 1, longitude: 2 } })
    const contacts = [{ name: { formatted_name: 'Jonas' }, phones: [{ phone: '+49 30 901820' }] }]
    await write({ type: 'contacts', contacts })
    const nfm_reply = { name: 'flow', body: 'Sent', response_json: '{"size":"large"}' }
    await announced(await write({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } }))
    expect(events().map((event) => event.kind === 'message' && event.type)).toEqual([
      'location',
      'contacts',
      'interactive',
    ])
  })
})

describe('a customer who moves to another number', () => {
  it('is announced under the old number, with a new user id', async () => {
    await announced(await text('Hi'))
    expect((await put('number', { phone: '+31 6 8888 8888' })).status).toBe(200)
    await until(() => events().length === 3)
    const [first, number, userId] = events()
    expect(number).toMatchObject({ kind: 'identity', previous: { phone: PHONE }, current: { phone: '31688888888' } })
    const before = first?.kind === 'message' ? first.customer.userId : undefined
    expect(userId).toMatchObject({ kind: 'identity', previous: { userId: before } })
    const later = await announced(await text('Me again'))
    const now = userId?.kind === 'identity' ? userId.current.userId : undefined
    expect(now).not.toBe(before)
    expect(later).toMatchObject({ from: '31688888888', from_user_id: now })
  })

  it('cannot take a number that somebody has', async () => {
    await stand.addCustomer({ name: 'Omar', phone: '31699999999' })
    expect((await put('number', { phone: '31699999999' })).status).toBe(409)
    expect((await put('number', { phone: 'x' })).status).toBe(400)
  })
})

describe('a customer who wants no more', () => {
  const send = (body: JsonObject) =>
    stand.call(`/${SHOP.phoneNumberId}/messages`, { body: { messaging_product: 'whatsapp', to: PHONE, ...body } })
  const failed = async () => {
    await until(() => stand.statuses().some(({ status }) => status === 'failed'))
    const { errors } = stand.statuses().find(({ status }) => status === 'failed') as unknown as {
      errors: { code: number }[]
    }
    return errors[0]?.code
  }

  it('tells the business to stop marketing, and to go on', async () => {
    await put('refusal', { ...address, marketing: true })
    await put('refusal', { ...address, marketing: true })
    await put('refusal', { ...address, marketing: false })
    await until(() => events().length === 2)
    expect(events().map((event) => event.kind === 'channel' && event.value.value)).toEqual(['stop', 'resume'])
  })

  it('blocks it: nothing leaves, and what comes cannot be delivered', async () => {
    await announced(await text('Hi'))
    await put('refusal', { ...address, blocked: true })
    expect((await post({ type: 'text', text: { body: 'Again' } })).status).toBe(409)
    await send({ type: 'text', text: { body: 'Hello?' } })
    expect(await failed()).toBe(131026)
    expect(events().filter((event) => event.kind === 'channel')).toEqual([])
  })
})
