import { type Bench, runName, socketLoad } from '../bench.ts'
import { median } from '../percentile.ts'
import { type Figure, milliseconds } from '../report.ts'
import type { SocketResult } from '../socket-load.ts'

const SECONDS = 6
const ROUNDS = 3

/** From the first byte of a webhook to its frame on an agent's socket. */
export async function sockets(bench: Bench): Promise<Figure[]> {
  await measure(bench, 50, 1) // Not counted.
  const [slow, fast, many] = [[], [], []] as [SocketResult[], SocketResult[], SocketResult[]]
  for (let round = 0; round < ROUNDS; round++) {
    slow.push(await measure(bench, 50, 1))
    fast.push(await measure(bench, 500, 1))
    many.push(await measure(bench, 50, 200))
  }
  return [
    figure('webhook → socket, 50 events/s', slow, 15, 40),
    figure('webhook → socket, 500 events/s', fast, 20, 60),
    figure('webhook → 200 sockets, 50 events/s', many, null, 150),
  ]
}

async function measure(bench: Bench, perSecond: number, count: number): Promise<SocketResult> {
  const { people, number } = bench.tenant
  const cookies = Array.from({ length: count }, (_, n) => people[n % people.length]?.cookie ?? '')
  const plan = { port: bench.ours.port, number, cookies, perSecond, seconds: SECONDS, customers: 1_000, run: runName() }
  const result = await socketLoad(plan)
  if (result.delivered !== result.expected) throw new Error(`${result.delivered} of ${result.expected} frames came`)
  return result
}

function figure(what: string, results: SocketResult[], p50Max: number | null, p99Max: number): Figure {
  const p50 = median(results.map((result) => result.p50Ms))
  const p99 = median(results.map((result) => result.p99Ms))
  const acknowledged = median(results.map((result) => result.acknowledgedP50Ms))
  return {
    what: `${what}, p50 / p99 (acknowledged ${milliseconds(acknowledged)})`,
    ours: `${p50.toFixed(1)} / ${milliseconds(p99)}`,
    aim: p50Max === null ? `p99 ≤ ${p99Max} ms` : `≤ ${p50Max} / ${p99Max} ms`,
    met: (p50Max === null || p50 <= p50Max) && p99 <= p99Max,
  }
}
