/**
 * Calls the simulator.
 *
 * @param {string} path
 * @param {{method?: string, body?: unknown, form?: FormData}} [options]
 * @returns {Promise<any>}
 * @throws {Error} with words that can be shown
 */
export async function call(path, options = {}) {
  const { body, form } = options
  const response = await fetch(path, {
    method: options.method ?? (body || form ? 'POST' : 'GET'),
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    ...(form ? { body: form } : {}),
  })
  const text = await response.text()
  const json = text ? JSON.parse(text) : null
  if (response.ok) return json
  throw new Error(wordsOf(json) ?? `The simulator answered ${response.status}`)
}

function wordsOf(json) {
  const { error } = json ?? {}
  if (typeof error === 'string') return error
  if (Array.isArray(error)) return error.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return error?.error_data?.details ?? error?.message
}

/**
 * Listens to everything that happens; the browser reconnects by itself.
 *
 * @param {(event: any) => void} onEvent
 * @param {() => void} onReconnect called after a gap, when events may have been missed
 * @param {(isLive: boolean) => void} onState
 */
export function listen(onEvent, onReconnect, onState) {
  const source = new EventSource('/__phone/events')
  let opened = false
  source.onmessage = (message) => onEvent(JSON.parse(message.data))
  source.onopen = () => {
    onState(true)
    if (opened) onReconnect()
    opened = true
  }
  source.onerror = () => onState(false)
}
