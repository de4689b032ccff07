import type { Bench } from '../bench.ts'
import { type Figure, whole } from '../report.ts'

const MB = 1_000_000

/** What the runtime holds after everything that ran before. */
export async function memory({ ours, database }: Bench): Promise<Figure[]> {
  const { nowBytes, peakBytes } = ours.memory()
  const events = await database.messages()
  return [
    {
      what: `memory of workerd after ${whole(events)} events (at its peak ${whole(peakBytes / MB)} MB)`,
      ours: `${whole(nowBytes / MB)} MB`,
      aim: '≤ 300 MB after 100,000',
      met: events >= 100_000 && nowBytes <= 300 * MB,
    },
  ]
}
