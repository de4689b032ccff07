import { setTimeout as wait } from 'node:timers/promises'
import { type Bench, load, runName } from '../bench.ts'
import { type Figure, whole } from '../report.ts'

const KILLED_AFTER_MS = 6_000
const WHOLE_MS = 10_000

/** kill -9 in the middle of a flood; then nobody calls, and the alarm alone brings the journal into Postgres. */
export async function crash({ ours, tenant, database, outside }: Bench): Promise<Figure[]> {
  const before = await database.messages()
  const what = { path: '/webhooks/whatsapp', number: tenant.number, perBody: 20, bodies: 12_000, customers: 1_000 }
  const flood = load({ port: ours.port, connections: 50, seconds: 20, what: { ...what, run: runName() } })
  while ((await database.messages()) === before) await wait(50) // The flood has begun.
  await wait(KILLED_AFTER_MS)
  await ours.kill9()
  const { statuses, asked } = await flood
  const startMs = Date.now()
  await ours.start()
  const { objects } = await outside.stats()
  const atStart = (await database.messages()) - before
  const acknowledged = (statuses['200'] ?? 0) * 20
  // One read wakes the bucket, not the inbox: what was overflow is swept after the clock is stopped.
  const wanted = acknowledged - objects * 20
  while ((await database.messages()) - before < wanted && Date.now() - startMs < 60_000) await wait(50)
  const tookMs = Date.now() - startMs
  await outside.sweep()
  const all = (await database.settle(before + acknowledged, 60_000)) - before
  if (all > asked * 20) throw new Error('more messages than were sent')
  const left = whole(Math.max(0, wanted - atStart))
  return [
    {
      what: `after kill -9 under load: ${left} journaled events in Postgres (of ${whole(acknowledged)} acknowledged, ${whole(all)} stored)`,
      ours: `${(tookMs / 1000).toFixed(1)} s`,
      aim: '≤ 10 s, none lost',
      met: tookMs <= WHOLE_MS && all >= acknowledged,
    },
  ]
}
