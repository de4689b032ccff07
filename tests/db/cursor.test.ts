import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from '../../worker/db/cursor.ts'

const time = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace('T', ' ').replace('Z', '123+00')))
const id = fc.oneof(fc.uuid(), fc.nat(Number.MAX_SAFE_INTEGER).map(String))

describe('a cursor', () => {
  it('comes back as it was, and fits into an address', () => {
    fc.assert(
      fc.property(time, id, (at, row) => {
        const text = encodeCursor({ at, id: row })
        expect(text).toMatch(/^[\w-]+$/)
        expect(decodeCursor(text)).toEqual({ at, id: row })
      }),
    )
  })

  it('that is absent is the first page', () => {
    expect(decodeCursor(undefined)).toBeNull()
  })

  it('that is not one of ours is refused, whatever it is', () => {
    const foreign = { code: 'INVALID_REQUEST', errors: [expect.objectContaining({ path: 'cursor' })] }
    const refuses = (text: string) => expect(() => decodeCursor(text)).toThrow(expect.objectContaining(foreign))
    const made = (at: string, row: string) => Buffer.from(`${at}|${row}`).toString('base64url')
    refuses('')
    refuses('nonsense')
    refuses(made('now', '1'))
    refuses(made('2026-01-01', ''))
    refuses(made('2026-01-01', "1'; drop table messages"))
    refuses(made('2026-01-01', '12345678901234567'))
    refuses(made("2026-01-01' or true", '1'))
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
