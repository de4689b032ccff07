import { describe, expect, it } from 'vitest'
import { type Outgoing, toGraphPayload } from '../../worker/whatsapp/graph-payload.ts'

const fileId = '0199a2c4-7c11-7e11-9d1a-6a1f3b2c4d5e'
const mediaIds = new Map([[fileId, '900100']])
const outgoing = (type: Outgoing['type'], content: object, targetWamid: string | null = null) =>
  ({ type, content: { [type]: content }, targetWamid }) as Outgoing

describe('what goes to Graph', () => {
  it('a text, with the message it quotes', () => {
    const text = { body: 'Hi', preview_url: true, forwarded: 'by mistake' }
    expect(toGraphPayload(outgoing('text', text, 'wamid.q'))).toEqual({
      type: 'text',
      text: { body: 'Hi', preview_url: true },
      context: { message_id: 'wamid.q' },
    })
  })

  it.each([
    ['image', { caption: 'A' }, { caption: 'A' }],
    ['audio', { voice: true, mime_type: 'audio/ogg' }, { voice: true }],
    ['document', { filename: 'a.pdf', caption: 'A' }, { filename: 'a.pdf', caption: 'A' }],
    ['sticker', { caption: 'no' }, {}],
  ] as const)('a %s, with only the keys that Graph knows', (type, content, expected) => {
    expect(toGraphPayload(outgoing(type, { id: fileId, ...content }), mediaIds)).toEqual({
      type,
      [type]: { id: '900100', ...expected },
    })
  })

  it('a reaction, and taking it back', () => {
    expect(toGraphPayload(outgoing('reaction', { emoji: '' }, 'wamid.q'))).toEqual({
      type: 'reaction',
      reaction: { message_id: 'wamid.q', emoji: '' },
    })
  })

  it('a template, with its files and without our preview', () => {
    const components = [
      { type: 'header', parameters: [{ type: 'document', document: { id: fileId, filename: 'a.pdf' } }] },
      { type: 'body', parameters: [{ type: 'text', text: 'Mara' }] },
    ]
    const preview = { header: '', body: 'Hi Mara', footer: '', buttons: [] }
    const template = { name: 'order_ready', language: { code: 'en' }, components, preview }
    expect(toGraphPayload(outgoing('template', template), mediaIds)).toEqual({
      type: 'template',
      template: {
        name: 'order_ready',
        language: { code: 'en' },
        components: [
          { type: 'header', parameters: [{ type: 'document', document: { id: '900100', filename: 'a.pdf' } }] },
          components[1],
        ],
      },
    })
  })

  it.each([
    ['a file that was not uploaded', outgoing('image', { id: 'other' })],
    ['a reaction to nothing', outgoing('reaction', { emoji: '👍' })],
    ['a note', outgoing('note', { body: 'secret' })],
    ['nothing', { type: 'text', content: {}, targetWamid: null } as Outgoing],
  ])('never %s', (_name, message) => {
    expect(() => toGraphPayload(message, mediaIds)).toThrow()
  })
})
