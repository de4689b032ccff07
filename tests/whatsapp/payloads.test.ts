import { describe, expect, it } from 'vitest'
import { WebhookEvent } from '../../worker/contract/events.ts'
import { parseJson } from '../../worker/whatsapp/json.ts'
import { parseWebhook } from '../../worker/whatsapp/payloads.ts'
import { eventOf, fixtureNames, outsideWebhooks, parseFixture } from './fixtures.ts'

const customer = '12025550143'
const userId = 'US.48213957710334621905'
const wamid = (n: number) => `wamid.HBgLMTIwMjU1NTAxNDMVAgASGBQzQUZJWFRVUkUw${String(n).padStart(4, '0')}AA==`

describe('every kind of webhook', () => {
  it.each(fixtureNames)('%s becomes events of the contract', (name) => {
    const { events } = parseFixture(name)
    expect(events.length).toBeGreaterThan(0)
    for (const event of events) expect(WebhookEvent.parse(event)).toEqual(event)
  })
})

describe('messages', () => {
  it('carries who, where and when', () => {
    expect(eventOf('text', 'message')).toMatchObject({
      phoneNumberId: '315500000000002',
      wabaId: '415500000000001',
      source: 'customer',
      history: false,
      atMs: 1_795_340_001_000,
      customer: { phone: customer, userId, username: 'mara.okafor', name: 'Mara Okafor' },
      type: 'text',
      content: { text: { body: 'Do you still have the yellow tulips? 🌷 Às três' } },
      media: null,
      targetWamid: null,
    })
  })

  it('needs no phone number', () => {
    const event = eventOf('text-no-phone', 'message')
    expect(event.customer).toEqual({ userId: 'NL.77120934455610283746', name: 'Iris' })
    expect(event.atMs).toBe(1_795_340_000_000)
  })

  it('needs no contacts', () => {
    expect(eventOf('text-no-contacts', 'message').customer).toEqual({ phone: customer })
  })

  it('of nobody is kept raw', () => {
    expect(eventOf('text-no-sender', 'channel').value).toMatchObject({ type: 'text', text: { body: 'From nobody' } })
  })

  it.each([
    ['text-forwarded', { forwarded: 'once' }],
    ['text-forwarded-often', { forwarded: 'often' }],
    ['text-product', { referred_product: { product_retailer_id: 'tulip-yellow-20' } }],
    ['text-referral', { referral: { source_type: 'ad', ctwa_clid: 'ARexampleclid' } }],
    ['location', { location: { latitude: 52.3731, name: 'Dam' } }],
    ['contacts', { contacts: [{ name: { formatted_name: 'Jonas Brandt' } }] }],
    ['button', { button: { payload: 'CONFIRM_17', text: 'Confirm' } }],
    ['interactive-button-reply', { interactive: { type: 'button_reply', button_reply: { id: 'slot-9' } } }],
    ['interactive-list-reply', { interactive: { list_reply: { title: 'Delivery' } } }],
    ['interactive-nfm-reply', { interactive: { nfm_reply: { response_json: '{"flow_token":"f-1","size":"large"}' } } }],
    ['interactive-call-permission-reply', { interactive: { call_permission_reply: { response: 'accept' } } }],
    ['order', { order: { text: 'Please wrap it', product_items: [{ quantity: 2 }] } }],
    ['request-welcome', { system: { type: 'request_welcome' } }],
    ['unsupported', { unsupported: { type: 'poll', detail: 'Message type is currently not supported.' } }],
    ['unknown', { unknown: { type: 'unknown', errors: [{ code: 131051 }] } }],
    ['new-type', { unknown: { type: 'hologram', hologram: { frames: 12 } } }],
    ['text-malformed', { unknown: { type: 'text', text: { body: 42 } } }],
  ])('%s keeps its content', (name, content) => {
    expect(eventOf(name, 'message').content).toMatchObject(content)
  })

  it.each([
    ['image', '881200345500011', 'image/jpeg', null],
    ['video', '881200345500012', 'video/mp4', null],
    ['voice', '881200345500014', 'audio/ogg; codecs=opus', null],
    ['document', '881200345500015', 'application/pdf', 'invoice 2026-11.pdf'],
    ['sticker', '881200345500016', 'image/webp', null],
  ])('%s names its file by id only', (name, id, mimeType, filename) => {
    const event = eventOf(name, 'message')
    expect(event.media).toMatchObject({ id, mimeType, filename, sha256: expect.any(String) })
    expect(JSON.stringify(event)).not.toContain('lookaside')
    expect(JSON.stringify(event.content)).not.toContain(id)
  })

  it('keeps what went wrong with a file', () => {
    expect(eventOf('image-failed', 'message').content.image).toMatchObject({ errors: [{ code: 131052 }] })
  })

  it.each([
    ['text-quote', 900],
    ['text-product', 901],
    ['reaction', 902],
    ['reaction-removed', 902],
    ['button', 903],
    ['edit', 905],
    ['edit-caption', 906],
    ['revoke', 905],
    ['echo-edit', 907],
    ['echo-revoke', 907],
  ])('%s names the message it is about', (name, target) => {
    expect(eventOf(name, 'message').targetWamid).toBe(wamid(target))
  })

  it('a reaction without emoji takes it back', () => {
    expect(eventOf('reaction', 'message').content).toEqual({ reaction: { emoji: '❤️' } })
    expect(eventOf('reaction-removed', 'message').content).toEqual({ reaction: { emoji: '' } })
  })

  it('an edit carries the new content without its URL', () => {
    const { content } = eventOf('edit-caption', 'message')
    expect(content.edit).toMatchObject({ message: { type: 'image', image: { caption: 'The other vase' } } })
    expect(JSON.stringify(content)).not.toContain('https')
  })

  it('in a group says so', () => {
    expect(eventOf('group-text', 'message').groupId).toBe('R3JvdXBGaXh0dXJlMDAx')
  })

  it('with an unreadable time is kept, at 0', () => {
    const message = { id: 'wamid.x', from: customer, timestamp: 'soon', type: 'text', text: { body: 'Hi' } }
    const { events } = parseWebhook(messages({ messages: [message] }))
    expect(events).toMatchObject([{ kind: 'message', atMs: 0 }])
  })

  it('never gets the name of another contact', () => {
    const contacts = [{ wa_id: '12025550199', profile: { name: 'Someone else' } }]
    const message = { id: 'wamid.x', from: customer, timestamp: '1795340000', type: 'text', text: { body: 'Hi' } }
    const { events } = parseWebhook(messages({ contacts, messages: [message] }))
    expect(events).toMatchObject([{ customer: { phone: customer } }])
    expect(JSON.stringify(events)).not.toContain('Someone else')
  })

  it('a type named like a part of every object is just unknown', () => {
    for (const type of ['constructor', '__proto__', 'toString']) {
      const { events } = parseWebhook(messages({ messages: [{ id: 'wamid.x', from: customer, type }] }))
      expect(events).toMatchObject([{ type: 'unknown', content: { unknown: { type } } }])
    }
  })
})

describe('a body of many', () => {
  it('gives every entry, change, message and status', () => {
    const { events } = parseFixture('batch')
    expect(events.map((event) => event.kind)).toEqual(['message', 'message', 'message', 'status', 'status', 'channel'])
    expect(events[1]).toMatchObject({ customer: { phone: '5511955500144', name: 'Tomás' } })
  })

  it('keeps the parts nobody knows beside those we know', () => {
    const status = { id: 'wamid.x', status: 'sent', timestamp: '1795340000', recipient_id: customer }
    const { events, problems } = parseWebhook(messages({ statuses: [status, 7, { id: 'x' }], sparkles: [1] }))
    expect(events).toMatchObject([
      { kind: 'status' },
      { kind: 'channel', value: { item: 7 } },
      { kind: 'channel', value: { id: 'x' } },
      { kind: 'channel', value: { sparkles: [1] } },
    ])
    expect(problems).toHaveLength(2)
  })
})

describe('statuses', () => {
  it('carries price, attempt and recipient', () => {
    expect(eventOf('status-sent', 'status')).toMatchObject({
      status: 'sent',
      wamid: wamid(830),
      customer: { phone: customer, userId, name: 'Mara Okafor' },
      attemptId: '0199a2c4-7c11-7e11-9d1a-6a1f3b2c4d5e',
      pricing: { category: 'utility', pricing_model: 'PMP', type: 'regular', billable: true },
      errors: [],
    })
  })

  it('accepts both spellings of the parent id', () => {
    const parentUserId = 'US.ENT.70451288310956624417'
    expect(eventOf('status-sent', 'status').customer).toMatchObject({ parentUserId })
    expect(eventOf('status-delivered', 'status').customer).toMatchObject({ parentUserId })
  })

  it('may name nobody', () => {
    expect(eventOf('status-read-no-phone', 'status').customer).toEqual({ userId })
    expect(eventOf('status-no-recipient', 'status').customer).toBeNull()
  })

  it('keeps the free entry point', () => {
    const event = eventOf('status-sent-free-entry-point', 'status')
    expect(event.conversation).toMatchObject({ origin: { type: 'referral_conversion' } })
  })

  it('carries the errors of a failure', () => {
    expect(eventOf('status-failed', 'status').errors).toEqual([
      { code: 131047, title: 'Re-engagement message', detail: 'More than 24 hours have passed.' },
    ])
  })

  it('of a group names the participant', () => {
    const event = eventOf('status-group', 'status')
    expect(event).toMatchObject({
      participant: customer,
      groupId: 'R3JvdXBGaXh0dXJlMDAx',
      customer: { phone: customer },
    })
  })
})

describe('identities', () => {
  it.each(['system-user-changed-number', 'system-user-changed-number-old-api'])('%s', (name) => {
    expect(eventOf(name, 'identity')).toMatchObject({
      wamid: expect.stringContaining('wamid.'),
      previous: { phone: customer },
      current: { phone: '12025550177' },
      body: expect.stringContaining('changed'),
    })
  })

  it.each(['system-user-changed-user-id', 'user-id-update'])('%s', (name) => {
    const event = eventOf(name, 'identity')
    expect(event).toMatchObject({ previous: { userId }, current: { userId: 'CA.91022846613300517428' } })
  })

  it('finds the previous user id in the text when it stands nowhere else', () => {
    const body = `User changed from ${userId} to CA.91022846613300517428`
    const system = { type: 'user_changed_user_id', user_id: 'CA.91022846613300517428', body }
    const { events } = parseWebhook(messages({ messages: [{ id: 'wamid.x', type: 'system', timestamp: '1', system }] }))
    expect(events).toMatchObject([{ kind: 'identity', previous: { userId } }])
  })

  it('another security code changes nobody', () => {
    const event = eventOf('system-customer-identity-changed', 'identity')
    expect(event.previous).toEqual(event.current)
  })
})

describe('coexistence', () => {
  it.each([
    ['echo-text', 'text'],
    ['echo-image', 'image'],
    ['echo-edit', 'edit'],
    ['echo-revoke', 'revoke'],
  ])('%s is to the customer', (name, type) => {
    expect(eventOf(name, 'message')).toMatchObject({ source: 'echo', type, customer: { phone: customer, userId } })
  })

  it('history has both directions', () => {
    const { events } = parseFixture('history')
    expect(events[0]).toMatchObject({ kind: 'channel', subject: '0.1', value: { metadata: { progress: 55 } } })
    expect(events.slice(1)).toMatchObject([
      { source: 'echo', history: true, status: 'read', customer: { phone: customer } },
      { source: 'customer', history: true, customer: { phone: customer } },
      { source: 'echo', status: 'played', content: { unsupported: { type: 'media_placeholder' } } },
      { source: 'customer', customer: { phone: '5511955500144' } },
    ])
    expect(eventOf('history-media', 'message')).toMatchObject({ history: true, media: { id: '881200345500031' } })
  })

  it('history may be declined', () => {
    expect(eventOf('history-declined', 'channel')).toMatchObject({ field: 'history', subject: '2593109' })
  })

  it('contacts of the app come one by one', () => {
    const { events } = parseFixture('app-state-sync')
    expect(events).toMatchObject([
      { kind: 'channel', subject: customer, atMs: 1_795_340_000_000, value: { action: 'add' } },
      { kind: 'channel', subject: '5511955500144', value: { action: 'remove' } },
    ])
  })
})

describe('the channel', () => {
  it.each([
    ['template-status', 'message_template_status_update', '98765432109876543210'],
    ['template-quality', 'message_template_quality_update', '551200330044'],
    ['template-category', 'template_category_update', '551200330044'],
    ['template-components', 'message_template_components_update', '551200330044'],
    ['phone-quality', 'phone_number_quality_update', '3197010200300'],
    ['phone-name', 'phone_number_name_update', '3197010200300'],
    ['account-update', 'account_update', 'ACCOUNT_RESTRICTION'],
    ['account-alerts', 'account_alerts', '415500000000001'],
    ['business-capability', 'business_capability_update', null],
    ['business-username', 'business_username_updates', '3197010200300'],
    ['security', 'security', '3197010200300'],
    ['new-field', 'telepathy_update', null],
    ['user-preferences', 'user_preferences', customer],
    ['calls', 'calls', 'wacid.FIXTURE01'],
    ['call-status', 'calls', 'wacid.FIXTURE01'],
    ['group-participants', 'group_participants_update', 'R3JvdXBGaXh0dXJlMDAx'],
    ['value-errors', 'messages', '130429'],
  ])('%s', (name, field, subject) => {
    expect(eventOf(name, 'channel')).toMatchObject({ field, subject, wabaId: '415500000000001' })
  })

  it('a preference carries its customer', () => {
    expect(eventOf('user-preferences', 'channel').value).toMatchObject({ value: 'stop', customer: { userId } })
  })
})

describe('large ids', () => {
  it('keeps every digit beyond 2^53 and leaves other numbers alone', () => {
    expect(parseJson('{"id":98765432109876543210,"n":1.5,"t":"1234567890123456789"}')).toEqual({
      id: '98765432109876543210',
      n: 1.5,
      t: '1234567890123456789',
    })
  })

  it('throws only for what is not JSON', () => {
    expect(() => parseJson('{')).toThrow(SyntaxError)
  })
})

describe.runIf(outsideWebhooks().length > 0)('webhooks collected elsewhere', () => {
  const kinds: Record<string, string[]> = {
    batch: ['message', 'status'],
    system: ['identity'],
    user: ['identity', 'channel'],
    status: ['status'],
    history: ['channel'],
  }
  const messageTypes =
    /^(text|image|video|voice|document|sticker|location|contacts|reaction|button|interactive|order|smb_message|un)/
  for (const { file, type, negative, envelope_complete, text } of outsideWebhooks()) {
    it(file, () => {
      const { events } = parseWebhook(parseJson(text))
      expect(events.length).toBeGreaterThan(0)
      for (const event of events) WebhookEvent.parse(event)
      if (negative || !envelope_complete) return
      const expected = messageTypes.test(type) ? ['message'] : (kinds[type.split(/[_/]/)[0] ?? ''] ?? ['channel'])
      expect(expected).toContain(events[0]?.kind)
    })
  }
})

function messages(value: object) {
  const metadata = { display_phone_number: '3197010200300', phone_number_id: '315500000000002' }
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  return { object: 'whatsapp_business_account', entry: [{ id: '415500000000001', changes: [change] }] }
}
