import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Contact } from '../../../worker/contract/contact.ts'
import type { Label } from '../../../worker/contract/label.ts'
import { fileHeaders } from '../../../worker/features/media/file-headers.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { call, newMember, newTenant, type Person, services } from '../../support/factories.ts'
import { fetchWorker } from '../inhabited-tenant.ts'

// One property for each kind of input: whatever it is, it is taken for what it is, or refused in words; never a 500.

let tenant: Person
let owner: Person
beforeAll(async () => {
  tenant = await newTenant()
})
/** Each member has so many requests a minute. */
beforeEach(async () => {
  owner = await newMember(tenant, 'admin')
})

const NUM_RUNS = { numRuns: 40 }
/** Text of any kind, and text that comes near to what is meant. */
const near = (...alphabet: string[]) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 60 }),
  )
const get = (path: string) => owner.call<{ code?: string }>('GET', path)
const storable = (text: string) => text.isWellFormed()

describe('whatever stands as', () => {
  it('an id is nobody’s', async () => {
    await fc.assert(
      fc.asyncProperty(near(...'0123456789abcdef-').filter(storable), async (id) => {
        fc.pre(id.length > 0 && !/^\.{1,2}$/.test(id))
        const { status } = await get(`/api/contacts/${encodeURIComponent(id)}`)
        expect([400, 404], id).toContain(status)
      }),
      NUM_RUNS,
    )
  })

  it('a cursor is refused, unless it is one of ours', async () => {
    await fc.assert(
      fc.asyncProperty(
        near(...'ABCabc019-_=').filter((text) => storable(text) && text !== ''),
        async (cursor) => {
          const { status, body } = await get(`/api/contacts?cursor=${encodeURIComponent(cursor)}`)
          expect({ status, code: body.code }, cursor).toEqual({ status: 400, code: 'INVALID_REQUEST' })
        },
      ),
      NUM_RUNS,
    )
  })

  it('a limit is a whole number from 1 to 100, or refused', async () => {
    const numbers = fc.oneof(fc.integer({ min: -5, max: 120 }), fc.double(), fc.maxSafeInteger())
    await fc.assert(
      fc.asyncProperty(fc.oneof(numbers.map(String), near(...'0123456789+-.eExX ')).filter(storable), async (limit) => {
        const { status, body } = await get(`/api/contacts?limit=${encodeURIComponent(limit)}`)
        const number = Number(limit)
        const isGood = Number.isInteger(number) && number >= 1 && number <= 100
        expect({ status, code: body.code }, limit).toEqual(
          isGood ? { status: 200, code: undefined } : { status: 400, code: 'INVALID_REQUEST' },
        )
      }),
      NUM_RUNS,
    )
  })

  it('a phone number is kept as digits of one, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(near(...'0123456789+-() .'), async (phone) => {
        const { status, body } = await owner.call<Contact & { code?: string }>('POST', '/api/contacts', { phone })
        if (status === 201) expect(body.phone, phone).toMatch(/^\+?[1-9]\d{4,14}$/)
        else expect([400, 409], `${phone} ${status}`).toContain(status)
      }),
      NUM_RUNS,
    )
  })

  it('a file’s name is one header of one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (filename) => {
        const headers = fileHeaders({ id: newId(), mimeType: 'image/png', filename }, true)
        const disposition = new Headers(headers).get('content-disposition') ?? ''
        expect(disposition).toMatch(/^attachment(; filename="[^"\\]*")?(; filename\*=UTF-8''[\w!#$&+.^`|~%-]*)?$/)
      }),
    )
  })

  it('a body may be nested 32 deep, and not deeper', async () => {
    const nested = fc.tuple(fc.integer({ min: 20, max: 60 }), fc.constantFrom('[', '{"a":'), fc.boolean())
    await fc.assert(
      fc.asyncProperty(nested, async ([depth, open, isWide]) => {
        const close = open === '[' ? ']' : '}'
        const deep = `${open.repeat(depth)}1${close.repeat(depth)}`
        const body = `{"name":"x","color":"teal","more":${isWide ? `[1,${deep}]` : deep}}`
        const answer = await post('/api/labels', body)
        const { detail } = (await answer.json()) as { detail: string }
        expect(answer.status).toBe(400)
        // Shallow enough: then it is the unknown field that is refused.
        expect(/more/.test(detail), detail).toBe(depth + (isWide ? 2 : 1) <= 32)
      }),
      NUM_RUNS,
    )
  })

  it('a key beside those that are known is refused, `__proto__` and its like too; twice the same, the last counts', async () => {
    const odd = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '$where', 'tenant_id', 'name\u200b', 'Name'),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }),
    )
    await fc.assert(
      fc.asyncProperty(odd, fc.jsonValue({ maxDepth: 2 }), async (key, value) => {
        fc.pre(!['name', 'color'].includes(key))
        const body = `{"name":"x","color":"teal",${JSON.stringify(key)}:${JSON.stringify(value)}}`
        expect((await post('/api/labels', body)).status, key).toBe(400)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      NUM_RUNS,
    )
    const name = `Last ${newId().slice(-8)}`
    const twice = await post('/api/labels', `{"name":"First","color":"teal","name":${JSON.stringify(name)}}`)
    expect(((await twice.json()) as Label).name).toBe(name)
    expect((await owner.call<Page<Label>>('GET', '/api/labels')).text).not.toContain('"First"')
  })

  it('the origin of a request lets nothing be changed but from our own', async () => {
    const { APP_URL } = services.settings
    const near = fc.tuple(fc.constantFrom('', 'x', ' ', '.', '@', '/', '#', '?', ':1'), fc.boolean(), fc.webUrl())
    await fc.assert(
      fc.asyncProperty(near, async ([more, isBehind, url]) => {
        for (const origin of [url, isBehind ? `${APP_URL}${more}x` : `x${more}${APP_URL}`]) {
          const options = { cookie: owner.cookie, origin }
          const answer = await call('POST', '/api/labels', { name: newId(), color: 'teal' }, options)
          expect(answer, origin).toMatchObject({ status: 403, body: { code: 'WRONG_ORIGIN' } })
        }
      }),
      NUM_RUNS,
    )
  })

  it('a cookie or a bearer token signs nobody in', async () => {
    const printable = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.%"=\\,{}$:; '), maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(printable, async (text) => {
        for (const headers of [
          { cookie: `adsapp=${text}` },
          { cookie: `adsapp=${text}; adsapp-pass=${text}` },
          { cookie: `x=${text}; adsapp="${text}"` },
          { authorization: `Bearer ${text}` },
          { authorization: `Bearer adsapp_${text}` },
          { authorization: text },
        ]) {
          expect((await fetchWorker('/api/me', { headers: headers as Record<string, string> })).status, text).toBe(401)
        }
      }),
      NUM_RUNS,
    )
  })
})

const post = (path: string, body: string) =>
  fetchWorker(path, { method: 'POST', body, headers: { cookie: owner.cookie, 'content-type': 'application/json' } })
