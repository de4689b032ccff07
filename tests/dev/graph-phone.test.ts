import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../dev/graph/options.ts'
import { SHOP, type Stand, startStand, until } from './graph-stand.ts'

const PHONE = '31677777777'
const OGG = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(40)])

let stand: Stand
let customerId: string

beforeEach(async () => {
  stand = await startStand()
  customerId = (await stand.addCustomer({ name: 'Rania', phone: PHONE, username: 'rania' })).id
})
afterEach(() => stand.stop())

const write = async (message: JsonObject, from = customerId) => {
  const body = { customerId: from, phoneNumberId: SHOP.phoneNumberId, ...message }
  return (await stand.call('/__phone/messages', { body })).json as { id: string; status: string }
}
const announced = async (id: string) => {
  await until(() => stand.messages().some((one) => one.id === id))
  return stand.messages().find((one) => one.id === id) ?? {}
}
const send = (content: JsonObject) =>
  stand.call(`/${SHOP.phoneNumberId}/messages`, { body: { messaging_product: 'whatsapp', to: PHONE, ...content } })

describe('the phone', () => {
  it('announces taps, reactions and quotes in the form Meta gives them', async () => {
    const { id: first } = await write({ type: 'text', text: { body: 'hello' } })
    const buttons = [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }]
    const sent = await send({
      type: 'interactive',
      interactive: { type: 'button', body: { text: 'Same address?' }, action: { buttons } },
    })
    const question = (sent.json as { messages: { id: string }[] }).messages[0]?.id
    const reply = { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } }
    const tap = await write({ type: 'interactive', interactive: reply, context: { message_id: question } })
    expect(await announced(tap.id)).toMatchObject({
      from: PHONE,
      from_user_id: expect.stringMatching(/^US\.\w+$/),
      type: 'interactive',
      interactive: reply,
      context: { from: SHOP.displayPhoneNumber, id: question },
    })
    const quote = await write({ type: 'text', text: { body: 'this' }, context: { message_id: first } })
    expect(await announced(quote.id)).toMatchObject({ context: { from: PHONE, id: first } })
    const reaction = await write({ type: 'reaction', reaction: { message_id: question, emoji: '👍' } })
    expect(await announced(reaction.id)).toMatchObject({ reaction: { message_id: question, emoji: '👍' } })
  })

  it('sends media that the business can look up and download', async () => {
    const audio = { data: OGG.toString('base64'), mime_type: 'audio/ogg', voice: true }
    const { id } = await write({ type: 'audio', audio })
    const heard = (await announced(id)).audio as { id: string; sha256: string; mime_type: string; url: string }
    expect(heard).toMatchObject({ mime_type: 'audio/ogg; codecs=opus', voice: true })
    expect(heard.sha256).toMatch(/^[\w+/]{43}=$/)
    const found = (await stand.call(`/v24.0/${heard.id}`)).json as { url: string; sha256: string }
    expect(Buffer.from(found.sha256, 'hex').toString('base64')).toBe(heard.sha256)
    const load = (url: string, token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } })
    expect(Buffer.from(await (await load(found.url, 'shop-token')).arrayBuffer()).equals(OGG)).toBe(true)
    expect((await load(heard.url, 'other-token')).status).toBe(404)
    expect((await load(found.url.replace(/ext=\d+/, 'ext=1'), 'shop-token')).status).toBe(404)
  })

  it('shows its ticks: waiting, accepted, read by the business', async () => {
    stand.receiver.state.status = 500
    const { id, status } = await write({ type: 'text', text: { body: 'anyone?' } })
    expect(status).toBe('pending')
    const now = async () => {
      const query = `customerId=${customerId}&phoneNumberId=${SHOP.phoneNumberId}`
      return ((await stand.call(`/__phone/messages?${query}`)).json as { status: string }[])[0]?.status
    }
    stand.receiver.state.status = 200
    await until(async () => (await now()) === 'sent')
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id }
    expect((await stand.call(`/${SHOP.phoneNumberId}/messages`, { body: read })).json).toEqual({ success: true })
    expect(await now()).toBe('read')
  })

  it('can belong to somebody without a number, who is reached by user id', async () => {
    const hidden = await stand.addCustomer({ name: 'Lucía', username: 'lucia.rosa' })
    const { id } = await write({ type: 'text', text: { body: 'hola' } }, hidden.id)
    const message = await announced(id)
    expect(message).not.toHaveProperty('from')
    expect(message.from_user_id).toBe(hidden.userIds[SHOP.businessId])
    const answer = await send({ to: undefined, recipient: message.from_user_id, type: 'text', text: { body: 'hi' } })
    expect(answer.json).toMatchObject({ contacts: [{ input: message.from_user_id, user_id: message.from_user_id }] })
    await until(() => stand.statuses().some((one) => one.status === 'delivered'))
    expect(stand.statuses()[0]).not.toHaveProperty('recipient_id')
    const code = { name: 'sign_in_code', language: { code: 'en_US' } }
    const refused = await send({ to: undefined, recipient: message.from_user_id, type: 'template', template: code })
    expect(refused.json).toMatchObject({ error: { code: 131062 } })
  })

  it('serves its page and files', async () => {
    const page = await fetch(`${stand.url}/`)
    expect(page.headers.get('content-type')).toContain('text/html')
    const files = [...(await page.text()).matchAll(/(?:href|src)="(\/phone\/[^"]+)"/g)].map((match) => match[1])
    expect(files.length).toBeGreaterThan(5)
    for (const file of files) expect((await fetch(`${stand.url}${file}`)).status).toBe(200)
    expect((await fetch(`${stand.url}/phone/../server.ts`)).status).not.toBe(200)
  })
})

describe('limits of a send', () => {
  const long = (length: number) => 'x'.repeat(length)
  const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
  const withButtons = (buttons: JsonObject[]) => ({
    type: 'interactive',
    interactive: { type: 'button', body: { text: 'Which?' }, action: { buttons } },
  })
  const rows = Array.from({ length: 6 }, (_, n) => ({ id: `${n}`, title: `Row ${n}` }))
  const others = rows.map(({ id, title }) => ({ id: `other ${id}`, title }))

  const refused: [string, JsonObject, number][] = [
    ['a long text', { type: 'text', text: { body: long(4097) } }, 100],
    ['no text', { type: 'text', text: {} }, 131008],
    ['no content', { type: 'image' }, 131008],
    ['an unknown type', { type: 'hologram', hologram: {} }, 100],
    ['an unknown key', { type: 'text', text: { body: 'x', bold: true } }, 100],
    ['id and link at once', { type: 'image', image: { id: '1', link: 'https://shop.example/a.png' } }, 131009],
    ['four buttons', withButtons(['1', '2', '3', '4'].map((n) => reply(n, n))), 131009],
    ['a long button', withButtons([reply('1', long(21))]), 131009],
    ['two equal buttons', withButtons([reply('1', 'Same'), reply('2', 'Same')]), 131009],
    [
      'twelve rows',
      {
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: 'Which?' },
          action: {
            button: 'Choose',
            sections: [
              { title: 'A', rows },
              { title: 'B', rows: others },
            ],
          },
        },
      },
      131009,
    ],
    ['a latitude off the earth', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
    ['a long note to self', { type: 'text', text: { body: 'x' }, biz_opaque_callback_data: long(513) }, 100],
    [
      'a quoting reaction',
      { type: 'reaction', reaction: { message_id: 'a', emoji: '👍' }, context: { message_id: 'a' } },
      131009,
    ],
    ['the sender itself', { to: SHOP.displayPhoneNumber, type: 'text', text: { body: 'x' } }, 131021],
    ['nobody', { to: undefined, type: 'text', text: { body: 'x' } }, 100],
    ['a word instead of a number', { to: 'Rania', type: 'text', text: { body: 'x' } }, 131009],
  ]
  it.each(refused)('refuse %s', async (_, content, code) => {
    expect(await send(content)).toMatchObject({ status: 400, json: { error: { code, type: 'OAuthException' } } })
  })

  it('let the longest text pass', async () => {
    expect((await send({ type: 'text', text: { body: long(4096) } })).status).toBe(200)
  })
})
