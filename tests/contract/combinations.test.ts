import { expect, it } from 'vitest'
import type { z } from 'zod'
import { StaffAnswer } from '../../worker/contract/admin.ts'
import { AuditQuery } from '../../worker/contract/audit.ts'
import { BulkAction } from '../../worker/contract/bulk.ts'
import { NewCannedResponse } from '../../worker/contract/canned.ts'
import { ContactChanges, ContactFilters, NewAttribute } from '../../worker/contract/contact.ts'
import { NewConversation } from '../../worker/contract/conversation.ts'
import { MfaAnswer, StepUp } from '../../worker/contract/factors.ts'
import { NewBusinessHours } from '../../worker/contract/hours.ts'
import { NewInteractiveContent } from '../../worker/contract/new-interactive.ts'
import { NewMessage } from '../../worker/contract/new-message.ts'
import { PriceTable } from '../../worker/contract/price.ts'
import { NewView, ViewChanges } from '../../worker/contract/view.ts'
import { WebhookEventSearch } from '../../worker/contract/webhook-event.ts'

// Each value of a pair is good by itself: what is refused is that they stand together.

const [A, B] = ['0190f5a0-0000-7000-8000-00000000000a', '0190f5a0-0000-7000-8000-00000000000b']
const [MONDAY, TUESDAY] = ['2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00Z']
const credential = { id: 'a', rawId: 'a', type: 'public-key' }
const response = { clientDataJSON: 'a', authenticatorData: 'a', signature: 'a' }
const passkey = { state: 's', response: { ...credential, response } }
const ticket = 't'.repeat(20)

const message = { clientMessageId: 'client-1', type: 'text', text: { body: 'Hello' } }
const card = (more: object) => ({
  clientMessageId: 'client-1',
  type: 'contacts',
  contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, ...more }],
})
const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const buttons = (...all: object[]) => ({ type: 'button', body: { text: 'Which?' }, action: { buttons: all } })
const list = (...sections: object[]) => ({
  type: 'list',
  body: { text: 'Which?' },
  action: { button: 'See', sections },
})
const rows = (...ids: string[]) => ids.map((id) => ({ id, title: id }))
const ids = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `row-${from + at}`)

const off = { on: false, text: '' }
const span = (from: number, to: number) => ({ from, to })
const hours = (monday: object[], more: object = {}) => ({
  ...{ zone: 'Europe/Lisbon', week: [monday, [], [], [], [], [], []], holidays: [], language: 'en' },
  ...{ greeting: off, away: off, ...more },
})
const price = (more: object = {}) => ({
  ...{ country: 'PT', category: 'utility', validFrom: '2026-11-01', currency: 'EUR', amountMicros: 1, source: 'Meta' },
  ...more,
})
const view = (filters: object) => ({ name: 'Mine', filters })
const canned = { shared: false, shortcut: 'hi', body: 'Hi' }

const cases: [rule: string, shape: z.ZodType, fits: unknown, doesNot: unknown, path: string][] = [
  ['one proof', StepUp, { code: '123456' }, { code: '123456', password: 'p' }, ''],
  ['a proof at all', StepUp, { passkey }, {}, ''],
  ['one second factor', MfaAnswer, { ticket, passkey }, { ticket, passkey, code: '123456' }, ''],
  ['a second factor at all', MfaAnswer, { ticket, code: '123456' }, { ticket }, ''],
  ['one factor of staff', StaffAnswer, { ticket, passkey }, { ticket, passkey, code: '123456' }, ''],
  ['a factor of staff at all', StaffAnswer, { ticket, code: '123456' }, { ticket }, ''],
  [
    'a customer or a number',
    NewConversation,
    { channelId: A, contactId: B, message },
    { channelId: A, contactId: B, phone: '+351912345678', message },
    'phone',
  ],
  [
    'a customer or a number, one of them',
    NewConversation,
    { channelId: A, phone: '+351912345678', message },
    { channelId: A, message },
    'phone',
  ],
  [
    'a name for a number only',
    NewConversation,
    { channelId: A, phone: '+351912345678', name: 'Ana', message },
    { channelId: A, contactId: B, name: 'Ana', message },
    'name',
  ],
  ['a card with a number', NewMessage, card({ phones: [{ phone: '+351912345678' }] }), card({}), 'contacts.0'],
  [
    'a card with an address',
    NewMessage,
    card({ emails: [{ email: 'ana@demo.test' }] }),
    card({ phones: [], emails: [] }),
    'contacts.0',
  ],
  [
    'titles of buttons differ',
    NewInteractiveContent,
    buttons(reply('a', 'Yes'), reply('b', 'No')),
    buttons(reply('a', 'Yes'), reply('b', 'Yes')),
    'action.buttons',
  ],
  [
    'ids of buttons differ',
    NewInteractiveContent,
    buttons(reply('a', 'Yes'), reply('b', 'No')),
    buttons(reply('a', 'Yes'), reply('a', 'No')),
    'action.buttons',
  ],
  [
    'several sections have titles',
    NewInteractiveContent,
    list({ title: 'One', rows: rows('a') }, { title: 'Two', rows: rows('b') }),
    list({ title: 'One', rows: rows('a') }, { rows: rows('b') }),
    'action.sections',
  ],
  [
    'ids of rows differ across sections',
    NewInteractiveContent,
    list({ title: 'One', rows: rows('a') }, { title: 'Two', rows: rows('b') }),
    list({ title: 'One', rows: rows('a') }, { title: 'Two', rows: rows('a') }),
    'action.sections',
  ],
  [
    'ten rows in all',
    NewInteractiveContent,
    list({ title: 'One', rows: rows(...ids(6)) }, { title: 'Two', rows: rows(...ids(4, 6)) }),
    list({ title: 'One', rows: rows(...ids(6)) }, { title: 'Two', rows: rows(...ids(5, 6)) }),
    'action.sections',
  ],
  [
    'buttons of a canned reply differ',
    NewCannedResponse,
    { ...canned, buttons: ['Yes', 'No'] },
    { ...canned, buttons: ['Yes', 'Yes'] },
    'buttons',
  ],
  ['the end after the beginning', NewBusinessHours, hours([span(540, 1020)]), hours([span(1020, 540)]), 'week.0.0.to'],
  [
    'hours in order',
    NewBusinessHours,
    hours([span(0, 60), span(60, 90)]),
    hours([span(60, 90), span(0, 60)]),
    'week.0',
  ],
  ['hours apart', NewBusinessHours, hours([span(0, 60), span(60, 90)]), hours([span(0, 61), span(60, 90)]), 'week.0'],
  ['one day open', NewBusinessHours, hours([span(0, 1440)]), hours([]), 'week'],
  [
    'each holiday once',
    NewBusinessHours,
    hours([span(0, 60)], { holidays: [{ date: '2026-12-25', name: 'Christmas' }] }),
    hours([span(0, 60)], { holidays: ['A', 'B'].map((name) => ({ date: '2026-12-25', name })) }),
    'holidays',
  ],
  [
    'words where a text goes out',
    NewBusinessHours,
    hours([span(0, 60)], { away: { on: false, text: '' } }),
    hours([span(0, 60)], { away: { on: true, text: '' } }),
    'away.text',
  ],
  [
    'options of a list',
    NewAttribute,
    { name: 'Size', key: 'size', kind: 'list', options: ['S'] },
    { name: 'Size', key: 'size', kind: 'list' },
    'options',
  ],
  [
    'options of nothing else',
    NewAttribute,
    { name: 'Size', key: 'size', kind: 'text' },
    { name: 'Size', key: 'size', kind: 'text', options: ['S'] },
    'options',
  ],
  [
    'options that differ',
    NewAttribute,
    { name: 'Size', key: 'size', kind: 'list', options: ['S', 'M'] },
    { name: 'Size', key: 'size', kind: 'list', options: ['S', 'S'] },
    'options',
  ],
  [
    'each attribute once',
    ContactChanges,
    { attributes: [A, B].map((attributeId) => ({ attributeId, value: 1 })) },
    { attributes: [1, 2].map((value) => ({ attributeId: A, value })) },
    'attributes',
  ],
  [
    'added within a period',
    ContactFilters,
    { createdAfter: MONDAY, createdBefore: TUESDAY },
    { createdAfter: TUESDAY, createdBefore: MONDAY },
    'createdBefore',
  ],
  [
    'seen within a period',
    ContactFilters,
    { seenAfter: MONDAY, seenBefore: TUESDAY },
    { seenAfter: TUESDAY, seenBefore: MONDAY },
    'seenBefore',
  ],
  ['the log of a period', AuditQuery, { from: MONDAY, to: TUESDAY }, { from: TUESDAY, to: MONDAY }, 'to'],
  ['events of a period', WebhookEventSearch, { from: MONDAY, to: TUESDAY }, { from: TUESDAY, to: MONDAY }, 'to'],
  [
    'a label added or removed',
    BulkAction,
    { type: 'label', add: [A], remove: [B] },
    { type: 'label', add: [A, B], remove: [B] },
    'remove',
  ],
  [
    'one price for each',
    PriceTable,
    {
      prices: [price(), price({ country: 'NL' }), price({ category: 'marketing' }), price({ validFrom: '2026-12-01' })],
    },
    { prices: [price(), price({ amountMicros: 2 })] },
    'prices',
  ],
  ...[NewView, ViewChanges].map((shape): (typeof cases)[number] => [
    'closed windows not by their end',
    shape,
    view({ window: 'open', sort: 'window-closes' }),
    view({ window: 'closed', sort: 'window-closes' }),
    'filters.sort',
  ]),
]

it.each(cases)('%s', (_, shape, fits, doesNot, path) => {
  expect(shape.safeParse(fits).error?.issues).toBeUndefined()
  const issues = shape.safeParse(doesNot).error?.issues ?? []
  expect(issues.map((issue) => [issue.code, issue.path.join('.')])).toEqual([['custom', path]])
})
