import { randomUUID } from 'node:crypto'
import { encodeCursor } from '../../worker/db/cursor.ts'

/** As much of JSON Schema as our OpenAPI document uses. */
export interface Schema {
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  default?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}

/** The door puts something new in its place, in every request anew: what must be unique is taken each time. */
export const FRESH = '~fresh~'

/** What fits a pattern. One that is not here is a fault of the list: the route would refuse what is asked of it. */
const FITTING: readonly [fits: string, sample: () => string][] = [
  ['^\\d{6}$', () => '123456'],
  ['^\\d{1,32}$', () => '106540352242922'],
  ['^[1-9]\\d{4,14}$', () => '31612345678'],
  ['^\\d$', () => '1'],
  ['^(open|snoozed|closed)', () => 'open'],
  ['^[0-9a-f]{8}(-', () => randomUUID()],
  ['^[0-9a-f]{24}$', () => 'ab'.repeat(12)],
  ['^[a-z_]+\\.[a-z_]+$', () => 'label.created'],
  ['^[a-z_]+$', () => 'media'],
  ['^[A-Z]{2}$', () => 'NL'],
  ['^([A-Z]{2}|', () => 'NL'],
  ['^[A-Z]{3}$', () => 'EUR'],
  ['^wamid\\.', () => 'wamid.YXVkaXQ='],
  ['^[A-Za-z0-9_+/-]+$', () => 'UTC'],
  ['^[\\w-]{87}=?$', () => 'A'.repeat(87)],
  ['^[\\w-]{22}(==)?$', () => 'A'.repeat(22)],
]

/** Of spans that are over, from now; all other times are to come. */
const TIMES: Record<string, number> = { from: -7 * 86_400_000, to: -3_600_000, at: -3_600_000 }

/** The ids of things that are there, by the name under which requests name them: `labelId`. */
export type KnownIds = Readonly<Record<string, string>>

/** A value that a schema takes; of an object what it must have, and texts that it may. */
export function sampleOf(schema: Schema, name: string, ids: KnownIds): unknown {
  const one = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (one) return sampleOf(one, name, ids)
  if (schema.enum) return schema.default ?? schema.enum[0]
  const type = [schema.type].flat()[0]
  if (type === 'object') return sampleOfObject(schema, ids)
  if (type === 'array') return schema.items ? [sampleOf(schema.items, singular(name), ids)] : []
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1)
  if (type === 'boolean') return false
  return sampleOfText(schema, name, ids)
}

function sampleOfObject({ properties = {}, required = [] }: Schema, ids: KnownIds): Record<string, unknown> {
  const wanted = Object.entries(properties).filter(([name, part]) => required.includes(name) || isFreeText(part))
  return Object.fromEntries(wanted.map(([name, part]) => [name, sampleOf(part, name, ids)]))
}

function sampleOfText({ format, pattern, minLength = 0, maxLength = 64 }: Schema, name: string, ids: KnownIds): string {
  if (format === 'uuid') return ids[name] ?? ids[`${name}Id`] ?? randomUUID()
  if (format === 'date-time') return new Date(Date.now() + (TIMES[name] ?? 3_600_000)).toISOString()
  if (format === 'date') return new Date().toISOString().slice(0, 10)
  if (format === 'email' || name === 'email') return `${FRESH}@audit.test`
  if (format === 'uri') return 'https://fcm.googleapis.com/fcm/send/audit'
  const fitting = FITTING.find(([start]) => pattern?.startsWith(start))
  if (fitting) return fitting[1]()
  if (name === 'cursor') return encodeCursor({ at: '2031-01-01 00:00:00+00', id: randomUUID() })
  if (name === 'zone' || name === 'tz') return 'UTC'
  if (/phone/i.test(name)) return '+31612345678'
  return `a${FRESH}`.padEnd(minLength, 'a').slice(0, Math.max(maxLength, FRESH.length + 1))
}

/** A text of which the route takes nearly everything: where an injection would get through. */
export const isFreeText = (schema: Schema): boolean =>
  schema.type === 'string' &&
  !schema.enum &&
  !schema.format &&
  !FITTING.some(([start]) => schema.pattern?.startsWith(start))

const singular = (name: string) => name.replace(/s$/, '')
