import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageStatuses, messageTypes } from '../../../worker/contract/message.ts'
import {
  assertSendable,
  assertWindowOpen,
  canRetry,
  isWindowOpen,
  WINDOW_MS,
} from '../../../worker/features/inbox/policy.ts'

const writtenAtMs = Date.UTC(2026, 9, 20, 12)
const closesAt = new Date(writtenAtMs + WINDOW_MS)

describe('a file in a message', () => {
  const upload = { kind: 'document', state: 'stored', mimeType: 'application/pdf' }
  const assertAs = (found: typeof upload | undefined, filename?: string) => () =>
    assertSendable(found, { kind: 'document', filename }, 'document.id')

  it.each([undefined, 'bill.pdf', 'Bill of 2026.11'])('goes, named %s', (filename) => {
    expect(assertAs(upload, filename)).not.toThrow()
  })

  it('is a voice only as Ogg', () => {
    const sound = (mimeType: string, voice?: boolean) => () =>
      assertSendable({ kind: 'audio', state: 'stored', mimeType }, { kind: 'audio', voice }, 'audio.id')
    for (const each of [sound('audio/ogg', true), sound('audio/mpeg', false), sound('audio/mpeg')]) each()
    expect(sound('audio/mpeg', true)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
  })

  it.each([
    ['is none of this number', undefined, undefined],
    ['is of another kind', { ...upload, kind: 'image' }, undefined],
    ['was not uploaded whole', { ...upload, state: 'pending' }, undefined],
    ['is called after another type', upload, 'bill.docx'],
    ['is called a program', upload, 'bill.pdf.exe'],
  ])('that %s does not', (_, found, filename) => {
    const errors = [expect.objectContaining({ path: 'document.id' })]
    expect(assertAs(found, filename)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', errors }))
  })
})

describe('the window', () => {
  it('is open for 24 hours, to the millisecond', () => {
    expect(isWindowOpen(closesAt, writtenAtMs)).toBe(true)
    expect(isWindowOpen(closesAt, writtenAtMs + WINDOW_MS - 1)).toBe(true)
    expect(isWindowOpen(closesAt, writtenAtMs + WINDOW_MS)).toBe(false)
  })

  it('is closed for a customer who never wrote', () => {
    fc.assert(fc.property(fc.integer(), (nowMs) => !isWindowOpen(null, nowMs)))
  })

  it('once closed lets only templates and notes through', () => {
    const late = closesAt.getTime()
    const refused = messageTypes.filter((type) => {
      try {
        assertWindowOpen(closesAt, type, late)
        return false
      } catch {
        return true
      }
    })
    expect(refused).toEqual(messageTypes.filter((type) => type !== 'template' && type !== 'note'))
    for (const type of messageTypes) expect(() => assertWindowOpen(closesAt, type, late - 1)).not.toThrow()
  })

  it('says what to do, and why', () => {
    const late = { code: 'WINDOW_CLOSED', detail: expect.stringContaining('24 hours') }
    expect(() => assertWindowOpen(closesAt, 'text', closesAt.getTime())).toThrow(expect.objectContaining(late))
    const never = { code: 'WINDOW_CLOSED', detail: expect.stringContaining('never written') }
    expect(() => assertWindowOpen(null, 'text', 0)).toThrow(expect.objectContaining(never))
  })
})

it('only what failed or is unconfirmed is sent again by a person', () => {
  expect(messageStatuses.filter(canRetry)).toEqual(['unconfirmed', 'failed'])
})
