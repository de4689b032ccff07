import { beforeAll, expect, it } from 'vitest'
import type { Upload } from '../../worker/contract/channel.ts'
import { newId } from '../../worker/kit/ids.ts'
import { newChannel, type Person } from '../support/factories.ts'
import {
  deliverText,
  fetchWorker,
  type InhabitedTenant,
  newInhabitedTenant,
  uploadPicture,
} from './inhabited-tenant.ts'

// Values that are good by themselves and must not stand together, where rows decide. Those of one body alone:
// tests/contract/combinations.test.ts.

const [PDF, MP3, OPUS] = ['%PDF-1.7', 'ID3\u0003', 'OggS\0\u0002OpusHead'] as const
const DAY_MS = 24 * 60 * 60_000

let shop: InhabitedTenant
let elsewhere: string
let other: { conversationId: string; messageId: string }

beforeAll(async () => {
  shop = await newInhabitedTenant()
  elsewhere = (await newChannel(shop.owner)).channel.id
  await deliverText(shop.number, '4915990000001', 'Another customer')
  other = await otherConversation()
}, 90_000)

const read = async <T>(path: string) => (await shop.owner.call<{ data: T[] }>('GET', path)).body.data

async function otherConversation() {
  for (let tries = 0; tries < 100; tries++) {
    const found = (await read<{ id: string }>('/api/conversations')).find(({ id }) => id !== shop.ids.conversationId)
    const [message] = found ? await read<{ id: string }>(`/api/conversations/${found.id}/messages`) : []
    if (found && message) return { conversationId: found.id, messageId: message.id }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the second customer is not there')
}

async function upload(content: string, name: string, type: string): Promise<string> {
  const body = new FormData()
  body.set('channelId', shop.ids.channelId)
  body.set('file', new File([content], name, { type }))
  const answer = await fetchWorker('/api/media', { method: 'POST', body, headers: { cookie: shop.owner.cookie } })
  return ((await answer.json()) as Upload).id
}

type Call = Parameters<Person['call']>
const picture = (channelId = shop.ids.channelId) => uploadPicture(shop.owner, channelId)
const pdf = () => upload(PDF, 'bill.pdf', 'application/pdf')
const message = (own: object): Call => [
  'POST',
  `/api/conversations/${shop.ids.conversationId}/messages`,
  { clientMessageId: newId(), ...own },
]
const words = { type: 'text', text: { body: 'Hello' } }
const note = { type: 'note', note: { body: 'Hello' } }
const later = (ms: number, own: object): Call => [
  'POST',
  `/api/conversations/${shop.ids.conversationId}/scheduled`,
  { sendAt: new Date(Date.now() + ms).toISOString(), message: { clientMessageId: newId(), ...own } },
]
const template = (parameter: object) => ({
  type: 'template',
  template: {
    ...{ name: 'with_picture', language: { code: 'en' } },
    components: [{ type: 'header', parameters: [parameter] }],
  },
})
const question = (header: object) => ({
  type: 'interactive',
  interactive: {
    ...{ type: 'button', header, body: { text: 'Well?' } },
    action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
  },
})
const canned = (own: object): Call => [
  'POST',
  '/api/canned-responses',
  { shared: false, shortcut: newId().slice(0, 30), ...own },
]
const analytics = (query: string): Call => ['GET', `/api/analytics/messages?${query}`]
const sso = (own: object): Call => [
  'PUT',
  '/api/tenant/sso',
  {
    ...{ issuer: 'https://id.example.com', clientId: 'a', clientSecret: 'b', defaultRole: null },
    ...{ enabled: false, only: false, ...own },
  },
]
const assign = (own: object): Call => ['PUT', `/api/conversations/${shop.ids.conversationId}/assignee`, own]
const attribute = (value: unknown): Call => [
  'PATCH',
  `/api/contacts/${shop.ids.contactId}`,
  { attributes: [{ attributeId: shop.ids.attributeId, value }] },
]

const cases: [rule: string, fits: () => Call | Promise<Call>, doesNot: () => Call | Promise<Call>, path: string][] = [
  [
    'a file goes as the kind that it is',
    async () => message({ type: 'image', image: { id: await picture() } }),
    async () => message({ type: 'document', document: { id: await picture() } }),
    'document.id',
  ],
  [
    'a file goes over the number that it was uploaded for',
    async () => message({ type: 'image', image: { id: await picture() } }),
    async () => message({ type: 'image', image: { id: await picture(elsewhere) } }),
    'image.id',
  ],
  [
    'a file goes under a name of its type',
    async () => message({ type: 'document', document: { id: await pdf(), filename: 'Bill of May.pdf' } }),
    async () => message({ type: 'document', document: { id: await pdf(), filename: 'Bill of May.exe' } }),
    'document.id',
  ],
  [
    'a voice is Ogg',
    async () => message({ type: 'audio', audio: { id: await upload(OPUS, 'a.ogg', 'audio/ogg'), voice: true } }),
    async () => message({ type: 'audio', audio: { id: await upload(MP3, 'a.mp3', 'audio/mpeg'), voice: true } }),
    'audio.id',
  ],
  [
    'the file over a question is of the kind that it says',
    async () => message(question({ type: 'image', image: { id: await picture() } })),
    async () => message(question({ type: 'image', image: { id: await pdf() } })),
    'interactive.header.image.id',
  ],
  [
    'the file of a template is of the kind that it says',
    async () => message(template({ type: 'image', image: { id: await picture() } })),
    async () => message(template({ type: 'image', image: { id: await pdf() } })),
    'template.components',
  ],
  [
    'a template has the parameters that it wants',
    async () => message(template({ type: 'image', image: { id: await picture() } })),
    () => message(template({ type: 'text', text: 'Hello' })),
    'template.components.0.parameters',
  ],
  [
    'what is quoted stands in the same conversation',
    () => message(words),
    () => message({ ...words, context: { messageId: other.messageId } }),
    'context.messageId',
  ],
  [
    'so does what is reacted to',
    () => message(note),
    () => message({ type: 'reaction', reaction: { message_id: other.messageId, emoji: '👍' } }),
    'reaction.message_id',
  ],
  [
    'who is mentioned is there',
    () => message({ ...note, note: { ...note.note, mentions: [shop.member.me.memberId] } }),
    () => message({ ...note, note: { ...note.note, mentions: [newId()] } }),
    'note.mentions',
  ],
  ['what waits has its time before it', () => later(60_000, words), () => later(-60_000, words), 'sendAt'],
  [
    'and within what WhatsApp keeps',
    async () => later(28 * DAY_MS, template({ type: 'image', image: { id: await picture() } })),
    async () => later(30 * DAY_MS, template({ type: 'image', image: { id: await picture() } })),
    'sendAt',
  ],
  ['words for the customer can wait, notes cannot', () => later(60_000, words), () => later(60_000, note), ''],
  [
    'a text with buttons is shorter',
    () => canned({ body: 'x'.repeat(1_025) }),
    () => canned({ body: 'x'.repeat(1_025), buttons: ['Yes'] }),
    'body',
  ],
  ['a value is of its attribute’s kind', () => attribute('Words'), () => attribute(7), 'attributes.0'],
  [
    'only a list has options',
    () => ['PATCH', `/api/attributes/${shop.ids.attributeId}`, { name: 'Words' }],
    () => ['PATCH', `/api/attributes/${shop.ids.attributeId}`, { name: 'Words', options: ['A'] }],
    'options',
  ],
  ['single sign-on alone wants it on', () => sso({}), () => sso({ only: true }), 'only'],
  ['single sign-on wants a proved domain', () => sso({}), () => sso({ enabled: true }), 'enabled'],
  [
    'figures are of a period',
    () => analytics('from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z'),
    () => analytics('from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z'),
    'to',
  ],
  [
    'and of not too many steps',
    () => analytics('from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z&granularity=day'),
    () => analytics('from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z&granularity=hour'),
    'granularity',
  ],
  [
    'closed windows are not sorted by their end',
    () => ['GET', '/api/conversations?window=open&sort=window-closes'],
    () => ['GET', '/api/conversations?window=closed&sort=window-closes'],
    '',
  ],
  [
    'a conversation is given to who is there',
    () => assign({ memberId: shop.member.me.memberId }),
    () => assign({ memberId: newId() }),
    'memberId',
  ],
  [
    'and to a team that is there',
    () => assign({ memberId: null, teamId: shop.ids.teamId }),
    () => assign({ memberId: null, teamId: newId() }),
    'teamId',
  ],
  [
    'a team is of members',
    () => ['POST', '/api/teams', { name: 'Night', memberIds: [shop.member.me.memberId] }],
    () => ['POST', '/api/teams', { name: 'Ghosts', memberIds: [newId()] }],
    'memberIds',
  ],
]

it.each(cases)('%s', async (_, fits, doesNot, path) => {
  const taken = await shop.owner.call(...(await fits()))
  expect(taken.status, taken.text).toBeLessThan(300)
  const refused = await shop.owner.call<{ code: string; errors?: { path: string }[] }>(...(await doesNot()))
  expect([refused.status, refused.body.code, refused.body.errors?.[0]?.path ?? '']).toEqual([
    400,
    'INVALID_REQUEST',
    path,
  ])
})
