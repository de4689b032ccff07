import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MessageContent, type MessageType, messageTypes } from '../../../worker/contract/message.ts'
import { previewOf } from '../../../worker/features/inbox/preview.ts'

describe('a preview', () => {
  it.each<[MessageType, object, string]>([
    ['text', { text: { body: 'Hello' } }, 'Hello'],
    ['note', { note: { body: 'Call back' } }, 'Call back'],
    ['image', { image: { caption: 'The garden' } }, 'The garden'],
    ['image', { image: {} }, ''],
    ['video', { video: { caption: 'The film' } }, 'The film'],
    ['document', { document: { caption: 'The bill', filename: 'bill.pdf' } }, 'The bill'],
    ['document', { document: { filename: 'bill.pdf' } }, 'bill.pdf'],
    ['location', { location: { name: 'Shop', address: 'Main Street 1' } }, 'Shop'],
    ['location', { location: { address: 'Main Street 1' } }, 'Main Street 1'],
    ['button', { button: { text: 'Yes' } }, 'Yes'],
    ['interactive', { interactive: { button_reply: { title: 'Tomorrow' } } }, 'Tomorrow'],
    ['interactive', { interactive: { list_reply: { title: 'Size L' } } }, 'Size L'],
    ['interactive', { interactive: { body: { text: 'Which one?' } } }, 'Which one?'],
    ['interactive', { interactive: {} }, ''],
    ['template', { template: { name: 'order_sent', preview: { body: 'It is on its way' } } }, 'It is on its way'],
    ['template', { template: { name: 'order_sent' } }, 'order_sent'],
    ['reaction', { reaction: { emoji: '👍' } }, '👍'],
    ['system', { system: { body: 'Ana has a new number' } }, 'Ana has a new number'],
    ['contacts', { contacts: [{ name: { formatted_name: 'Ben' } }, { name: { formatted_name: 'Cem' } }] }, 'Ben, Cem'],
    ['sticker', { sticker: {} }, ''],
  ])('of %s', (type, content, preview) => {
    expect(previewOf(type, content as MessageContent)).toBe(preview)
  })

  it('of any type bears content that is missing', () => {
    for (const type of messageTypes) expect(previewOf(type, {})).toBe('')
  })

  it('is one line of at most 120 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (body) => {
        const preview = previewOf('text', { text: { body } })
        expect(preview.length).toBeLessThanOrEqual(120)
        expect(preview).not.toMatch(/[\r\n\t]/)
      }),
      { numRuns: 30 },
    )
  })

  it('never ends in half a character', () => {
    fc.assert(
      fc.property(fc.nat(130), (letters) => {
        expect(previewOf('text', { text: { body: `${'a'.repeat(letters)}🎉🎉🎉` } }).isWellFormed()).toBe(true)
      }),
    )
  })
})
