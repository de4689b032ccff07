import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WebhookEvent } from '../../worker/contract/events.ts'
import { MediaContent, messageTypes, TextContent } from '../../worker/contract/message.ts'
import { parseJson } from '../../worker/whatsapp/json.ts'
import { readParts } from '../../worker/whatsapp/message-types.ts'
import { parseWebhook } from '../../worker/whatsapp/payloads.ts'
import { fixtureNames, readFixture } from './fixtures.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const json = fc.jsonValue() as fc.Arbitrary<Json>
const anything = fc.oneof(json, fc.constantFrom<Json>('', 0, -1, 1e300, '1795340000', '__proto__', [null], {}))

/** Paths to every value inside. */
function paths(value: Json, prefix: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [prefix]
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return [prefix, ...keys.flatMap((key) => paths((value as Record<string, Json>)[key] ?? null, [...prefix, key]))]
}

function replaceAt(value: Json, [key, ...rest]: (string | number)[], by: Json): Json {
  if (key === undefined) return by
  const copy = structuredClone(value) as Record<string, Json>
  copy[key] = replaceAt(copy[key] ?? null, rest, by)
  return copy
}

function expectEvents(body: unknown) {
  const { events } = parseWebhook(body)
  expect(events.length).toBeGreaterThan(0)
  for (const event of events) {
    const parsed = WebhookEvent.safeParse(event)
    expect(parsed.error?.issues ?? [], JSON.stringify(event)).toEqual([])
  }
}

describe('any body', () => {
  it('never throws, and gives events of the contract', () => {
    fc.assert(fc.property(anything, expectEvents), { numRuns: 300 })
  })

  it('nor when any part of a real one is replaced by anything', () => {
    const mutated = fc.constantFrom(...fixtureNames).chain((name) => {
      const body = JSON.parse(readFixture(name)) as Json
      return fc.tuple(fc.constant(body), fc.constantFrom(...paths(body)), anything)
    })
    fc.assert(
      fc.property(mutated, ([body, path, by]) => expectEvents(replaceAt(body, path, by))),
      { numRuns: 3000 },
    )
  })
})

describe('the guards of the commonest types agree with the contract', () => {
  const optional = { requiredKeys: [] as never[] }
  const texts = fc.record({ body: fc.oneof(fc.string(), json), preview_url: fc.oneof(fc.boolean(), json) }, optional)
  const file = {
    caption: fc.oneof(fc.string(), json),
    filename: fc.oneof(fc.string(), json),
    mime_type: fc.oneof(fc.string(), json),
    voice: fc.oneof(fc.boolean(), json),
    animated: fc.oneof(fc.boolean(), json),
  }

  it('text', () => {
    fc.assert(
      fc.property(fc.oneof(texts, json), (text) => {
        const known = readParts({ type: 'text', text }).type === 'text'
        expect(known).toBe(TextContent.safeParse(text).success && !Array.isArray(text))
      }),
    )
  })

  it('media', () => {
    fc.assert(
      fc.property(fc.oneof(fc.record(file, optional), json), (image) => {
        const known = readParts({ type: 'image', image }).type === 'image'
        const { id: _, ...content } = Object(image) as Record<string, unknown>
        const isObject = typeof image === 'object' && image !== null && !Array.isArray(image)
        expect(known).toBe(isObject && MediaContent.safeParse(content).success)
      }),
    )
  })

  it('every type that Meta names is read as itself or as unknown', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messageTypes), json, (type, content) => {
        const parts = readParts({ type, [type]: content })
        expect([type, 'unknown']).toContain(parts.type)
        expect(Object.keys(parts.content)).toEqual([parts.type])
      }),
    )
  })
})

describe('numbers', () => {
  it('that are safe stay as they are beside one that is not', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/\d{16}|e\+/.test(text))
        expect(parseJson(`[98765432109876543210,${text}]`)).toEqual(['98765432109876543210', JSON.parse(text)])
      }),
    )
  })

  it('beyond 2^53 keep their digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (id) => {
        expect(parseJson(`{"ids":[${id}]}`)).toEqual({ ids: [String(id)] })
      }),
    )
  })
})
