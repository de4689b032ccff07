import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openingText } from '../../../worker/contract/opening-text.ts'
import { fillVariables } from '../../../worker/contract/variables.ts'
import { automaticAnswer, type Hours, isOpenAt, nextOpening } from '../../../worker/features/hours/policy.ts'

const at = (iso: string) => Date.parse(iso)
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const nineToFive = { from: 540, to: 1020 }
/** Monday to Friday, nine to five, in Amsterdam. */
const shop = (more: Partial<Hours> = {}): Hours => ({
  zone: 'Europe/Amsterdam',
  week: [[nineToFive], [nineToFive], [nineToFive], [nineToFive], [nineToFive], [], []],
  holidays: [],
  ...more,
})

describe('the hours', () => {
  it.each([
    ['2026-11-25T07:59:59Z', false],
    ['2026-11-25T08:00:00Z', true],
    ['2026-11-25T15:59:59Z', true],
    ['2026-11-25T16:00:00Z', false],
    ['2026-11-28T10:00:00Z', false],
  ])('go by the clock of their zone: at %s it is %s that it is open', (moment, isOpen) => {
    expect(isOpenAt(shop(), at(moment))).toBe(isOpen)
  })

  it('keep their clock over the change of summer time', () => {
    // Sunday 29 March 2026 puts the clock forward, Sunday 25 October back: Friday and Monday open at another time of UTC.
    expect(iso(nextOpening(shop(), at('2026-03-26T20:00Z')))).toBe('2026-03-27T08:00')
    expect(iso(nextOpening(shop(), at('2026-03-27T20:00Z')))).toBe('2026-03-30T07:00')
    expect(iso(nextOpening(shop(), at('2026-10-23T20:00Z')))).toBe('2026-10-26T08:00')
  })

  it('begin later where the clock skips their beginning, and once where it repeats it', () => {
    const night = (from: number, to: number) => shop({ week: [[], [], [], [], [], [], [{ from, to }]] })
    const spring = at('2026-03-28T23:30Z')
    expect(iso(nextOpening(night(150, 240), spring))).toBe('2026-03-29T01:30')
    // Wholly skipped: the next time is a week later.
    expect(iso(nextOpening(night(170, 180), spring))).toBe('2026-04-05T00:50')
    const autumn = at('2026-10-24T22:00Z')
    expect(iso(nextOpening(night(150, 240), autumn))).toBe('2026-10-25T00:30')
    expect(isOpenAt(night(120, 150), at('2026-10-25T00:29Z'))).toBe(true)
    expect(isOpenAt(night(120, 150), at('2026-10-25T01:15Z'))).toBe(false)
  })

  it('have no opening on holidays', () => {
    const holidays = [
      { date: '2026-12-25', name: 'Christmas' },
      { date: '2026-12-28', name: 'Stocktaking' },
    ]
    expect(isOpenAt(shop({ holidays }), at('2026-12-25T10:00Z'))).toBe(false)
    expect(iso(nextOpening(shop({ holidays }), at('2026-12-24T18:00Z')))).toBe('2026-12-29T08:00')
  })

  it('go over midnight without a gap', () => {
    const bar = shop({ week: [[{ from: 1200, to: 1440 }], [{ from: 0, to: 120 }], [], [], [], [], []] })
    expect(isOpenAt(bar, at('2026-11-23T22:59:59Z'))).toBe(true)
    expect(isOpenAt(bar, at('2026-11-23T23:00Z'))).toBe(true)
    expect(isOpenAt(bar, at('2026-11-24T01:00Z'))).toBe(false)
    const always = shop({ week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) })
    expect(nextOpening(always, at('2026-11-24T01:00Z'))).toBe(at('2026-11-24T01:00Z'))
  })

  it('are open at their next opening, and closed all the time before it', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const span = fc.tuple(minute, minute).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }))
    const week = fc.array(fc.array(span, { maxLength: 1 }), { minLength: 7, maxLength: 7 })
    const open = week.filter((days) => days.flat().some(({ from, to }) => to - from > 60))
    const zone = fc.constantFrom('Europe/Amsterdam', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu')
    const moment = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') })
    fc.assert(
      fc.property(zone, open, moment, fc.double({ min: 0, max: 0.999, noNaN: true }), (zone, week, ms, part) => {
        const hours = { zone, week, holidays: [] }
        const next = nextOpening(hours, ms)
        expect(isOpenAt(hours, next)).toBe(true)
        if (next > ms) expect(isOpenAt(hours, ms + Math.floor((next - ms) * part))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is said by itself', () => {
  const hours = { ...shop(), greeting: { on: true, text: 'Hello' }, away: { on: true, text: 'Closed' } }
  const [open, closed] = [at('2026-11-25T10:00Z'), at('2026-11-25T20:00Z')]
  const begun = (openedAtMs: number) => ({
    ...{ openedAtMs, openedBy: 'customer' as const, isReplied: false, isResumed: false, isAttended: false },
  })

  it('is a greeting to whoever began while it is open, as long as nobody replied', () => {
    expect(automaticAnswer(hours, begun(open), open)?.kind).toBe('greeting')
    expect(automaticAnswer(hours, { ...begun(open), isReplied: true }, open)).toBeNull()
    expect(automaticAnswer(hours, { ...begun(open), openedBy: 'member' }, open)).toBeNull()
    expect(automaticAnswer(hours, { ...begun(open), isResumed: true }, open)).toBeNull()
    expect(automaticAnswer(hours, begun(at('2026-11-25T06:00Z')), open)).toBeNull()
    expect(automaticAnswer({ ...hours, greeting: { on: false, text: 'Hello' } }, begun(open), open)).toBeNull()
  })

  it('is when it opens, to whoever writes while it is closed and nobody talks with', () => {
    const opensAtMs = at('2026-11-26T08:00Z')
    expect(automaticAnswer(hours, begun(open), closed)).toEqual({ kind: 'away', text: 'Closed', opensAtMs })
    const replied = { ...begun(open), isReplied: true }
    expect(automaticAnswer(hours, replied, closed)?.kind).toBe('away')
    expect(automaticAnswer(hours, { ...replied, isAttended: true }, closed)).toBeNull()
    expect(automaticAnswer({ ...hours, away: { on: false, text: '' } }, begun(closed), closed)).toBeNull()
  })

  it('names the customer and the time, in the tenant’s language and zone', () => {
    const [zone, opens] = ['Europe/Amsterdam', at('2026-11-26T08:00Z')]
    expect(openingText(opens, { zone, language: 'en' })).toBe('Thursday 26 November at 09:00')
    expect(openingText(opens, { zone, language: 'nl' })).toContain('donderdag 26 november')
    const text = 'Hello {{contact.first_name|there}}, we are back {{ hours.opening }}.'
    const values = { 'contact.first_name': '', 'hours.opening': 'tomorrow' }
    expect(fillVariables(text, values)).toBe('Hello there, we are back tomorrow.')
    expect(fillVariables(text, { ...values, 'contact.first_name': 'Ana' })).toContain('Hello Ana,')
  })
})
