import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { metaJson, sign } from '../../dev/graph/signature.ts'
import { APP_SECRET, OTHER, pick, SHOP, type Stand, startReceiver, startStand, until } from './graph-stand.ts'

const PHONE = '31622222222'
const FAST = { statusDelaysMs: { sent: 5, delivered: 10, read: 15 } }

let stand: Stand
let customerId: string

beforeEach(async () => {
  stand = await startStand()
  await stand.faults(FAST)
  customerId = (await stand.addCustomer({ name: 'Joël', phone: PHONE })).id
})
afterEach(() => stand.stop())

describe('webhooks', () => {
  it('are ASCII, with lowercase escapes and escaped slashes, and signed over exactly those bytes', async () => {
    await stand.write(customerId, 'Hoi 🙏 zie https://shop.example/é')
    await until(() => stand.messages().length === 1)
    const [{ raw, signature } = { raw: '', signature: '' }] = stand.receiver.received
    expect(raw).toMatch(/^[\x20-\x7e]+$/)
    expect(raw).toContain('Hoi \\ud83d\\ude4f zie https:\\/\\/shop.example\\/\\u00e9')
    expect(signature).toBe(sign(raw, APP_SECRET))
    expect(metaJson({ a: '\u007f' })).toBe('{"a":"\\u007f"}')
  })

  it('are repeated until they are answered with 200, and a customer stays in order', async () => {
    stand.receiver.state.status = 503
    for (let n = 1; n <= 5; n += 1) await stand.write(customerId, `line ${n}`)
    await until(() => stand.receiver.received.length >= 3)
    expect(new Set(stand.receiver.received.map(({ raw }) => raw)).size).toBe(1)
    stand.receiver.state.status = 200
    await until(() => new Set(stand.messages().map((one) => one.id)).size === 5)
    const lines = stand.messages().map((one) => (one.text as { body: string }).body)
    expect([...new Set(lines)]).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
    await until(async () => ((await stand.call('/__stats')).json as { webhooksPending: number }).webhooksPending === 0)
  })

  it('outlive a restart, and so does the log', async () => {
    stand.receiver.state.status = 500
    const { id } = await stand.write(customerId, 'before the crash')
    await stand.sendText(PHONE, 'and the answer')
    await stand.stop(true)

    stand = await startStand({ dataDir: stand.dataDir })
    await until(() => stand.messages().some((one) => one.id === id))
    await until(() => stand.statuses().some((one) => one.status === 'delivered'))
    const log = (await stand.call('/__log')).json as { method: string; path: string; status: number }[]
    expect(log).toMatchObject([{ method: 'POST', path: `/v24.0/${SHOP.phoneNumberId}/messages`, status: 200 }])
    expect(JSON.stringify(log)).not.toContain('shop-token')
  })

  it('can be doubled, gathered and without phone numbers', async () => {
    await stand.faults({ duplicates: true, userIdOnly: true })
    await stand.write(customerId, 'twice')
    await until(() => stand.messages().length === 2)
    expect(new Set(stand.messages().map((one) => one.id)).size).toBe(1)
    expect(stand.receiver.received[0]?.raw).not.toContain(PHONE)
    expect(stand.messages()[0]?.from_user_id).toMatch(/^US\.\w+$/)

    await stand.faults({ duplicates: false, batch: 1000 })
    const before = stand.receiver.received.length
    await Promise.all(Array.from({ length: 30 }, (_, n) => stand.write(customerId, `gathered ${n}`)))
    await until(() => new Set(stand.messages().map((one) => one.id)).size === 31)
    expect(stand.receiver.received.length - before).toBeLessThan(10)
  })

  it('can overtake each other', async () => {
    await stand.faults({ reorder: true })
    for (let n = 0; n < 12; n += 1) await stand.write(customerId, `${n}`)
    await until(() => stand.messages().length === 12)
    const arrived = stand.messages().map((one) => Number((one.text as { body: string }).body))
    expect(arrived).not.toEqual(arrived.toSorted((a, b) => a - b))
  })

  it('go to the override of their account, signed with its secret, once the handshake succeeded', async () => {
    const own = await startReceiver()
    const subscribe = (url: string) =>
      stand.call(`/${SHOP.wabaId}/subscribed_apps`, { body: { override_callback_uri: url, verify_token: 'mine' } })
    const refused = await subscribe('http://127.0.0.1:1/nobody')
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 2200 } } })
    expect((await subscribe(own.url)).status).toBe(200)
    await stand.faults({ appSecret: 'own-secret' })
    await stand.write(customerId, 'elsewhere')
    await until(() => own.received.length === 1)
    expect(own.received[0]?.signature).toBe(sign(own.received[0]?.raw ?? '', 'own-secret'))
    expect(stand.receiver.received).toHaveLength(0)
    own.close()
  })

  it('made by hand are delivered at once and open the window', async () => {
    const body = {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: SHOP.wabaId,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: SHOP.displayPhoneNumber, phone_number_id: SHOP.phoneNumberId },
                contacts: [{ profile: { name: 'Seeded' }, wa_id: '31633333333', user_id: 'US.777' }],
                messages: [
                  {
                    from: '31633333333',
                    from_user_id: 'US.777',
                    id: 'wamid.seeded',
                    timestamp: `${Math.floor(Date.now() / 1000)}`,
                    type: 'text',
                    text: { body: 'from the seed' },
                  },
                ],
              },
            },
          ],
        },
      ],
    }
    expect((await stand.call('/__webhooks', { body })).json).toEqual({ status: 200 })
    expect(stand.receiver.received[0]?.body).toEqual(body)
    expect(stand.receiver.received[0]?.signature).toBe(sign(metaJson(body), APP_SECRET))
    const answer = await stand.call(`/${SHOP.phoneNumberId}/messages`, {
      body: { messaging_product: 'whatsapp', recipient: 'US.777', type: 'text', text: { body: 'hello' } },
    })
    expect(answer.json).toMatchObject({ contacts: [{ input: 'US.777', wa_id: '31633333333' }] })
    await until(() => stand.statuses().some((one) => one.status === 'read'))
  })
})

describe('statuses', () => {
  it('come in order with a price, and read only when the chat is opened', async () => {
    await stand.write(customerId, 'hello')
    const { json } = await stand.sendText(PHONE, 'hi', { biz_opaque_callback_data: 'attempt-1' })
    const { id } = (json as { messages: { id: string }[] }).messages[0] ?? { id: '' }
    const mine = () => stand.statuses().filter((one) => one.id === id)
    await until(() => mine().length === 2)
    await sleep(60)
    expect(mine().map((one) => one.status)).toEqual(['sent', 'delivered'])
    await stand.call('/__phone/read', { body: { customerId, phoneNumberId: SHOP.phoneNumberId } })
    await until(() => mine().length === 3)
    expect(mine()[2]).toMatchObject({
      status: 'read',
      recipient_id: PHONE,
      biz_opaque_callback_data: 'attempt-1',
    })
    expect(mine()[0]?.pricing).toEqual({
      billable: false,
      pricing_model: 'PMP',
      type: 'free_customer_service',
      category: 'service',
    })
    expect(mine()[2]).not.toHaveProperty('pricing')
    expect(mine()[0]).not.toHaveProperty('conversation')
  })

  it('wait for a customer who is offline', async () => {
    await stand.write(customerId, 'going into the tunnel')
    await stand.call(`/__phone/customers/${customerId}/presence`, { method: 'PUT', body: { online: false } })
    await stand.sendText(PHONE, 'one')
    await stand.sendText(PHONE, 'two')
    await until(() => stand.statuses().length === 2)
    await sleep(60)
    expect(stand.statuses().map((one) => one.status)).toEqual(['sent', 'sent'])
    await stand.call(`/__phone/customers/${customerId}/presence`, { method: 'PUT', body: { online: true } })
    await until(() => stand.statuses().filter((one) => one.status === 'delivered').length === 2)
  })

  it('say failed when the 24-hour window is closed or nobody is there', async () => {
    await stand.sendText(PHONE, 'out of the blue')
    await until(() => stand.statuses().length === 1)
    expect(stand.statuses()[0]).toMatchObject({
      status: 'failed',
      errors: [{ code: 131047, title: 'Re-engagement message' }],
    })
    const recipient = 'US.404'
    await stand.call(`/${SHOP.phoneNumberId}/messages`, {
      body: { messaging_product: 'whatsapp', recipient, type: 'text', text: { body: 'x' } },
    })
    await until(() => stand.statuses().length === 2)
    expect(stand.statuses()[1]).toMatchObject({ recipient_user_id: recipient, errors: [{ code: 131026 }] })
    expect(pick(stand.receiver.received[1]?.body ?? {}, 'statuses')[0]).not.toHaveProperty('recipient_id')
  })

  it('say failed for a link that leads nowhere', async () => {
    await stand.write(customerId, 'send me the picture')
    const image = { link: 'http://127.0.0.1:1/nothing.png' }
    await stand.call(`/${SHOP.phoneNumberId}/messages`, {
      body: { messaging_product: 'whatsapp', to: PHONE, type: 'image', image },
    })
    await until(() => stand.statuses().length === 1)
    expect(stand.statuses()[0]).toMatchObject({ status: 'failed', errors: [{ code: 131053 }] })
  })
})

describe('fault switches', () => {
  const logged = async () =>
    (await stand.call('/__log')).json as { status: number; messageId?: string; body: { text: { body: string } } }[]

  it('answer 500 or hang up after the send was accepted', async () => {
    await stand.faults({ answer500: 1, dropConnection: 1 })
    await expect(stand.sendText(PHONE, 'first')).rejects.toThrow()
    expect(await stand.sendText(PHONE, 'second')).toMatchObject({ status: 500, json: { error: { code: 131000 } } })
    expect((await stand.sendText(PHONE, 'third')).status).toBe(200)
    const lines = await logged()
    expect(lines.map((line) => line.status)).toEqual([0, 500, 200])
    expect(new Set(lines.map((line) => line.messageId)).size).toBe(3)
    await until(() => new Set(stand.statuses().map((one) => one.id)).size === 3)
  })

  it('refuse the next sends, one recipient, or fail a send later', async () => {
    await stand.faults({
      errors: [
        { code: 131016, times: 2 },
        { code: 131026, to: '31644444444', async: true },
      ],
    })
    expect((await stand.sendText(PHONE, '1')).json).toMatchObject({ error: { code: 131016 } })
    expect((await stand.sendText(PHONE, '2')).status).toBe(500)
    expect((await stand.sendText(PHONE, '3')).status).toBe(200)
    expect((await stand.sendText('31644444444', '4')).status).toBe(200)
    await until(() => stand.statuses().some((one) => one.recipient_id === '31644444444'))
    const failed = stand.statuses().find((one) => one.recipient_id === '31644444444')
    expect(failed).toMatchObject({ status: 'failed', errors: [{ code: 131026 }] })
    expect((await stand.call('/__faults', { method: 'DELETE' })).json).toMatchObject({ errors: [] })
    expect((await stand.faults({ nonsense: 1 })).status).toBe(400)
  })

  it('enforce throughput and the pair limit with HTTP 400', async () => {
    await stand.faults({ throughput: 5 })
    const burst = await Promise.all(Array.from({ length: 8 }, (_, n) => stand.sendText(`3165555555${n}`, 'x')))
    const refused = burst.filter((one) => one.status === 400)
    expect(refused).toHaveLength(3)
    expect(refused[0]?.json).toMatchObject({ error: { code: 130429 } })

    await stand.faults({ throughput: null, pairLimit: true })
    for (let n = 0; n < 45; n += 1) expect((await stand.sendText(PHONE, `${n}`)).status).toBe(200)
    expect(await stand.sendText(PHONE, 'one more')).toMatchObject({ status: 400, json: { error: { code: 131056 } } })
    expect((await stand.sendText('31666666666', 'somebody else')).status).toBe(200)
  })

  it('count the connections that wait', async () => {
    await stand.faults({ delayMs: 150 })
    await Promise.all([stand.sendText(PHONE, 'a'), stand.sendText(PHONE, 'b'), stand.sendText(PHONE, 'c')])
    expect((await stand.call('/__stats')).json).toMatchObject({ maxOpenConnections: 3, openConnections: 0, sends: 3 })
    await stand.call('/__stats', { method: 'DELETE' })
    expect((await stand.call('/__stats')).json).toMatchObject({ maxOpenConnections: 0 })
  })
})

describe('accounts', () => {
  it('are separate', async () => {
    for (const path of [`/${OTHER.phoneNumberId}`, `/${OTHER.wabaId}/message_templates`, `/${OTHER.wabaId}`]) {
      expect((await stand.call(path)).json).toMatchObject({ error: { code: 100, error_subcode: 33 } })
      expect((await stand.call(path, { token: 'other-token' })).status).toBe(200)
    }
  })

  it('describe their tokens', async () => {
    const { json } = await stand.call('/debug_token?input_token=shop-token')
    expect(json).toMatchObject({ data: { is_valid: true, type: 'SYSTEM_USER', expires_at: 0 } })
    const expired = await stand.call('/debug_token?input_token=expired-token', { token: 'other-token' })
    expect(expired.json).toMatchObject({ data: { is_valid: false, type: 'USER' } })
  })

  it('take a file in pieces and give a handle for it', async () => {
    const begin = await stand.call('/v24.0/test-app/uploads?file_name=a.png&file_length=5&file_type=image/png', {
      method: 'POST',
    })
    const { id } = begin.json as { id: string }
    const put = (offset: number, body: string) =>
      fetch(`${stand.url}/v24.0/${id}`, {
        method: 'POST',
        headers: { authorization: 'OAuth shop-token', file_offset: `${offset}` },
        body,
      })
    expect((await put(0, 'abc')).status).toBe(200)
    expect((await put(0, 'abc')).status).toBe(400)
    expect((await stand.call(`/${id}`)).json).toEqual({ id, file_offset: 3 })
    expect(await (await put(3, 'de')).json()).toMatchObject({ h: expect.stringMatching(/^4:/) })
  })

  it('review a new template and announce the result', async () => {
    const template = {
      name: 'pickup_ready',
      language: 'en_US',
      category: 'UTILITY',
      components: [
        { type: 'BODY', text: 'Hi {{1}}, your order waits at the desk.', example: { body_text: [['Ana']] } },
      ],
    }
    const path = `/${SHOP.wabaId}/message_templates`
    const created = await stand.call(path, { body: template })
    expect(created.json).toMatchObject({ status: 'PENDING' })
    expect((await stand.call(path, { body: template })).json).toMatchObject({ error: { error_subcode: 2388024 } })
    await until(() => stand.receiver.received.some(({ raw }) => raw.includes('message_template_status_update')))
    const { id } = created.json as { id: string }
    expect((await stand.call(`/${id}?fields=status,quality_score`)).json).toMatchObject({ status: 'APPROVED' })
  })
})
