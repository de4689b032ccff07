import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '../../dev/graph/options.ts'
import { startGraph } from '../../dev/graph/server.ts'

export const APP_SECRET = 'test-app-secret'
export const SHOP = {
  wabaId: '210000000000001',
  phoneNumberId: '310000000000001',
  displayPhoneNumber: '15550100001',
  verifiedName: 'Test Shop',
  businessId: '410000000000001',
  accessTokens: ['shop-token'],
}
export const OTHER = {
  wabaId: '210000000000002',
  phoneNumberId: '310000000000002',
  displayPhoneNumber: '15550100002',
  verifiedName: 'Other Test Shop',
  businessId: '410000000000002',
  accessTokens: ['other-token', { token: 'expired-token', type: 'USER' as const, expiresAtMs: 1 }],
}

export interface Received {
  raw: string
  signature: string
  body: JsonObject
}

/** A webhook receiver that records what it gets and answers what it is told. */
export async function startReceiver() {
  const received: Received[] = []
  const state = { status: 200, port: 0 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://receiver')
      if (request.method === 'GET') return void response.end(url.searchParams.get('hub.challenge') ?? '')
      const raw = Buffer.concat(chunks).toString('latin1')
      received.push({ raw, signature: String(request.headers['x-hub-signature-256']), body: JSON.parse(raw) })
      response.writeHead(state.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  state.port = (server.address() as AddressInfo).port
  return {
    state,
    received,
    url: `http://127.0.0.1:${state.port}/webhooks/whatsapp`,
    close: () => void server.close(),
  }
}

export type Stand = Awaited<ReturnType<typeof startStand>>

/** A stand-in with its own folder and receiver, and the few calls that every test makes. */
export async function startStand(from: { dataDir?: string; webhookUrl?: string } = {}) {
  const dataDir = from.dataDir ?? (await mkdtemp(join(tmpdir(), 'graph-')))
  const receiver = await startReceiver()
  const graph = await startGraph({
    port: 0,
    dataDir,
    webhookUrl: from.webhookUrl ?? receiver.url,
    appSecret: APP_SECRET,
    appId: 'test-app',
    verifyToken: 'test-verify',
    accounts: [SHOP, OTHER],
    retryBaseMs: 20,
    retryMaxMs: 100,
  })

  const call = async (path: string, init: { method?: string; body?: unknown; token?: string | null } = {}) => {
    const token = init.token === undefined ? 'shop-token' : init.token
    const response = await fetch(`${graph.url}${path}`, {
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    })
    const text = await response.text()
    return { status: response.status, json: (text ? JSON.parse(text) : null) as never }
  }
  const addCustomer = async (wish: { name: string; phone?: string; username?: string; auto?: boolean }) =>
    (await call('/__phone/customers', { body: wish })).json as { id: string; userIds: Record<string, string> }
  const write = async (customerId: string, body: string) =>
    (
      await call('/__phone/messages', {
        body: { customerId, phoneNumberId: SHOP.phoneNumberId, type: 'text', text: { body } },
      })
    ).json as { id: string }

  return {
    ...graph,
    dataDir,
    receiver,
    call,
    addCustomer,
    write,
    faults: (wish: JsonObject) => call('/__faults', { body: wish }),
    sendText: (to: string, body: string, extra: JsonObject = {}) =>
      call(`/v24.0/${SHOP.phoneNumberId}/messages`, {
        body: { messaging_product: 'whatsapp', to, type: 'text', text: { body }, ...extra },
      }),
    /** Every status webhook so far, in order of arrival. */
    statuses: () => receiver.received.flatMap((one) => pick(one.body, 'statuses')),
    /** Every customer's message that was announced so far. */
    messages: () => receiver.received.flatMap((one) => pick(one.body, 'messages')),
    async stop(keepData = false) {
      await graph.close()
      receiver.close()
      if (!keepData) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The items of one kind in a webhook body. */
export function pick(body: JsonObject, kind: 'statuses' | 'messages'): JsonObject[] {
  const entries = body.entry as { changes: { value: JsonObject }[] }[]
  return entries.flatMap((entry) => entry.changes.flatMap((change) => (change.value[kind] as JsonObject[]) ?? []))
}

/** Waits until a condition holds. @throws Error after five seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await condition()) return
    await sleep(10)
  }
  throw new Error('waited five seconds in vain')
}
