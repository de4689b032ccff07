import { setTimeout as wait } from 'node:timers/promises'
import { type Bench, load, runName } from '../bench.ts'
import type { LoadPlan, LoadResult } from '../load-plan.ts'
import { median } from '../percentile.ts'
import { type Figure, perSecond, whole } from '../report.ts'

const CONNECTIONS = 50
const SECONDS = 6
const CUSTOMERS = 1_000
const ROUNDS = 3
/** As in durable-objects/inbox-object: above it the intake takes over. What is on its way at that moment still gets in. */
const JOURNAL_EVENTS_MAX = 50_000
const ON_ITS_WAY_MAX = CONNECTIONS * 20
const DRAIN_MS = 120_000

interface Leg {
  acknowledgedPerSecond: number
  /** In Postgres while the load was on. */
  appliedPerSecond: number
  /** Acknowledged and neither in Postgres nor in the intake when the load ended. */
  journal: number
  intakeEvents: number
  transactionsPer1000: number
  roundTripsPer1000: number
}

/** Webhooks as fast as they are acknowledged, one event a body and twenty, each beside one object call and one insert. */
export async function ingest(bench: Bench): Promise<Figure[]> {
  const ratios = { one: [] as number[], twenty: [] as number[], applied: [] as number[] }
  const rounds: { base: number; one: Leg; twenty: Leg }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const base = okPerSecond(await load(plan(bench, bench.baseline.port, '/rows', 1, 40_000)))
    const one = await leg(bench, 1, 48_000)
    const again = okPerSecond(await load(plan(bench, bench.baseline.port, '/rows', 1, 40_000)))
    const twenty = await leg(bench, 20, 12_000)
    ratios.one.push(one.acknowledgedPerSecond / base)
    ratios.twenty.push(twenty.acknowledgedPerSecond / again)
    ratios.applied.push(twenty.appliedPerSecond / again)
    rounds.push({ base: (base + again) / 2, one, twenty })
  }
  const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read))
  const baseline = perSecond(of((round) => round.base))
  const most = Math.max(...rounds.map((round) => round.twenty.journal))
  const intake = rounds.map((round) => round.twenty.intakeEvents)
  const transactions = of((round) => round.twenty.transactionsPer1000)
  return [
    {
      what: 'events acknowledged, 1 a body',
      ours: perSecond(of((round) => round.one.acknowledgedPerSecond)),
      ...judged(median(ratios.one), 1.5, baseline),
    },
    { what: 'of these in Postgres meanwhile', ours: perSecond(of((round) => round.one.appliedPerSecond)), baseline },
    {
      what: 'events acknowledged, 20 a body',
      ours: perSecond(of((round) => round.twenty.acknowledgedPerSecond)),
      ...judged(median(ratios.twenty), 10, baseline),
    },
    {
      what: 'of these in Postgres meanwhile',
      ours: perSecond(of((round) => round.twenty.appliedPerSecond)),
      ...judged(median(ratios.applied), 5, baseline),
    },
    {
      what: `events in the journal at the end, most (by way of the intake: ${intake.map(whole).join(', ')})`,
      ours: whole(most),
      aim: `bounded by ${whole(JOURNAL_EVENTS_MAX)}`,
      met: most <= JOURNAL_EVENTS_MAX + ON_ITS_WAY_MAX,
    },
    {
      what: 'transactions per 1,000 events, 20 a body',
      ours: transactions.toFixed(1),
      aim: '≤ 15',
      met: transactions <= 15,
    },
    {
      what: 'HTTP round trips to Postgres per 1,000 events, 20 a body',
      ours: of((round) => round.twenty.roundTripsPer1000).toFixed(1),
    },
    { what: 'transactions per 1,000 events, 1 a body', ours: of((round) => round.one.transactionsPer1000).toFixed(1) },
  ]
}

function judged(ratio: number, aim: number, baseline: string) {
  return { baseline, ratio, aim: `≥ ${aim} ×`, met: ratio >= aim }
}

async function leg(bench: Bench, perBody: number, bodies: number): Promise<Leg> {
  const { database, outside } = bench
  const [before, workBefore] = [await database.messages(), await database.work()]
  const result = await load(plan(bench, bench.ours.port, '/webhooks/whatsapp', perBody, bodies))
  const [meanwhile, { objects }] = [(await database.messages()) - before, await outside.stats()]
  const acknowledged = ok(result) * perBody
  // Every object of the intake is one body's events.
  const intakeEvents = objects * perBody
  // What is counted ends before the sweep, whose own questions are the minute's and not the events'.
  const direct = await database.settle(before + acknowledged - intakeEvents, DRAIN_MS)
  const work = await database.work()
  const per1000 = 1000 / (direct - before)
  await outside.sweep()
  const all = await database.settle(before + acknowledged, DRAIN_MS)
  if (all - before > result.asked * perBody) throw new Error('more messages than were sent')
  await wait(1_000)
  return {
    acknowledgedPerSecond: acknowledged / result.seconds,
    appliedPerSecond: meanwhile / result.seconds,
    journal: Math.max(0, acknowledged - intakeEvents - meanwhile),
    intakeEvents,
    transactionsPer1000: (work.transactions - workBefore.transactions) * per1000,
    roundTripsPer1000: (work.roundTrips - workBefore.roundTrips) * per1000,
  }
}

function plan(bench: Bench, port: number, path: string, perBody: number, bodies: number): LoadPlan {
  const { number } = bench.tenant
  const what = { path, number, perBody, bodies, customers: CUSTOMERS, run: runName() }
  return { port, connections: CONNECTIONS, seconds: SECONDS, what }
}

const ok = (result: LoadResult) => result.statuses['200'] ?? 0
const okPerSecond = (result: LoadResult) => ok(result) / result.seconds
