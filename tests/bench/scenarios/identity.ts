import { DEMO } from '../../../dev/config.ts'
import { createApiCounter } from '../../../worker/cache/api-counter.ts'
import { memberLimits } from '../../../worker/cache/limit-table.ts'
import { createLimits } from '../../../worker/cache/limits.ts'
import { type Bench, load } from '../bench.ts'
import type { LoadResult } from '../load-plan.ts'
import { median, percentile } from '../percentile.ts'
import { type Figure, perSecond } from '../report.ts'

const CONNECTIONS = 20
const SECONDS = 4
const ROUNDS = 3
const SIGN_INS = 20
const STORE_SECONDS = 20
const COUNTED = 500_000
const MEMBERS = 50
const ASKED = 300
/** Behind the session and the limits, and nothing behind it: what is left is their cost. */
const NOWHERE = '/api/nothing'

/** What it costs to know who asks: a request with a session beside one without, the store's share, a sign-in, the limits. */
export async function identity(bench: Bench): Promise<Figure[]> {
  const ask = (headers: Record<string, string>, seconds = SECONDS) =>
    load({ port: bench.ours.port, connections: CONNECTIONS, seconds, what: { paths: [NOWHERE], headers } })
  const rounds: { bare: number; ours: number; opaque: number }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = rate(await ask({}), '401')
    const ours = rate(await ask({ cookie: await withPass(bench) }), '404')
    const opaque = rate(await ask({ cookie: bench.tenant.owner.cookie }), '404')
    if (round > 0) rounds.push({ bare, ours, opaque }) // The first warms up.
  }
  const ratioOf = (kind: 'ours' | 'opaque') => median(rounds.map((round) => round[kind] / round.bare))
  const figure = (what: string, kind: 'ours' | 'opaque') => ({
    what,
    ours: perSecond(median(rounds.map((round) => round[kind]))),
    baseline: perSecond(median(rounds.map((round) => round.bare))),
    ratio: ratioOf(kind),
  })
  return [
    {
      ...figure('request with session and pass, beside one without', 'ours'),
      ...{ aim: '≥ 0.85 ×', met: ratioOf('ours') >= 0.85 },
    },
    figure('the same of a browser that keeps no pass: it is given one each time', 'opaque'),
    await storeShare(bench, ask),
    await signInCost(bench),
    ...(await limitCost(bench)),
  ]
}

/** Longer than a pass lives would be fairer still: each renewal is one more look. */
async function storeShare(
  { database, tenant }: Bench,
  ask: (headers: Record<string, string>, seconds: number) => Promise<LoadResult>,
): Promise<Figure> {
  const before = await database.work()
  const { asked } = await ask({ cookie: tenant.owner.cookie }, STORE_SECONDS)
  const after = await database.work()
  const trips = after.roundTrips - before.roundTrips + after.redisTrips - before.redisTrips
  const perThousand = (trips / asked) * 1000
  return {
    what: `round trips to Postgres and Redis per 1,000 requests, of ${asked.toLocaleString('en')}`,
    ours: perThousand.toFixed(2),
    aim: '≤ 20',
    met: perThousand <= 20,
  }
}

async function signInCost({ ours }: Bench): Promise<Figure> {
  const url = `http://127.0.0.1:${ours.port}/api/auth/signin`
  const body = JSON.stringify({ email: DEMO.shop.owner, password: DEMO.password })
  const took: number[] = []
  for (let n = 0; n < SIGN_INS; n++) {
    const startMs = performance.now()
    const headers = { 'content-type': 'application/json', origin: `http://127.0.0.1:${ours.port}` }
    const { ok, status } = await fetch(url, { method: 'POST', headers, body })
    if (!ok) throw new Error(`a sign-in was answered ${status}`)
    took.push(performance.now() - startMs)
  }
  took.sort((a, b) => a - b)
  return {
    what: `sign-in, one after the other (scrypt is most of it), p50 / p99`,
    ours: `${percentile(took, 0.5).toFixed(0)} / ${percentile(took, 0.99).toFixed(0)} ms`,
  }
}

/**
 * What the limits add to a request. Those of the API are counted in the isolate, so that their own work is all there is beside
 * one trip a second; a search asks Redis each time. Both by the Worker's own code in this process, against the same Redis.
 */
async function limitCost({ redis }: Bench): Promise<Figure[]> {
  const options = { now: Date.now, note: fail }
  const counter = createApiCounter(redis, options)
  const count = (times: number) => {
    for (let n = 0; n < times; n++) counter.take(`member ${n % MEMBERS}`, COUNTED)
  }
  count(COUNTED / 10) // Warms up.
  await counter.flush()
  const startMs = performance.now()
  count(COUNTED)
  const perRequestUs = ((performance.now() - startMs) / COUNTED) * 1_000
  const limits = createLimits({ ...options, settings: redis, hash: async (...parts) => parts.join(), fallback: fail })
  const took: number[] = []
  for (let n = 0; n < ASKED; n++) {
    const askedMs = performance.now()
    await limits.take(memberLimits.search, `member ${n % MEMBERS}`)
    took.push(performance.now() - askedMs)
  }
  took.sort((a, b) => a - b)
  return [
    { what: 'limit of the API, per request', ours: `${perRequestUs.toFixed(2)} µs` },
    {
      what: 'limit of searches, which asks Redis, p50 / p99',
      ours: `${percentile(took, 0.5).toFixed(1)} / ${percentile(took, 0.99).toFixed(1)} ms`,
    },
  ]
}

/** A figure without Redis would be another one. */
function fail(error: unknown): never {
  throw error
}

/** The cookies of a browser that has asked before. */
async function withPass({ ours, tenant }: Bench): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${ours.port}/api/me`, { headers: { cookie: tenant.owner.cookie } })
  const pass = answer.headers.getSetCookie().find((each) => each.includes('-pass='))
  if (!pass) throw new Error('no pass was given')
  return `${tenant.owner.cookie}; ${pass.split(';')[0]}`
}

function rate({ statuses, seconds, asked }: LoadResult, status: string): number {
  if (statuses[status] !== asked) throw new Error(`answered ${JSON.stringify(statuses)}`)
  return asked / seconds
}
