import { ApiError, errorOf } from './problem.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let onUnauthenticated: () => void = () => {}

/** Called whenever the server says that nobody is signed in. */
export function setUnauthenticatedHandler(handler: () => void): void {
  onUnauthenticated = handler
}

/**
 * One JSON request to our own origin.
 *
 * @param path With its query, starting with a slash.
 * @throws ApiError for every answer that is not 2xx, and for none at all (status 0).
 */
export async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const { response, text } = await exchange(method, path, body, signal)
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  const error = errorOf(response.status, text, response.headers)
  if (error.code === 'UNAUTHENTICATED') onUnauthenticated()
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
  if (response.ok || (response.status === 503 && isReport)) return JSON.parse(text) as T
  throw errorOf(response.status, text, response.headers)
}

async function exchange(method: Method, path: string, body?: unknown, signal?: AbortSignal) {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { accept: 'application/json' } }
  if (signal) init.signal = signal
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { accept: 'application/json', 'content-type': 'application/json' }
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
