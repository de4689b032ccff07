import { type Bench, load, runName } from './bench.ts'
import type { LoadPlan } from './load-plan.ts'

const DRAIN_MS = 120_000

/** Before anything is measured: all code is compiled, all customers are known, and the planner has its statistics. */
export async function warmUp({ ours, baseline, tenant, database }: Bench): Promise<void> {
  const plan = (port: number, path: string, perBody: number, bodies: number): LoadPlan => {
    const what = { path, number: tenant.number, perBody, bodies, customers: 1_000, run: runName() }
    return { port, connections: 10, seconds: 10, what }
  }
  const results = [
    await load(plan(ours.port, '/webhooks/whatsapp', 20, 100)),
    await load(plan(ours.port, '/webhooks/whatsapp', 1, 2_000)),
  ]
  await load(plan(baseline.port, '/rows', 1, 2_000))
  const [twenty = 0, one = 0] = results.map((result) => result.statuses['200'])
  await database.settle(twenty * 20 + one, DRAIN_MS)
  await database.rows('analyze')
}
