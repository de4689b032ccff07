import { describe, expect, it } from 'vitest'
import { fillTemplate, isComplete, templateComponents, templateFields } from '../../web/models/template.ts'
import { firstUnread, threadRows } from '../../web/models/thread-rows.ts'
import type { Template } from '../../worker/contract/channel.ts'
import { aMessage, newId } from './made.ts'

const at = (time: string, changes: Parameters<typeof aMessage>[0] = {}) =>
  aMessage({ occurredAt: `2026-11-${time}.000Z`, ...changes })

describe('the rows of a thread', () => {
  it('group by sender and minute, and separate days', () => {
    const messages = [
      at('20T10:00:01'),
      at('20T10:00:40'),
      at('20T10:01:00'),
      at('20T10:01:10', { direction: 'outbound' }),
      at('22T10:01:10', { direction: 'outbound' }),
    ]
    const rows = threadRows(messages, null, true)
    expect(rows.map((row) => row.kind)).toEqual([
      'start',
      'day',
      'message',
      'message',
      'message',
      'message',
      'day',
      'message',
    ])
    const runs = rows.flatMap((row) => (row.kind === 'message' ? [[row.first, row.last]] : []))
    expect(runs.slice(0, 3)).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  it('show reactions, edits and deletions on their message only', () => {
    const rows = threadRows([at('20T10:00:01'), at('20T10:00:02', { type: 'reaction' })], null, false)
    expect(rows.filter((row) => row.kind === 'message')).toHaveLength(1)
  })

  it('mark where the unread messages begin', () => {
    const messages = [
      at('20T10:00:01'),
      at('20T10:00:02'),
      at('20T10:00:03', { direction: 'outbound' }),
      at('20T10:00:04'),
    ]
    expect(firstUnread(messages, 2)).toBe(messages[1]?.id)
    expect(firstUnread(messages, 0)).toBeNull()
    const kinds = threadRows(messages, messages[1]?.id ?? null, false).map((row) => row.kind)
    expect(kinds.indexOf('unread')).toBe(2)
  })
})

const template: Template = {
  id: newId(),
  channelId: newId(),
  name: 'order_update',
  language: 'en',
  category: 'UTILITY',
  status: 'APPROVED',
  parameterFormat: 'NAMED',
  sendable: true,
  notSendableReason: null,
  syncedAt: '2026-11-22T10:00:00.000Z',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{number}}' },
    {
      type: 'BODY',
      text: 'Hi {{name}}, see {{name}}',
      example: { body_text_named_params: [{ param_name: 'name', example: 'Jo' }] },
    },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'No' },
        { type: 'URL', text: 'Track', url: 'https://a.b/{{1}}' },
      ],
    },
  ],
}

describe('filling in a template', () => {
  const texts = { 'header number': '#7', 'body name': 'Ana', 'button 1': '77' }
  const values = { texts, file: null, filename: '' }

  it('asks for each variable once, with its example', () => {
    const fields = templateFields(template)
    expect(fields.map((field) => field.key)).toEqual(['header number', 'body name', 'button 1'])
    expect(fields[1]?.example).toBe('Jo')
  })

  it('previews and sends what was filled in', () => {
    expect(isComplete(template, { ...values, texts: {} })).toBe(false)
    expect(isComplete(template, values)).toBe(true)
    expect(fillTemplate(template, values)).toMatchObject({ header: 'Order #7', body: 'Hi Ana, see Ana' })
    expect(templateComponents(template, values)).toEqual([
      { type: 'header', parameters: [{ type: 'text', text: '#7', parameter_name: 'number' }] },
      { type: 'body', parameters: [{ type: 'text', text: 'Ana', parameter_name: 'name' }] },
      { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '77' }] },
    ])
  })
})
