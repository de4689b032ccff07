import { type Bench, runName, socketLoad } from '../bench.ts'
import type { Figure } from '../report.ts'

const PER_SECOND = 1_000
const SECONDS = 8

/** What a steady thousand events a second cost the database. */
export async function steady({ ours, tenant, database }: Bench): Promise<Figure[]> {
  const before = await database.work()
  const cookies = [tenant.owner.cookie]
  const load = { cookies, perSecond: PER_SECOND, seconds: SECONDS, customers: 1_000, run: runName() }
  const { p50Ms, delivered, expected } = await socketLoad({ port: ours.port, number: tenant.number, ...load })
  if (delivered !== expected) throw new Error(`${delivered} of ${expected} frames came`)
  const after = await database.work()
  const transactions = ((after.transactions - before.transactions) * 1000) / (PER_SECOND * SECONDS)
  return [
    {
      what: `transactions per 1,000 events at 1,000/s (webhook → socket p50 ${p50Ms.toFixed(1)} ms)`,
      ours: transactions.toFixed(1),
      aim: '≤ 200',
      met: transactions <= 200,
    },
  ]
}
