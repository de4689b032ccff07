import { sql } from 'drizzle-orm'
import { customType, timestamp } from 'drizzle-orm/pg-core'

/** Bytes in and out; drivers give a Buffer or Postgres' hex text. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array | string }>({
  dataType: () => 'bytea',
  toDriver: (bytes) => toPgHex(bytes),
  fromDriver: (value) => fromPgBytes(value),
})

/** Postgres' text form of bytea: `\x` and hex. Also what json_to_recordset takes for a bytea column. */
export function toPgHex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}

export function fromPgBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? new Uint8Array(Buffer.from(value.slice(2), 'hex')) : value
}

/** A timestamptz as a Date. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 6 })

/** A timestamptz of a raw query, in RFC 3339 with milliseconds. */
export function toIso(text: string): string
export function toIso(text: string | null): string | null
export function toIso(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString()
}

/** Ids as one parameter: an array that an index is asked with. */
export const uuids = (ids: readonly string[]) =>
  sql`array(select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`
