import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { HttpConnection } from './http-connection.ts'
import { mainOf } from './load-plan.ts'
import { percentile } from './percentile.ts'
import { type BusinessNumber, signedWebhook } from './webhook-body.ts'

export interface SocketPlan {
  port: number
  number: BusinessNumber
  /** One session cookie per socket. */
  cookies: string[]
  /** Webhooks of one event each, evenly spread. */
  perSecond: number
  seconds: number
  customers: number
  run: string
}

export interface SocketResult {
  /** Deliveries that were awaited: events × sockets. */
  expected: number
  delivered: number
  p50Ms: number
  p99Ms: number
  maxMs: number
  /** Until the 200 of the webhook itself. */
  acknowledgedP50Ms: number
}

const MARK = /#(\d+)#/
const PATIENCE_MS = 5_000

/** Sends at an even pace and measures, for every socket, the time from the webhook's first byte to its frame. */
async function run(plan: SocketPlan): Promise<SocketResult> {
  const total = plan.perSecond * plan.seconds
  const sentMs = new Float64Array(total)
  const latencies: number[] = []
  const acknowledged: number[] = []
  const sockets = await Promise.all(
    plan.cookies.map((cookie) =>
      listen(plan.port, cookie, (n) => {
        if (n < total && sentMs[n]) latencies.push(performance.now() - sentMs[n])
      }),
    ),
  )
  await wait(500) // Presence settles.
  const bodies = Array.from({ length: total }, (_, n) =>
    signedWebhook(plan.number, [
      { id: `${plan.run}.${n}`, customer: n % plan.customers, text: `Hello #${n}#`, atMs: Date.now() },
    ]),
  )
  const idle = await Promise.all(Array.from({ length: 50 }, () => HttpConnection.open(plan.port)))
  const opened = [...idle]
  const startMs = performance.now()
  for (const [n, { body, signature }] of bodies.entries()) {
    const dueMs = startMs + (n * 1000) / plan.perSecond
    while (performance.now() < dueMs) await wait(dueMs - performance.now() > 2 ? 1 : 0)
    const connection = idle.pop() ?? (await HttpConnection.open(plan.port))
    sentMs[n] = performance.now()
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
    void connection.ask({ method: 'POST', path: '/webhooks/whatsapp', headers, body }).then(() => {
      acknowledged.push(performance.now() - (sentMs[n] ?? 0))
      idle.push(connection)
    })
  }
  const expected = total * sockets.length
  for (const endMs = performance.now() + PATIENCE_MS; latencies.length < expected && performance.now() < endMs; )
    await wait(50)
  for (const socket of sockets) socket.terminate()
  for (const connection of [...opened, ...idle]) connection.close()
  latencies.sort((a, b) => a - b)
  acknowledged.sort((a, b) => a - b)
  return {
    expected,
    delivered: latencies.length,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    maxMs: latencies.at(-1) ?? Number.NaN,
    acknowledgedP50Ms: percentile(acknowledged, 0.5),
  }
}

function listen(port: number, cookie: string, heard: (n: number) => void): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/realtime`, {
    headers: { cookie, origin: `http://127.0.0.1:${port}` },
    perMessageDeflate: false,
  })
  socket.on('message', (data) => {
    const text = data.toString()
    if (!text.includes('"message.created"')) return
    const [, n] = MARK.exec(text) ?? []
    if (n !== undefined) heard(Number(n))
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

await mainOf(run)
