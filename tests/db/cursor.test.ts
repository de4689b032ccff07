import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from '../../worker/db/cursor.ts'

const time = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace('T', ' ').replace('Z', '123+00')))
const row = fc.oneof(
  fc.uuid().map((id) => ({ id, kind: 'id' as const })),
  fc.nat(Number.MAX_SAFE_INTEGER).map((n) => ({ id: String(n), kind: 'seq' as const })),
)

describe('a cursor', () => {
  it('comes back as it was, and fits into an address', () => {
    fc.assert(
      fc.property(time, row, (at, { id, kind }) => {
        const text = encodeCursor({ at, id })
        expect(text).toMatch(/^[\w-]+$/)
        expect(decodeCursor(text, kind)).toEqual({ at, id })
        expect(() => decodeCursor(text, kind === 'id' ? 'seq' : 'id')).toThrow()
      }),
    )
  })

  it('that is absent is the first page', () => {
    expect(decodeCursor(undefined)).toBeNull()
  })

  it('that is not one of ours is refused, whatever it is', () => {
    const foreign = { code: 'INVALID_REQUEST', errors: [expect.objectContaining({ path: 'cursor' })] }
    const refuses = (text: string) => {
      for (const kind of ['id', 'seq'] as const)
        expect(() => decodeCursor(text, kind)).toThrow(expect.objectContaining(foreign))
    }
    const made = (at: string, row: string) => Buffer.from(`${at}|${row}`).toString('base64url')
    refuses('')
    refuses('nonsense')
    refuses(made('now', '1'))
    refuses(made('2026-01-01', ''))
    refuses(made('2026-01-01', "1'; drop table messages"))
    refuses(made('2026-01-01', '12345678901234567'))
    refuses(made("2026-01-01' or true", '1'))
    const at = '2026-01-01 00:00:00+00'
    expect(decodeCursor(made(at, '1'), 'seq')).toEqual({ at, id: '1' })
    refuses(made(at, '-'.repeat(36)))
    // All of these JavaScript reads, and Postgres does not.
    for (const time of [
      '2026-02-31 00:00:00+00',
      '2026-01-01 (noon)',
      '2026-01-01 00:00:00+99',
      '0000-01-01T00:00:00Z',
    ])
      refuses(made(time, '1'))
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const cursor = decodeCursor(text)
          expect(cursor && Number.isNaN(Date.parse(cursor.at))).toBe(false)
        } catch (error) {
          expect(error).toMatchObject(foreign)
        }
      }),
    )
  })
})
