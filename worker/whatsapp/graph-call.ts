import type { MetaError } from '../contract/events.ts'
import { AssertionError } from '../kit/assert.ts'
import { readError, UNREADABLE_CODE } from './errors.ts'
import { findKnownCode } from './failure-codes.ts'
import { type ConnectionGauge, createConnectionGauge } from './gauge.ts'
import { parseJson } from './json.ts'
import { isRaw, type Raw, rawOf } from './raw.ts'

/** Why the end of a call is not known; holds nothing of the request. */
/** Meta's own, unless a deployment names another. */
export const GRAPH_URL = 'https://graph.facebook.com'

export type UnknownReason = 'timeout' | 'network' | 'redirect' | 'server-error' | 'broken-answer'

export type Refused = {
  kind: 'refused'
  httpStatus: number
  error: MetaError
  /** `error_subcode`: what tells template and registration errors apart. */
  subcode: number | null
}
export type Unknown = { kind: 'unknown'; reason: UnknownReason }
export type GraphResult<T> = { kind: 'ok'; value: T } | Refused | Unknown

export type GraphOptions = {
  /** Without the version; Meta's own, or a stand-in's. */
  baseUrl: string
  /** Like `v26.0`. */
  version: string
  fetch: typeof fetch
  /** Shared by everything else that the same object fetches. */
  gauge?: ConnectionGauge
}

export type GraphRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Segments of the path, escaped here. */
  path: readonly string[]
  accessToken: string
  query?: Record<string, string | undefined>
  json?: Raw
  body?: { content: BodyInit; type: string }
  timeoutMs?: number
}

export const TIMEOUT_MS = 20_000

/** @returns null if the answer is not what was expected. */
export type Read<T> = (answer: Raw) => T | null

export type GraphCall = {
  /** @param readRefusal Takes what a refusal says beside its error; null leaves it a refusal. */
  <T>(request: GraphRequest, read: Read<T>, readRefusal?: Read<T>): Promise<GraphResult<T>>
  gauge: ConnectionGauge
  /** Sends a request without reading the answer's body; a redirect is an answer. */
  open(url: string, init: RequestInit, timeoutMs: number): Promise<Response>
}

/** Makes the one function through which everything goes to Graph. It never throws for what Graph or the network does. */
export function createGraphCall(options: GraphOptions): GraphCall {
  const gauge = options.gauge ?? createConnectionGauge()
  // Apart from its object: workerd refuses a fetch that is called as somebody's method.
  const { fetch } = options
  const open: GraphCall['open'] = (url, init, timeoutMs) =>
    // The time-out begins when the request does, not while it waits for its turn.
    gauge.run(() => fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(timeoutMs) }))
  const call = async <T>(request: GraphRequest, read: Read<T>, readRefusal?: Read<T>): Promise<GraphResult<T>> => {
    const { accessToken, timeoutMs = TIMEOUT_MS } = request
    const url = urlOf(options, request)
    const init = initOf(request)
    try {
      const response = await open(url, init, timeoutMs)
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel()
        return { kind: 'unknown', reason: 'redirect' }
      }
      // Graph repeats a malformed token in its message: it must reach no log and no screen.
      return readAnswer(response, (await response.text()).replaceAll(accessToken, '[token]'), read, readRefusal)
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error) }
    }
  }
  return Object.assign(call, { gauge, open })
}

/** `{success: true}`, as Graph answers what changes something. */
export const readSuccess = (answer: Raw): true | null => (answer.success === true ? true : null)

/**
 * Time-outs and aborts are told apart from a broken network by the error's name alone.
 *
 * @throws AssertionError if it was our own mistake.
 */
export function reasonOf(error: unknown): 'timeout' | 'network' {
  if (error instanceof AssertionError) throw error
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
    ? 'timeout'
    : 'network'
}

function readAnswer<T>(response: Response, text: string, read: Read<T>, readRefusal?: Read<T>): GraphResult<T> {
  const answer = parseAnswer(text)
  const partial = !response.ok && answer ? (readRefusal?.(answer) ?? null) : null
  if (partial !== null) return { kind: 'ok', value: partial }
  if (response.ok) {
    const value = answer && read(answer)
    return value === null ? { kind: 'unknown', reason: 'broken-answer' } : { kind: 'ok', value }
  }
  const error = readError(answer?.error)
  const isServerError = response.status >= 500 && !findKnownCode(error.code)
  if (isServerError) return { kind: 'unknown', reason: 'server-error' }
  if (error.code === UNREADABLE_CODE) return { kind: 'unknown', reason: 'broken-answer' }
  const { error_subcode } = rawOf(answer?.error)
  return { kind: 'refused', httpStatus: response.status, error, subcode: Number(error_subcode) || null }
}

function parseAnswer(text: string): Raw | null {
  try {
    const answer = parseJson(text)
    return isRaw(answer) ? answer : null
  } catch {
    return null
  }
}

function urlOf({ baseUrl, version }: GraphOptions, { path, query = {} }: GraphRequest): string {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}/${[version, ...path].map(encodeURIComponent).join('/')}`)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

function initOf({ method, accessToken, json, body }: GraphRequest): RequestInit {
  const type = json ? 'application/json' : body?.type
  const content = json ? JSON.stringify(json) : body?.content
  return {
    method,
    headers: { authorization: `Bearer ${accessToken}`, ...(type && { 'content-type': type }) },
    ...(content !== undefined && { body: content }),
    // Node asks for this with a stream; workerd does not mind.
    ...(content instanceof ReadableStream && ({ duplex: 'half' } as object)),
  }
}
