import { type GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_SECRET, SHOP, type Stand, startStand, until } from './graph-stand.ts'

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PHONE = '31611111111'
const { phoneNumberId } = SHOP

let stand: Stand
let client: WhatsAppClient
let customerId: string
let question: string

beforeAll(async () => {
  stand = await startStand()
  client = new WhatsAppClient({ accessToken: 'shop-token', baseUrl: stand.url })
  customerId = (await stand.addCustomer({ name: 'Marta', phone: PHONE, username: 'marta.v' })).id
  question = (await stand.write(customerId, 'Is the blue one back? 🙏')).id
})
afterAll(() => stand.stop())

const phoneSees = async (id: string) => {
  const { json } = await stand.call(`/__phone/messages?customerId=${customerId}&phoneNumberId=${phoneNumberId}`)
  return (json as { id: string; type: string; content: Record<string, never>; status: string }[]).find(
    (message) => message.id === id,
  )
}

/** The error a call ends with. */
const refusal = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (reason: GraphApiError) => reason,
  )
  expect(error).not.toBeNull()
  return error as GraphApiError
}

describe('a client that was written for Meta', () => {
  it('sends a text by phone and by user id', async () => {
    const byPhone = await client.messages.sendText({ phoneNumberId, to: `+${PHONE}`, body: 'Yes, it is!' })
    expect(byPhone.contacts[0]).toMatchObject({ input: `+${PHONE}`, waId: PHONE })
    const id = byPhone.messages[0]?.id ?? ''
    expect(id).toMatch(/^wamid\./)
    await until(async () => (await phoneSees(id))?.status === 'delivered')

    const recipient = byPhone.contacts[0]?.userId ?? ''
    expect(recipient).toMatch(/^US\.\w+$/)
    const byUserId = await client.messages.sendText({ phoneNumberId, recipient, body: 'Anything else?' })
    expect(byUserId.contacts[0]).toMatchObject({ input: recipient, waId: PHONE, userId: recipient })
  })

  it('uploads, describes, downloads, sends and deletes media', async () => {
    const { id } = await client.media.upload({
      phoneNumberId,
      type: 'image/png',
      file: new Blob([PIXEL], { type: 'image/png' }),
      fileName: 'pixel.png',
    })
    const described = await client.media.get({ mediaId: id })
    expect(described).toMatchObject({ id, mimeType: 'image/png', messagingProduct: 'whatsapp' })
    expect(described.sha256).toMatch(/^[0-9a-f]{64}$/)
    const bytes = (await client.media.download({ mediaId: id, auth: 'always' })) as ArrayBuffer
    expect(Buffer.from(bytes).equals(PIXEL)).toBe(true)
    expect((await fetch(described.url)).status).toBe(400)

    const sent = await client.messages.sendImage({ phoneNumberId, to: PHONE, image: { id, caption: 'This one?' } })
    await until(async () => (await phoneSees(sent.messages[0]?.id ?? ''))?.status === 'delivered')

    expect(await client.media.delete({ mediaId: id })).toMatchObject({ success: true })
    expect(await refusal(client.media.get({ mediaId: id }))).toMatchObject({ code: 100, httpStatus: 400 })
  })

  it('is refused media that WhatsApp does not take', async () => {
    const webm = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4])
    for (const type of ['audio/webm', 'audio/ogg']) {
      const upload = client.media.upload({ phoneNumberId, type, file: new Blob([webm], { type }), fileName: 'voice' })
      expect(await refusal(upload)).toMatchObject({ code: 131053 })
    }
  })

  it('sends a template and learns what is wrong with a bad one', async () => {
    const parameters = [
      { type: 'text' as const, text: 'Marta' },
      { type: 'text' as const, text: '#20417' },
    ]
    const template = (name: string, language: string, body: typeof parameters) =>
      client.messages.sendTemplate({
        phoneNumberId,
        to: PHONE,
        template: { name, language: { code: language }, components: [{ type: 'body', parameters: body }] },
      })
    const sent = await template('order_confirmation', 'nl', parameters)
    expect(sent.messages[0]).toMatchObject({ messageStatus: 'accepted' })
    const seen = await phoneSees(sent.messages[0]?.id ?? '')
    expect(JSON.stringify(seen?.content)).toContain('Hallo Marta, bedankt voor je bestelling #20417.')

    expect(await refusal(template('order_confirmation', 'nl', parameters.slice(1)))).toMatchObject({ code: 132000 })
    expect(await refusal(template('order_confirmation', 'fr', parameters))).toMatchObject({
      code: 132001,
      httpStatus: 404,
    })
    expect(await refusal(template('spring_sale', 'en_US', parameters.slice(1)))).toMatchObject({ code: 132015 })
    expect(await refusal(template('autumn_collection', 'en_US', parameters))).toMatchObject({ code: 132012 })
    expect(await refusal(template('parcel_tracking', 'en_US', parameters.slice(1)))).toMatchObject({ code: 131008 })
  })

  it('reacts, marks as read and shows that it types', async () => {
    const reaction = await client.messages.sendReaction({
      phoneNumberId,
      to: PHONE,
      reaction: { messageId: question, emoji: '👍' },
    })
    await until(() => stand.statuses().some((status) => status.id === reaction.messages[0]?.id))
    const read = await client.messages.markRead({
      phoneNumberId,
      messageId: question,
      typingIndicator: { type: 'text' },
    })
    expect(read).toMatchObject({ success: true })
    expect((await phoneSees(question))?.status).toBe('read')
  })

  it('sends buttons, a list, a location and contacts', async () => {
    const buttons = { phoneNumberId, to: PHONE, bodyText: 'Same address?', buttons: [{ id: 'yes', title: 'Yes' }] }
    await client.messages.sendInteractiveButtons(buttons)
    await client.messages.sendInteractiveList({
      phoneNumberId,
      to: PHONE,
      bodyText: 'When?',
      buttonText: 'Choose',
      sections: [{ title: 'Friday', rows: [{ id: 'am', title: 'Morning' }] }],
    })
    await client.messages.sendLocation({
      phoneNumberId,
      to: PHONE,
      location: { latitude: 52.37, longitude: 4.9, name: 'Shop', address: 'Amsterdam' },
    })
    await client.messages.sendContacts({
      phoneNumberId,
      to: PHONE,
      contacts: [{ name: { formattedName: 'Shop', firstName: 'Shop' }, phones: [{ phone: '+15550100001' }] }],
    })
  })

  it('pages through the templates', async () => {
    const names: string[] = []
    let after: string | null | undefined
    do {
      const page = await client.templates.list({
        businessAccountId: SHOP.wabaId,
        limit: 4,
        ...(after ? { after } : {}),
      })
      names.push(...page.data.map((template) => template.name))
      after = page.paging?.next ? page.paging.cursors?.after : undefined
    } while (after)
    expect(names).toHaveLength(10)
    expect(new Set(names).size).toBe(9)
  })

  it('accepts the signature of every webhook and understands the body', async () => {
    await until(() => stand.messages().length > 0)
    const { received } = stand.receiver
    expect(received.length).toBeGreaterThan(3)
    for (const { raw, signature } of received) {
      expect(verifySignature({ appSecret: APP_SECRET, rawBody: raw, signatureHeader: signature })).toBe(true)
      expect(verifySignature({ appSecret: 'another', rawBody: raw, signatureHeader: signature })).toBe(false)
    }
    const inbound = received.find(({ raw }) => raw.includes('Is the blue one back'))
    const { contacts, messages } = normalizeWebhook(inbound?.body)
    expect(contacts[0]).toMatchObject({ waId: PHONE, profile: { name: 'Marta', username: '@marta.v' } })
    expect(messages[0]).toMatchObject({ id: question, from: PHONE, type: 'text' })
  })

  it('is told when its token is wrong, expired or not for this number', async () => {
    const withToken = (accessToken: string) =>
      new WhatsAppClient({ accessToken, baseUrl: stand.url }).messages.sendText({ phoneNumberId, to: PHONE, body: 'x' })
    expect(await refusal(withToken('nobody'))).toMatchObject({ code: 190, httpStatus: 401 })
    expect(await refusal(withToken('expired-token'))).toMatchObject({ code: 190, errorSubcode: 463 })
    expect(await refusal(withToken('other-token'))).toMatchObject({ code: 100, errorSubcode: 33 })
  })
})
