import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Hono } from 'hono'
import type { GraphEnv } from './parts.ts'

/**
 * Serves a Hono app on 127.0.0.1.
 *
 * @param onRequest Called when a request begins; what it returns is called once its response headers are written or its
 *   connection is gone.
 */
export async function serve(app: Hono<GraphEnv>, port: number, onRequest: (path: string) => () => void) {
  const server = createServer((incoming, outgoing) => {
    const done = onRequest(incoming.url ?? '/')
    outgoing.once('close', done)
    answer(app, incoming, outgoing, done).catch((error) => {
      // A caller that hangs up mid-answer is its own business.
      if (!outgoing.destroyed) console.error('graph: a request failed', error)
      outgoing.destroy()
    })
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(app: Hono<GraphEnv>, incoming: IncomingMessage, outgoing: ServerResponse, onHeaders: () => void) {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const request = new Request(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}),
  } as object)
  const response = await app.fetch(request, { incoming, outgoing })
  if (outgoing.destroyed) return
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  onHeaders()
  if (!response.body) return void outgoing.end()
  outgoing.flushHeaders()
  await pipeline(response.body as unknown as AsyncIterable<Uint8Array>, outgoing)
}
