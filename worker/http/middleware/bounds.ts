import { createMiddleware } from 'hono/factory'
import { AppError } from '../../contract/problem.ts'
import { type BodyBounds, readBody } from '../read-body.ts'
import type { AppEnv } from '../router.ts'

/** Far above the longest message with the longest list: 1 MB is the most that any JSON of ours needs. */
const JSON_BOUNDS: BodyBounds = { bytesMax: 1024 * 1024, patienceMs: 15_000 }
/** Deeper than any shape of ours, and far below what a parser that recurses would mind. */
const JSON_DEPTH_MAX = 32
const ADDRESS_LENGTH_MAX = 4_096
const HEADERS_LENGTH_MAX = 16_384

/**
 * Bounds everything of a request before anything reads it: address, headers, the size, time and depth of a JSON body. Forms
 * with files have a bound of their own, at their route. Compressed bodies are not taken, so nothing can swell.
 */
export function bounds(json: BodyBounds = JSON_BOUNDS) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { raw } = c.req
    assertShort(raw)
    if (raw.body) {
      if (raw.headers.has('content-encoding')) {
        throw new AppError('UNSUPPORTED_TYPE', 'Send the body without Content-Encoding.')
      }
      if (!isForm(raw)) {
        const bytes = await readBody(raw, json)
        assertShallow(bytes)
        assertWellFormed(bytes)
        c.req.raw = new Request(raw, { body: bytes })
      }
    }
    await next()
  })
}

function assertShort({ url, headers }: Request): void {
  if (url.length > ADDRESS_LENGTH_MAX) throw new AppError('TOO_LARGE', 'The address is too long.')
  let length = 0
  for (const [name, value] of headers) length += name.length + value.length
  if (length > HEADERS_LENGTH_MAX) throw new AppError('TOO_LARGE', 'The headers are too long.')
}

const isForm = ({ headers }: Request): boolean =>
  headers.get('content-type')?.toLowerCase().startsWith('multipart/form-data') ?? false

/** Only escapes can bring either into JSON: a null byte, or half of a surrogate pair. */
const SUSPICIOUS = /\\u(0000|d[89a-f])/i

/** @throws AppError INVALID_REQUEST for text that is none: Postgres cannot store it, and it would come back as something else. */
function assertWellFormed(bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes)
  if (!SUSPICIOUS.test(text)) return
  let bad = false
  try {
    JSON.parse(text, (key, value) => {
      for (const part of [key, value]) {
        if (typeof part === 'string' && (!part.isWellFormed() || part.includes('\0'))) bad = true
      }
      return value
    })
  } catch {
    return // The parser of the route says what is wrong.
  }
  if (bad) throw new AppError('INVALID_REQUEST', 'A text holds a null byte, or half of a character.')
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Brackets outside of strings; whether it is JSON at all, the parser says. */
function assertShallow(bytes: Uint8Array): void {
  let depth = 0
  let inText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (inText) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (OPENING.has(byte) && ++depth > JSON_DEPTH_MAX) {
      throw new AppError('INVALID_REQUEST', `The body is nested deeper than ${JSON_DEPTH_MAX} levels.`)
    } else if (CLOSING.has(byte)) depth--
  }
}
