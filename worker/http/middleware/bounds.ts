import { createMiddleware } from 'hono/factory'
import { AppError } from '../../contract/problem.ts'
import { type BodyBounds, hurried, readBody } from '../read-body.ts'
import type { AppEnv } from '../router.ts'

/** Far above the longest message with the longest list: 1 MB is the most that any JSON of ours needs. */
const JSON_BOUNDS: BodyBounds = { bytesMax: 1024 * 1024, patienceMs: 15_000 }
/** 25 MB over a line of 2 Mbit/s. */
const FORM_PATIENCE_MS = 120_000
/** Deeper than any shape of ours, and far below what a parser that recurses would mind. */
const JSON_DEPTH_MAX = 32
/** Five times the longest list of ours, and the longest text. */
const ELEMENTS_MAX = 10_000
const TEXT_BYTES_MAX = 65_536
const ADDRESS_LENGTH_MAX = 4_096
const HEADERS_LENGTH_MAX = 16_384

/**
 * Bounds everything of a request before anything reads it: address, headers, the size, time, depth, lists and texts of a JSON
 * body, the time of a form; what a form may weigh is bounded at its route. Compressed bodies are not taken, so nothing can swell.
 */
export function bounds(json: BodyBounds = JSON_BOUNDS, formPatienceMs = FORM_PATIENCE_MS) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { raw } = c.req
    assertShort(raw)
    if (raw.body) {
      if (raw.headers.has('content-encoding')) {
        throw new AppError('UNSUPPORTED_TYPE', 'Send the body without Content-Encoding.')
      }
      if (isForm(raw)) c.req.raw = hurried(raw, formPatienceMs)
      else {
        const bytes = await readBody(raw, json)
        assertModest(bytes)
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

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Brackets, commas and texts; whether it is JSON at all, the parser says. */
function assertModest(bytes: Uint8Array): void {
  const commas: number[] = []
  let textAt = -1
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (textAt >= 0) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) textAt = -1
      if (at - textAt > TEXT_BYTES_MAX && textAt >= 0) throw tooMuch(`A text is longer than ${TEXT_BYTES_MAX} bytes.`)
    } else if (byte === QUOTE) textAt = at
    else if (OPENING.has(byte)) {
      if (commas.push(0) > JSON_DEPTH_MAX) throw tooMuch(`The body is nested deeper than ${JSON_DEPTH_MAX} levels.`)
    } else if (CLOSING.has(byte)) commas.pop()
    else if (byte === COMMA) {
      const count = (commas.pop() ?? 0) + 1
      if (count >= ELEMENTS_MAX) throw tooMuch(`A list has more than ${ELEMENTS_MAX} elements.`)
      commas.push(count)
    }
  }
}

const tooMuch = (detail: string) => new AppError('INVALID_REQUEST', detail)
