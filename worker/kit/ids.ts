import { assert } from './assert.ts'
import { type Bytes, fromHex, lengthPrefixed, randomBytes, toHex } from './bytes.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A new UUIDv7 (RFC 9562): 48 bits of time, 74 random bits. Two of one millisecond have no order. */
export function newId(nowMs: number = Date.now()): string {
  return uuidV7(nowMs, randomBytes(16))
}

/** No UUIDv7 of this millisecond or later is smaller. */
export function firstIdAt(timeMs: number): string {
  return uuidV7(timeMs, new Uint8Array(16))
}

/**
 * The id that a thing from outside always gets, however often it is delivered: UUIDv7 layout, the thing's own time,
 * the rest HMAC over the parts.
 *
 * @param key HMAC-SHA-256, never rotated: another key would give the same thing another id.
 * @param timeMs The thing's own time (not the time of arrival), epoch milliseconds.
 * @param parts What identifies it, for example the channel and the wamid. ('ab', 'c') and ('a', 'bc') differ.
 */
export async function deterministicId(key: CryptoKey, timeMs: number, ...parts: string[]): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', key, lengthPrefixed(...parts))
  return uuidV7(timeMs, new Uint8Array(mac, 0, 16))
}

/** A UUID as we write it: lower case, with hyphens, of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** @throws AssertionError if the text is no UUID as {@link isUuid} sees it. */
export function uuidToBytes(uuid: string): Bytes {
  assert(isUuid(uuid), 'not a uuid')
  return fromHex(uuid.replaceAll('-', ''))
}

/** @throws AssertionError unless given 16 bytes. */
export function bytesToUuid(bytes: Uint8Array): string {
  assert(bytes.length === 16, 'a uuid has 16 bytes')
  const hex = toHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Overwrites the time, version and variant bits of 16 bytes. */
function uuidV7(timeMs: number, bytes: Bytes): string {
  assert(Number.isSafeInteger(timeMs) && timeMs >= 0 && timeMs < 2 ** 48, 'a uuid takes whole milliseconds')
  const fields = new DataView(bytes.buffer, bytes.byteOffset)
  fields.setUint32(0, Math.floor(timeMs / 0x10000))
  fields.setUint16(4, timeMs % 0x10000)
  fields.setUint8(6, 0x70 | (fields.getUint8(6) & 0x0f))
  fields.setUint8(8, 0x80 | (fields.getUint8(8) & 0x3f))
  return bytesToUuid(bytes)
}
