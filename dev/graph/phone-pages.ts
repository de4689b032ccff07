import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Hono } from 'hono'
import type { GraphEnv } from './parts.ts'

const FOLDER = join(import.meta.dirname, 'phone')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The phone's page at `/` and its files under `/phone/`. */
export function phonePages() {
  const page = async (name: string) => {
    const bytes = await readFile(join(FOLDER, name)).catch(() => null)
    const headers = { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'cache-control': 'no-cache' }
    return bytes ? new Response(new Uint8Array(bytes), { headers }) : new Response('Not found', { status: 404 })
  }
  return new Hono<GraphEnv>()
    .get('/', () => page('index.html'))
    .get('/favicon.ico', () => page('icon.svg'))
    .get('/phone/:name{[a-z-]+\\.(css|js|svg)}', (c) => page(c.req.param('name')))
}
