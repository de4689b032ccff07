import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { handshake, verifySignature } from '../../worker/whatsapp/signature.ts'
import { readFixture } from './fixtures.ts'

const secret = 'app-secret-one'
const bytes = (text: string) => new TextEncoder().encode(text)
const sign = (body: Uint8Array, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

/** As Meta writes JSON: ASCII only, lower-case escapes, slashes escaped. */
function metaJson(value: unknown): string {
  const ascii = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, ascii)
}

describe('a signature', () => {
  const escaped = bytes(metaJson(JSON.parse(readFixture('text'))))

  it('is checked over the bytes as they came: escaped emoji', async () => {
    expect(new TextDecoder().decode(escaped)).toContain('\\ud83c\\udf37')
    expect(await verifySignature([secret], escaped, sign(escaped))).toBe(true)
  })

  it('or raw UTF-8', async () => {
    const raw = bytes(readFixture('text'))
    expect(await verifySignature([secret], raw, sign(raw))).toBe(true)
  })

  it('does not fit a body written anew', async () => {
    const again = bytes(JSON.stringify(JSON.parse(new TextDecoder().decode(escaped))))
    expect(await verifySignature([secret], again, sign(escaped))).toBe(false)
  })

  it('does not fit a body with one bit changed', async () => {
    const changed = escaped.slice()
    changed[10] = (changed[10] ?? 0) ^ 1
    expect(await verifySignature([secret], changed, sign(escaped))).toBe(false)
  })

  it('is accepted in either case', async () => {
    const upper = `sha256=${sign(escaped).slice(7).toUpperCase()}`
    expect(await verifySignature([secret], escaped, upper)).toBe(true)
  })

  it.each([
    ['missing', null],
    ['empty', ''],
    ['without scheme', sign(escaped).slice(7)],
    ['sha1', `sha1=${createHmac('sha1', secret).update(escaped).digest('hex')}`],
    ['too short', sign(escaped).slice(0, -2)],
    ['too long', `${sign(escaped)}00`],
    ['not hex', `sha256=${'g'.repeat(64)}`],
    ['of nothing', `sha256=${'0'.repeat(64)}`],
  ])('that is %s is refused', async (_name, header) => {
    expect(await verifySignature([secret], escaped, header)).toBe(false)
  })

  it('may be of any of several apps, and of no other', async () => {
    const header = sign(escaped, 'app-secret-two')
    expect(await verifySignature([secret, 'app-secret-two'], escaped, header)).toBe(true)
    expect(await verifySignature([secret], escaped, header)).toBe(false)
  })

  it('is refused when there is no secret or an empty one', async () => {
    expect(await verifySignature([], escaped, sign(escaped))).toBe(false)
    expect(await verifySignature([''], escaped, sign(escaped, ''))).toBe(false)
  })

  it('is still checked right after many other secrets', async () => {
    const others = Array.from({ length: 450 }, (_, n) => `other-${n}`)
    expect(await verifySignature([...others, secret], escaped, sign(escaped))).toBe(true)
  })
})

describe('the handshake', () => {
  const query = (changes: Record<string, string> = {}) =>
    new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': '1158201444',
      'hub.verify_token': 'a token',
      ...changes,
    })

  it('answers the challenge verbatim', () => {
    expect(handshake(query(), ['another', 'a token'])).toBe('1158201444')
  })

  it.each([
    ['another token', { 'hub.verify_token': 'a tokem' }],
    ['no token', { 'hub.verify_token': '' }],
    ['another mode', { 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.challenge': '' }],
  ])('refuses %s', (_name, changes) => {
    expect(handshake(query(changes), ['a token', ''])).toBeNull()
  })
})
