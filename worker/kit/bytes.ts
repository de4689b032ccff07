import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'

export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const BASE64URL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/
const HEX = /^(?:[0-9a-fA-F]{2})*$/

export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes

/** @throws TypeError if the bytes are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

export const toBase64 = (bytes: Uint8Array): string => view(bytes).toString('base64')
export const toBase64Url = (bytes: Uint8Array): string => view(bytes).toString('base64url')
export const toHex = (bytes: Uint8Array): string => view(bytes).toString('hex')

/** @throws TypeError if the text is not standard base64 with its padding. */
export const fromBase64 = (text: string): Bytes => decode(text, 'base64', BASE64)
/** @throws TypeError if the text is not base64url without padding. */
export const fromBase64Url = (text: string): Bytes => decode(text, 'base64url', BASE64URL)
/** @throws TypeError if the text is not pairs of hex digits. */
export const fromHex = (text: string): Bytes => decode(text, 'hex', HEX)

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/**
 * Text parts as bytes that no other list of parts gives: each part behind its length (4 bytes, big-endian). What is
 * signed, or bound as associated data, is encoded with this: ('ab', 'c') must differ from ('a', 'bc').
 */
export function lengthPrefixed(...parts: readonly string[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + 4 + part.length * 3, 0))
  const lengths = new DataView(whole.buffer)
  let offset = 0
  for (const part of parts) {
    const { written } = encoder.encodeInto(part, whole.subarray(offset + 4))
    lengths.setUint32(offset, written)
    offset += 4 + written
  }
  return whole.subarray(0, offset)
}

/** Compares in a time that does not tell where the bytes differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length))
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

// Buffer skips what it cannot read; a cut or mistyped key must fail instead. The copy leaves Buffer's shared pool.
function decode(text: string, encoding: 'base64' | 'base64url' | 'hex', valid: RegExp): Bytes {
  if (!valid.test(text)) throw new TypeError(`not ${encoding}`)
  return new Uint8Array(Buffer.from(text, encoding))
}
