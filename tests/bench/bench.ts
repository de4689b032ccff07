import { execFile } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { mkdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { DEV_SECRETS, ROOT, readConfig, workerVariables } from '../../dev/config.ts'
import { findFreePort } from '../../dev/processes.ts'
import { buildWebIfStale } from '../../dev/web-build.ts'
import type { RedisSettings } from '../../worker/cache/redis.ts'
import { startServices } from '../support/services.ts'
import type { LoadPlan, LoadResult } from './load-plan.ts'
import type { SocketPlan, SocketResult } from './socket-load.ts'
import { createTenant, type Tenant } from './tenant.ts'
import { buildWorker, serve, type Workerd } from './workerd.ts'

/** Everything that a scenario works with. */
export interface Bench {
  ours: Workerd
  baseline: Workerd
  /** Where a browser finds the app. */
  webUrl: string
  tenant: Tenant
  database: BenchDatabase
  outside: Outside
  /** Where the limits are counted. */
  redis: RedisSettings
  stop(): Promise<void>
}

/** The bucket and the queues of outside-worker.ts. */
export interface Outside {
  stats(): Promise<{ objects: number; puts: number; messages: number }>
  /** Fires the minute cron until nothing lies in the intake. */
  sweep(): Promise<void>
}

/** The database as its owner sees it. */
export interface BenchDatabase {
  messages(): Promise<number>
  /** Committed transactions since the start, and the Worker's HTTP round trips to Postgres and to Redis. */
  work(): Promise<{ transactions: number; roundTrips: number; redisTrips: number }>
  /** Waits until so many messages are there and none come in any more. @returns how many there are. */
  settle(atLeast: number, timeoutMs: number): Promise<number>
  rows<T extends pg.QueryResultRow>(sql: string): Promise<T[]>
}

const OUR_OBJECTS = { INBOX: 'InboxObject', HUB: 'HubObject', SENDER: 'SenderObject', LIMITER: 'LimiterObject' }
const AGENTS = 9
const SWEEP_MS = 120_000

/**
 * Builds and starts both Workers and what they stand on, and signs a tenant up.
 * @param folder Where everything of the run lies; Postgres' account must be able to enter it.
 */
export async function startBench(folder: string): Promise<Bench> {
  const { services, stop: stopServices } = await startServices(folder)
  const [port, outsidePort, baselinePort] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const frontPort = await findFreePort()
  const config = readConfig({
    ADSAPP_PORT: String(port),
    GRAPH_API_URL: services.graphUrl,
    API_REQUESTS_PER_MINUTE: '10000000',
    BREACHED_PASSWORDS_URL: 'off',
  })
  const built = await buildBoth(folder)
  const outside = {
    bucket: 'BUCKET',
    queues: ['INTAKE_QUEUE', 'MEDIA_QUEUE', 'PUSH_QUEUE', 'EMAIL_QUEUE'],
    assets: 'ASSETS',
    port: outsidePort,
  }
  const [ours, baseline] = await Promise.all([
    serve(join(folder, 'ours'), port, {
      built: built.ours,
      objects: OUR_OBJECTS,
      variables: withoutEmails(workerVariables(config, services)),
      outside,
      front: { files: join(ROOT, 'web/dist'), appUrl: config.appUrl, port: frontPort },
    }),
    serve(join(folder, 'baseline'), baselinePort, {
      built: built.baseline,
      objects: { ROWS: 'RowsObject' },
      variables: { DATABASE_URL: services.databaseUrl, NEON_FETCH_ENDPOINT: services.neonFetchEndpoint },
      outside: null,
      front: null,
    }),
  ])
  await untilReady(config.appUrl, ours)
  const database = await openDatabase(services.ownerUrl)
  return {
    ours,
    baseline,
    webUrl: `http://127.0.0.1:${frontPort}`,
    tenant: await createTenant(config.appUrl, AGENTS),
    database,
    outside: outsideAt(outsidePort),
    redis: {
      UPSTASH_REDIS_REST_URL: services.redisRestUrl,
      UPSTASH_REDIS_REST_TOKEN: DEV_SECRETS.UPSTASH_REDIS_REST_TOKEN,
    },
    async stop() {
      await Promise.all([ours.stop(), baseline.stop(), database.close()])
      await stopServices()
    },
  }
}

async function buildBoth(folder: string) {
  const into = (name: string) => join(folder, 'built', name)
  mkdirSync(join(folder, 'built'))
  await buildWebIfStale()
  return {
    ours: await buildWorker('wrangler.toml', into('ours')),
    baseline: await buildWorker('tests/bench/baseline.toml', into('baseline')),
  }
}

async function untilReady(appUrl: string, ours: Workerd): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${appUrl}/readyz`).catch(() => null)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error(`the Worker is not ready after ten seconds; it said:\n${ours.log().slice(0, 2_000)}`)
}

async function openDatabase(ownerUrl: string): Promise<BenchDatabase & { close(): Promise<void> }> {
  const client = new pg.Client(ownerUrl)
  await client.connect()
  let roundTrips = 0
  let redisTrips = 0
  // The stand-ins of Neon's proxy and of Upstash run in this process.
  subscribe('http.server.request.start', (event) => {
    const { url } = (event as { request: IncomingMessage }).request
    if (url === '/sql') roundTrips += 1
    if (url === '/' || url === '/pipeline' || url === '/multi-exec') redisTrips += 1
  })
  const rows = async <T extends pg.QueryResultRow>(sql: string) => (await client.query<T>(sql)).rows
  const messages = async () => Number((await rows<{ count: string }>('select count(*) from messages'))[0]?.count)
  return {
    rows,
    messages,
    async work() {
      await wait(1_500) // Sessions report what they did about once a second.
      const [stat] = await rows<{ xact_commit: string }>(
        'select xact_commit from pg_stat_database where datname = current_database()',
      )
      return { transactions: Number(stat?.xact_commit), roundTrips, redisTrips }
    },
    async settle(atLeast, timeoutMs) {
      const endMs = Date.now() + timeoutMs
      let before = -1
      while (Date.now() < endMs) {
        const now = await messages()
        if (now >= atLeast && now === before) return now
        before = now
        await wait(200)
      }
      throw new Error(`only ${before} of ${atLeast} messages after ${timeoutMs} ms`)
    },
    close: () => client.end(),
  }
}

function outsideAt(port: number): Outside {
  const url = `http://127.0.0.1:${port}`
  const stats = async () => (await (await fetch(`${url}/stats`)).json()) as Awaited<ReturnType<Outside['stats']>>
  return {
    stats,
    async sweep() {
      for (const endMs = Date.now() + SWEEP_MS; (await stats()).objects > 0; await wait(50)) {
        if (Date.now() > endMs) throw new Error('the intake does not become empty')
        await fetch(`${url}/sweep`, { method: 'POST' })
      }
    },
  }
}

const run = promisify(execFile)

/** A load generator in a process of its own. */
export const load = (plan: LoadPlan): Promise<LoadResult> => runProcess('load.ts', plan)
export const socketLoad = (plan: SocketPlan): Promise<SocketResult> => runProcess('socket-load.ts', plan)

async function runProcess<Result>(script: string, plan: object): Promise<Result> {
  const args = ['--disable-warning=ExperimentalWarning', join(ROOT, 'tests/bench', script), JSON.stringify(plan)]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 })
  return JSON.parse(stdout) as Result
}

let runs = 0
/** A name that no other leg of any run has. */
export const runName = () => `${Date.now().toString(36)}${runs++}`

/** Nothing carries e-mails here, so none are waited for. */
function withoutEmails({ EMAIL_API_KEY: _, ...variables }: Record<string, string>): Record<string, string> {
  return variables
}
