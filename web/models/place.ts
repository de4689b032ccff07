/** Moves to another screen from outside a component; the router hears it as it hears the back button. */
export function go(path: string, replace = false): void {
  if (path === location.pathname + location.search) return
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate'))
}

/**
 * Where the person wanted to go before they signed in, if it is of our own: other hosts and schemes would lead away. The token
 * of a mailed link goes along in the fragment.
 */
export function nextPath({ search, hash, origin } = location): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  if (!URL.canParse(next, origin)) return '/'
  const { origin: host, pathname, search: query } = new URL(next, origin)
  return host === origin && !pathname.startsWith('//') ? pathname + query + hash : '/'
}

/** Opens the conversation that the push worker names. A message of any other shape is nobody's. */
export function openPushed({ data }: MessageEvent<unknown>): void {
  const path = data instanceof Object && 'open' in data ? data.open : null
  if (typeof path === 'string' && /^\/c\/[\w-]+$/.test(path)) go(path)
}
