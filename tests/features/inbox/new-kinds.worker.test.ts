import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Message } from '../../../worker/contract/message.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { fetchWorker, type InhabitedTenant, newInhabitedTenant, postPicture } from '../../security/inhabited-tenant.ts'
import { auditOf, newMember, type Person, services } from '../../support/factories.ts'

let shop: InhabitedTenant
beforeAll(async () => {
  shop = await newInhabitedTenant()
}, 60_000)

const send = (own: object, by: Person = shop.owner) =>
  by.call<Message>('POST', `/api/conversations/${shop.ids.conversationId}/messages`, {
    clientMessageId: newId(),
    ...own,
  })

/** What the Graph stand-in was asked to send, once it took it. */
async function taken(messageId: string): Promise<Record<string, unknown>> {
  await vi.waitFor(async () => {
    const { body } = await shop.owner.call<{ data: Message[] }>('GET', `/api/messages?ids=${messageId}`)
    if (body.data[0]?.status === 'failed') throw new Error(JSON.stringify(body.data[0].failure))
    expect(['sent', 'delivered', 'read']).toContain(body.data[0]?.status)
  }, 20_000)
  const answer = await fetch(`${services.settings.GRAPH_API_URL}/__log`)
  const log = (await answer.json()) as { path: string; body: Record<string, unknown>; status: number }[]
  const found = log.findLast((each) => each.path.includes(shop.number.phoneNumberId) && each.path.endsWith('/messages'))
  expect(found?.status).toBe(200)
  return found?.body ?? {}
}

const buttons = (...titles: string[]) => ({
  type: 'button',
  header: { type: 'text', text: 'Delivery' },
  body: { text: 'When suits you?' },
  footer: { text: 'Free of charge' },
  action: { buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: `b${index}`, title } })) },
})
const list = (rows: number) => ({
  type: 'list',
  body: { text: 'Which colour?' },
  action: {
    button: 'Colours',
    sections: [{ rows: Array.from({ length: rows }, (_, at) => ({ id: `r${at}`, title: `Colour ${at}` })) }],
  },
})
const link = (url: string) => ({
  type: 'cta_url',
  body: { text: 'Follow your parcel' },
  action: { name: 'cta_url', parameters: { display_text: 'Follow', url } },
})

describe('a message of every kind', () => {
  it.each<[string, object]>([
    ['reply buttons', { type: 'interactive', interactive: buttons('Morning', 'Afternoon', 'Never') }],
    ['a list', { type: 'interactive', interactive: list(10) }],
    ['a link', { type: 'interactive', interactive: link('https://parcels.example/1') }],
    [
      'a location',
      { type: 'location', location: { latitude: 52.3731, longitude: 4.8922, name: 'Dam', address: 'Dam 1' } },
    ],
    [
      'a contact card',
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Ana Silva', first_name: 'Ana', last_name: 'Silva' },
            phones: [{ phone: '+351912345678', type: 'CELL', wa_id: '351912345678' }],
          },
        ],
      },
    ],
  ])('%s reaches WhatsApp as it was written', async (_, own) => {
    const { status, body } = await send(own)
    expect(status).toBe(202)
    expect(body).toMatchObject(own)
    expect(await taken(body.id)).toMatchObject(own)
  })

  it('a question with a picture above it', async () => {
    const upload = (await (await postPicture(shop.owner, shop.ids.channelId)).json()) as { id: string }
    const header = { type: 'image', image: { id: upload.id } }
    const { status, body } = await send({ type: 'interactive', interactive: { ...buttons('Yes'), header } })
    expect(status).toBe(202)
    const payload = (await taken(body.id)) as { interactive: { header: { image: { id: string } } } }
    expect(payload.interactive.header.image.id).toMatch(/^\d+$/)
  })

  it('a sticker, as small as WhatsApp wants it', async () => {
    const upload = await postSticker(20_000)
    expect(upload.status).toBe(201)
    const { id, kind } = (await upload.json()) as { id: string; kind: string }
    expect(kind).toBe('sticker')
    const { status, body } = await send({ type: 'sticker', sticker: { id } })
    expect(status).toBe(202)
    expect(await taken(body.id)).toMatchObject({ type: 'sticker', sticker: { id: expect.stringMatching(/^\d+$/) } })
    expect((await postSticker(101 * 1024)).status).toBe(413)
    expect((await postSticker(101 * 1024, { moves: true })).status).toBe(201)
    expect((await postSticker(501 * 1024, { moves: true })).status).toBe(413)
  })

  it('twice under one id is one message', async () => {
    const own = { clientMessageId: newId(), type: 'interactive', interactive: buttons('Yes', 'No') }
    const [first, second] = [await send(own), await send(own)]
    expect(second.body.id).toBe(first.body.id)
    const path = `/api/conversations/${shop.ids.conversationId}/messages?limit=100`
    const { body } = await shop.owner.call<Page<Message>>('GET', path)
    expect(body.data.filter((message) => message.clientMessageId === own.clientMessageId)).toHaveLength(1)
    const written = (await auditOf(shop.owner)).filter((row) => row.subjectId === first.body.id)
    expect(written.map((row) => row.action)).toEqual(['message.written'])
  })

  it.each<[string, object]>([
    ['four buttons', { type: 'interactive', interactive: buttons('1', '2', '3', '4') }],
    ['two buttons that say the same', { type: 'interactive', interactive: buttons('Yes', 'Yes') }],
    ['a button of 21 characters', { type: 'interactive', interactive: buttons('x'.repeat(21)) }],
    ['eleven choices', { type: 'interactive', interactive: list(11) }],
    ['a link that runs code', { type: 'interactive', interactive: link('javascript:alert(1)') }],
    ['a place beyond the pole', { type: 'location', location: { latitude: 91, longitude: 0 } }],
    ['a card without a name', { type: 'contacts', contacts: [{ phones: [{ phone: '+351912345678' }] }] }],
    [
      'a card with half a number',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A', first_name: 'A' }, phones: [{ phone: '12' }] }] },
    ],
    ['a kind that only customers send', { type: 'interactive', interactive: { type: 'button_reply' } }],
  ])('%s is refused', async (_, own) => {
    expect((await send(own)).status).toBe(400)
  })

  it('bears its writer’s name under its words, where the team signs, and not beyond WhatsApp’s limits', async () => {
    const setSignature = (signature: string) => shop.owner.call('PATCH', '/api/tenant', { desk: { signature } })
    expect((await setSignature('full')).status).toBe(200)
    const sign = `\n\n_${shop.owner.me.name}_`
    const question = await send({ type: 'interactive', interactive: buttons('Yes') })
    expect(await taken(question.body.id)).toMatchObject({ interactive: { body: { text: `When suits you?${sign}` } } })
    const upload = (await (await postPicture(shop.owner, shop.ids.channelId)).json()) as { id: string }
    const picture = await send({ type: 'image', image: { id: upload.id, caption: 'The shop' } })
    expect(await taken(picture.body.id)).toMatchObject({ image: { caption: `The shop${sign}` } })
    const fitting = 'x'.repeat(1024 - sign.length)
    const long = { ...buttons('Yes'), body: { text: `${fitting}x` } }
    const refused = (path: string) => ({ status: 400, body: { errors: [{ path }] } })
    expect(await send({ type: 'interactive', interactive: long })).toMatchObject(refused('interactive.body.text'))
    const other = (await (await postPicture(shop.owner, shop.ids.channelId)).json()) as { id: string }
    const withCaption = (caption: string) => send({ type: 'image', image: { id: other.id, caption } })
    expect(await withCaption(`${fitting}x`)).toMatchObject(refused('image.caption'))
    expect((await withCaption(fitting)).status).toBe(202)
    const bare = (await (await postPicture(shop.owner, shop.ids.channelId)).json()) as { id: string }
    const alone = await send({ type: 'image', image: { id: bare.id } })
    expect(((await taken(alone.body.id)) as { image: object }).image).not.toHaveProperty('caption')
    await setSignature('none')
  })

  it('is not for viewers', async () => {
    const viewer = await newMember(shop.owner, 'viewer')
    expect((await send({ type: 'location', location: { latitude: 1, longitude: 1 } }, viewer)).status).toBe(403)
  })
})

/** A WebP of this size by its first bytes; the stand-in and the sniffer look no further. */
function postSticker(bytes: number, { moves = false } = {}): Promise<Response> {
  const content = new Uint8Array(bytes)
  const chunk = moves ? 'VP8X\0\0\0\0\u0002\0\0\0\0\0\0\0\0\0ANIM' : 'VP8 '
  content.set([...`RIFF\0\0\0\0WEBP${chunk}`].map((char) => char.charCodeAt(0)))
  const form = new FormData()
  form.set('channelId', shop.ids.channelId)
  form.set('file', new File([content], 'cat.webp', { type: 'image/webp' }))
  return fetchWorker('/api/media', { method: 'POST', body: form, headers: { cookie: shop.owner.cookie } })
}
