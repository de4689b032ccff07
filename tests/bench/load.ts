import { type Ask, HttpConnection } from './http-connection.ts'
import { type LoadPlan, type LoadResult, mainOf } from './load-plan.ts'
import { percentile } from './percentile.ts'
import { signedWebhook } from './webhook-body.ts'

/** What is not answered so long after the end counts as broken. */
const PATIENCE_MS = 20_000

/**
 * Asks as fast as answers come, over so many connections, until the time is over. Everything is made and signed before
 * the clock starts. Runs as a process of its own: `node load.ts <plan as JSON>`; prints its result as JSON.
 */
async function run(plan: LoadPlan): Promise<LoadResult> {
  const asks = 'paths' in plan.what ? pageAsks(plan.what) : webhookAsks(plan.what)
  const connections = await Promise.all(Array.from({ length: plan.connections }, () => HttpConnection.open(plan.port)))
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  let next = 0
  let broken = 0
  const startMs = performance.now()
  const endMs = startMs + plan.seconds * 1000
  const patience = setTimeout(() => connections.map((each) => each.close()), plan.seconds * 1000 + PATIENCE_MS)
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < endMs) {
        const ask = asks(next++)
        if (ask === null) return
        const askedMs = performance.now()
        try {
          const { status } = await connection.ask(ask)
          statuses[status] = (statuses[status] ?? 0) + 1
          latencies.push(performance.now() - askedMs)
        } catch {
          broken += 1
          return
        }
      }
    }),
  )
  const seconds = (performance.now() - startMs) / 1000
  clearTimeout(patience)
  for (const connection of connections) connection.close()
  latencies.sort((a, b) => a - b)
  return {
    seconds,
    statuses,
    broken,
    asked: latencies.length + broken,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  }
}

type Nth = (index: number) => Ask | null

function pageAsks({ paths, headers }: Extract<LoadPlan['what'], { paths: string[] }>): Nth {
  const asks = paths.map((path): Ask => ({ method: 'GET', path, headers }))
  return (index) => asks[index % asks.length] ?? null
}

function webhookAsks(what: Extract<LoadPlan['what'], { path: string }>): Nth {
  const { number, perBody, bodies, customers, firstCustomer = 0, path, run: name } = what
  const atMs = Date.now()
  const asks = Array.from({ length: bodies }, (_, body): Ask => {
    const messages = Array.from({ length: perBody }, (_, place) => {
      const n = body * perBody + place
      // 7919 is prime: neighbours in a body are different customers.
      const customer = firstCustomer + ((n * 7919) % customers)
      return { id: `${name}.${n}`, customer, text: `Is order ${n} on its way? I have been waiting since Monday.`, atMs }
    })
    const signed = signedWebhook(number, messages)
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signed.signature }
    return { method: 'POST', path, headers, body: signed.body }
  })
  return (index) => asks[index] ?? null
}

await mainOf(run)
