/// <reference path="./http-ece.d.ts" />
import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import ece from 'http_ece'
import { importJWK, jwtVerify } from 'jose'

/** One browser that subscribed: what it tells an app, and what only it knows. */
interface Browser {
  ecdh: ReturnType<typeof createECDH>
  auth: Buffer
  gone: boolean
}

interface Received {
  id: string
  payload: unknown
  topic: string | undefined
  ttl: number
  subject: string
}

/**
 * Stands in for a push service and the browsers behind it. `POST /__subscriptions` gives what a browser's PushSubscription
 * says; what is pushed to its endpoint must be signed (RFC 8292) and encrypted (RFC 8291), both checked by libraries that
 * the app does not encrypt with, and stands in `GET /__log`. `DELETE /__subscriptions/{id}` is a browser that was closed for good.
 */
export async function startPush(publicKey: string): Promise<{ url: string; close(): Promise<void> }> {
  const browsers = new Map<string, Browser>()
  const log: Received[] = []
  const key = await verifyingKey(publicKey)
  let url = ''

  function subscribe() {
    const ecdh = createECDH('prime256v1')
    const id = randomUUID()
    const auth = randomBytes(16)
    browsers.set(id, { ecdh, auth, gone: false })
    const keys = { p256dh: ecdh.generateKeys('base64url'), auth: auth.toString('base64url') }
    return { id, endpoint: `${url}/push/${id}`, keys }
  }

  async function receive(id: string, request: IncomingMessage): Promise<number> {
    const browser = browsers.get(id)
    if (!browser || browser.gone) return 410
    const [, token = '', sentKey] = /^vapid t=([^,]+), k=(.+)$/.exec(request.headers.authorization ?? '') ?? []
    const { ttl, topic } = request.headers
    if (sentKey !== publicKey || request.headers['content-encoding'] !== 'aes128gcm' || !ttl) return 400
    try {
      const { payload } = await jwtVerify(token, key, { audience: url, requiredClaims: ['sub', 'exp'] })
      const body = ece.decrypt(await bytesOf(request), {
        version: 'aes128gcm',
        privateKey: browser.ecdh,
        authSecret: browser.auth,
      })
      const words = JSON.parse(body.toString()) as unknown
      log.push({ id, payload: words, topic: topic as string | undefined, ttl: Number(ttl), subject: payload.sub ?? '' })
      return 201
    } catch {
      return 403
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, place = '', id = ''] = (request.url ?? '').split('/')
    const say = (status: number, body?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body === undefined ? '' : JSON.stringify(body))
    }
    if (place === '__log') return say(200, log)
    if (place === '__subscriptions' && request.method === 'POST') return say(201, subscribe())
    if (place === '__subscriptions' && request.method === 'DELETE') {
      const browser = browsers.get(id)
      if (browser) browser.gone = true
      return say(204)
    }
    return say(place === 'push' ? await receive(id, request) : 404)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close: () => new Promise((closed) => server.close(() => closed())) }
}

async function verifyingKey(publicKey: string) {
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
  return importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256')
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
