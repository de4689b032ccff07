import {
  APP_DATABASE_PASSWORD,
  childEnvironment,
  DEMO,
  DEV_SECRETS,
  type DevConfig,
  type LocalServices,
  readConfig,
  workerVariables,
} from './config.ts'
import { APP_LOGIN, migrate } from './migrate.ts'
import { startNeonProxy } from './neon-proxy.ts'
import { type Part, startPart, waitForPort } from './part.ts'
import { startPostgres } from './postgres.ts'
import { isListening, readParent } from './processes.ts'
import { type RunningNote, takeDataDir } from './running.ts'
import { seedDemo, seedStaff } from './seed.ts'
import { startUpstash } from './upstash.ts'
import { buildWebIfStale, watchWeb } from './web-build.ts'
import { startCrons, startWorker, waitUntilReady } from './worker.ts'

/** What has been started, to be stopped in the opposite order. */
const stops: (() => Promise<void> | void)[] = []
let leaving: Promise<never> | undefined

function leave(code: number): Promise<never> {
  leaving ??= (async () => {
    for (const stop of stops.reverse()) await (async () => stop())().catch(report)
    process.exit(code)
  })()
  return leaving
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
}

function fail(error: unknown): void {
  if (leaving !== undefined) return // Parts that we are stopping may complain about one another.
  report(error)
  void leave(1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0))
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
process.stdout.on('error', () => {}) // Whoever read along has gone; that stops nothing.
leaveWithNpm()

/** npm that is killed cannot tell us; what it started would stay behind. Between it and us there may be a shell. */
function leaveWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return
  const ancestors = () => `${process.ppid} ${readParent(process.ppid)}`
  const atStart = ancestors()
  setInterval(() => {
    if (ancestors() !== atStart) void leave(0)
  }, 1_000).unref()
}

async function main(): Promise<void> {
  const config = readConfig()
  const note = await takeDataDir(config.dataDir)
  stops.push(note.clear)
  await refuseTakenPorts(config)
  const keep = async (part: Part): Promise<Part> => {
    stops.push(part.stop)
    await note.add(part.pid)
    void part.died.then(fail)
    return part
  }

  const [services] = await Promise.all([
    startServices(config, note),
    buildWebIfStale(),
    ...config.standIns.map(async ({ name, script, port }) => {
      const part = await keep(startPart(name, [script], childEnvironment(config)))
      await waitForPort(name, part, port)
    }),
  ])
  const worker = await keep(await startWorker(config, workerVariables(config, services)))
  await waitUntilReady(config, worker)
  const crons = startCrons(config)
  stops.push(crons.stop)
  if (process.stdout.isTTY) await keep(watchWeb())
  await seedDemo(config).catch((error) => report(`the demo is not complete, the next start goes on: ${error}`))
  const secret = await seedStaff(config, services).catch((error) => report(`no demo of the staff: ${error}`))
  console.log(describe(config, secret ?? null))
  console.log(`ready ${config.appUrl}`)
}

async function refuseTakenPorts(config: DevConfig): Promise<void> {
  const wanted = [
    { port: config.ports.app, variable: 'ADSAPP_PORT' },
    ...config.standIns.map(({ name, port }) => ({ port, variable: `${name.toUpperCase()}_PORT` })),
  ]
  for (const { port, variable } of wanted) {
    if (await isListening(port))
      throw new Error(`port ${port} is taken by another program; set ${variable} to a free one`)
  }
}

async function startServices(config: DevConfig, note: RunningNote): Promise<LocalServices> {
  const [database, redisRestUrl] = await Promise.all([startDatabase(config, note), startRedis(config)])
  const { databaseUrl } = database
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(databaseUrl).hostname)
  if (!isLocal || config.given.NEON_FETCH_ENDPOINT !== undefined) return { ...database, ...redisRestUrl }
  const neon = await startNeonProxy()
  stops.push(neon.stop)
  return { ...database, neonFetchEndpoint: neon.fetchEndpoint, neonWsProxy: neon.wsProxy, ...redisRestUrl }
}

/** @returns The app's own login, and the owner's where it is known. */
async function startDatabase(
  config: DevConfig,
  note: RunningNote,
): Promise<Pick<LocalServices, 'databaseUrl' | 'ownerUrl'>> {
  if (config.given.DATABASE_URL !== undefined) {
    const ownerUrl = process.env.DATABASE_OWNER_URL
    const { username, password } = new URL(config.given.DATABASE_URL)
    if (ownerUrl !== undefined) await migrate(ownerUrl, username === APP_LOGIN ? { appPassword: password } : {})
    return { databaseUrl: config.given.DATABASE_URL, ...(ownerUrl && { ownerUrl }) }
  }
  const postgres = await startPostgres({ dataDir: config.dataDir, fsync: true })
  stops.push(postgres.stop)
  await note.add(postgres.pid)
  void postgres.exited.then(() => fail(new Error('Postgres ended unexpectedly')))
  const { applied } = await migrate(postgres.ownerUrl, { appPassword: APP_DATABASE_PASSWORD })
  if (applied.length > 0) console.log(`migrated: ${applied.join(', ')}`)
  const url = new URL(postgres.ownerUrl)
  url.username = APP_LOGIN
  url.password = APP_DATABASE_PASSWORD
  return { databaseUrl: url.href, ownerUrl: postgres.ownerUrl }
}

async function startRedis(config: DevConfig): Promise<{ redisRestUrl?: string }> {
  if (config.given.UPSTASH_REDIS_REST_URL !== undefined) return {}
  const token = config.given.UPSTASH_REDIS_REST_TOKEN ?? DEV_SECRETS.UPSTASH_REDIS_REST_TOKEN
  const redisUrl = process.env.REDIS_URL
  const redis = await startUpstash({ token, ...(redisUrl && { redisUrl }) })
  stops.push(redis.stop)
  return { redisRestUrl: redis.url }
}

/** @param staffSecret Of the authenticator of the demo's staff; null: there is none. */
function describe(config: DevConfig, staffSecret: string | null): string {
  const { shop, other, staff, password } = DEMO
  const rows = [
    ['app', `${config.appUrl}  (also http://localhost:${config.ports.app})`],
    ['sign in as', `${shop.owner} or ${shop.agent}, password ${password}`],
    ['second tenant', `${other.owner}, same password`],
    ...(staffSecret
      ? [['platform staff', `${config.appUrl}/admin  ${staff.email}, same password, TOTP ${staffSecret}`]]
      : []),
    ...config.standIns.map(({ title, url, page }) => [title, `${url}${page}`]),
    ['data', `${config.dataDir}  (npm run dev:reset removes it)`],
    ['stop', 'Ctrl-C'],
  ]
  const lines = rows.map(([name = '', text = '']) => `  ${name.padEnd(16)}${text}`)
  return `\nADSapp is up.\n\n${lines.join('\n')}\n`
}

await main().catch(fail)
