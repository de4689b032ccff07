/**
 * What Cloudflare puts before the Worker: the files of `web/dist` with the headers of `_headers`, compressed, and
 * `index.html` for every address of the app; what `run_worker_first` names goes to the Worker.
 */

interface Env {
  APP: Fetcher
  FILES: Fetcher
  /** The address that the Worker believes to be its own. */
  APP_URL: string
  /** The text of `_headers`. */
  HEADERS: string
}

const FOR_WORKER = /^\/(api|webhooks)\/|^\/(healthz|readyz)$/
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url)
    return FOR_WORKER.test(pathname) ? toWorker(request, env) : await file(pathname, env)
  },
}

function toWorker(request: Request, { APP, APP_URL }: Env): Promise<Response> {
  const asked = new Request(request)
  if (asked.headers.has('origin')) asked.headers.set('origin', APP_URL)
  return APP.fetch(asked)
}

async function file(pathname: string, { FILES, HEADERS }: Env): Promise<Response> {
  const isFile = /\.[a-z0-9]+$/.test(pathname)
  const found = await FILES.fetch(`http://files${isFile ? pathname : '/index.html'}`)
  if (!found.ok) return new Response(null, { status: 404 })
  const type = TYPES[isFile ? (pathname.split('.').at(-1) ?? '') : 'html'] ?? 'application/octet-stream'
  const headers = new Headers({ 'content-type': type, 'cache-control': 'public, max-age=0, must-revalidate' })
  for (const [name, value] of headersFor(pathname, HEADERS)) headers.set(name, value)
  if (!type.startsWith('image/png')) headers.set('content-encoding', 'gzip') // The runtime compresses what says so.
  return new Response(found.body, { headers })
}

/** Lines without indentation are addresses, with `*` for any end; indented ones are their headers. */
function headersFor(pathname: string, text: string): [string, string][] {
  let applies = false
  const headers: [string, string][] = []
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s+([\w-]+): (.+)$/.exec(line) ?? []
    if (name && value) {
      if (applies) headers.push([name, value])
    } else applies = pathname.startsWith(line.trim().replace(/\*$/, '')) && line.trim() !== ''
  }
  return headers
}
