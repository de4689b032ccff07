import { UNATTENDED_HEADER } from '../../worker/contract/unattended.ts'
import { language } from '../texts/language.ts'
import { isAttended } from './attended.ts'
import { parseJson } from './parse.ts'
import { ApiError, errorOf, isTenantOff } from './problem.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let onUnauthenticated: () => void = () => {}

/** Called whenever the server says that nobody is signed in. */
export function setUnauthenticatedHandler(handler: () => void): void {
  onUnauthenticated = handler
}

let onFactorRequired: () => void = () => {}

/** Called whenever the server lets the person do nothing but set a second factor up. */
export function setFactorRequiredHandler(handler: () => void): void {
  onFactorRequired = handler
}

let onTenantOff: (error: ApiError) => void = () => {}

/** Called whenever the server says that the organization may not work. */
export function setTenantOffHandler(handler: (error: ApiError) => void): void {
  onTenantOff = handler
}

let askAgain: () => Promise<boolean> = async () => false

/** Called when the server wants a fresh proof of who the person is. True: it was given, the request is sent again. */
export function setStepUpHandler(handler: () => Promise<boolean>): void {
  askAgain = handler
}

/** While the session's cookie is being changed, and until when it was: requests under way may carry the old one. */
let renewal: Promise<unknown> | null = null
let renewedAtMs = Number.NEGATIVE_INFINITY

/** A request that gives the session another cookie. Others that come back empty-handed for it are sent again. */
export async function requestRenewal<T>(method: Method, path: string, body: unknown): Promise<T> {
  const running = succeed(method, path, body, undefined, true)
  renewal = running
  try {
    return parse<T>(await running)
  } finally {
    renewal = null
    renewedAtMs = performance.now()
  }
}

const going = new AbortController()

/** The request with which the person leaves: what else is under way would come back as nobody's. */
export function requestLast(method: Method, path: string): Promise<unknown> {
  going.abort()
  return fetch(path, { method, credentials: 'same-origin' })
}

async function hadOldCookie(beganMs: number): Promise<boolean> {
  if (renewal) await renewal.catch(() => {})
  return beganMs <= renewedAtMs
}

/**
 * One JSON request to our own origin.
 *
 * @param path With its query, starting with a slash.
 * @throws ApiError for every answer that is not 2xx, and for none at all (status 0).
 */
export async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return parse<T>(await succeed(method, path, body, signal))
}

const parse = <T>({ text }: { text: string }): T => (text === '' ? undefined : parseJson(text)) as T

/** The whole answer, if it is 2xx. @throws as {@link request} */
export async function succeed(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  renews = false,
): Promise<{ response: Response; text: string }> {
  const beganMs = performance.now()
  const { response, text } = await exchange(method, path, body, signal)
  if (response.ok) return { response, text }
  const error = errorOf(response.status, text, response.headers)
  if (error.code === 'STEP_UP_REQUIRED' && (await askAgain())) return succeed(method, path, body, signal, renews)
  if (error.code === 'UNAUTHENTICATED') {
    if (!renews && (await hadOldCookie(beganMs))) return succeed(method, path, body, signal)
    onUnauthenticated()
  }
  if (error.code === 'MFA_REQUIRED') onFactorRequired()
  // Not of the organization that the person wanted to go to.
  if (isTenantOff(error) && !path.startsWith('/api/auth/')) onTenantOff(error)
  throw error
}

/**
 * A report on our own state: 503 carries the same body as 200, saying what does not answer.
 *
 * @throws ApiError for every other answer, and for none at all (status 0).
 */
export async function requestReport<T>(path: string): Promise<T> {
  const { response, text } = await exchange('GET', path)
  const isReport = response.headers.get('content-type')?.startsWith('application/json')
  if (response.ok || (response.status === 503 && isReport)) return parseJson(text) as T
  throw errorOf(response.status, text, response.headers)
}

async function exchange(method: Method, path: string, body?: unknown, signal?: AbortSignal) {
  // The language of e-mails that come of it.
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language }
  if (!isAttended()) headers[UNATTENDED_HEADER] = '1'
  const ending = signal ? AbortSignal.any([signal, going.signal]) : going.signal
  const init: RequestInit = { method, credentials: 'same-origin', headers, signal: ending }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    headers['content-type'] = 'application/json'
  }
  const response = await reach(path, init)
  return { response, text: await response.text() }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({ status: 0, code: 'OFFLINE', detail: '' })
  }
}

/** A query string from the given values; empty ones are left out. */
export function queryOf(values: Record<string, string | number | boolean | null | undefined>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
