import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import {
  APP_DATABASE_PASSWORD,
  DEV_SECRETS,
  DEV_VAPID_PUBLIC_KEY,
  graphOptions,
  readConfig,
  ssoOptions,
} from '../../dev/config.ts'
import { startGraph } from '../../dev/graph/server.ts'
import { startMail } from '../../dev/mail/server.ts'
import { APP_LOGIN, migrate } from '../../dev/migrate.ts'
import { startNeonProxy } from '../../dev/neon-proxy.ts'
import { startPostgres } from '../../dev/postgres.ts'
import { findFreePort } from '../../dev/processes.ts'
import { startPush } from '../../dev/push/server.ts'
import { startSso } from '../../dev/sso/server.ts'
import { startUpstash } from '../../dev/upstash.ts'

/** Where the outside services of a test run answer. */
export interface TestServices {
  /** As the app's role: row-level security binds. */
  databaseUrl: string
  /** As the owner: for migrations and for looking behind the curtain. */
  ownerUrl: string
  neonFetchEndpoint: string
  neonWsProxy: string
  redisRestUrl: string
  graphUrl: string
  /** Of the push service. */
  pushUrl: string
  /** Of the mailbox: Resend's API and `/inbox`. */
  mailUrl: string
  /** Of the identity provider and the DNS. */
  ssoUrl: string
}

/** The database that has all migrations and no rows, for `create database … template`. */
const TEMPLATE = 'adsapp_template'

/** Starts everything a test can need, in about a second. The data does not survive a crash of the machine. */
export async function startServices(dataDir: string) {
  const [postgres, neon, redis, graph, push, mail, sso] = await Promise.all([
    startMigratedPostgres(dataDir),
    startNeonProxy(),
    startUpstash({ token: DEV_SECRETS.UPSTASH_REDIS_REST_TOKEN }),
    startTestGraph(dataDir),
    startPush(DEV_VAPID_PUBLIC_KEY),
    startTestMail(dataDir),
    startTestSso(dataDir),
  ])
  const services: TestServices = {
    databaseUrl: asApp(postgres.ownerUrl),
    ownerUrl: postgres.ownerUrl,
    neonFetchEndpoint: neon.fetchEndpoint,
    neonWsProxy: neon.wsProxy,
    redisRestUrl: redis.url,
    graphUrl: graph.url,
    pushUrl: push.url,
    mailUrl: mail.url,
    ssoUrl: sso.url,
  }
  const stop = async () => {
    await Promise.all([neon.stop(), redis.stop(), graph.close(), push.close(), mail.close(), sso.close()])
    await postgres.stop()
  }
  return { services, stop }
}

async function startMigratedPostgres(dataDir: string) {
  const postgres = await startPostgres({ dataDir, fsync: false })
  try {
    await migrate(postgres.ownerUrl, { appPassword: APP_DATABASE_PASSWORD })
    await runAsOwner(postgres.ownerUrl, `create database ${TEMPLATE} template ${databaseName(postgres.ownerUrl)}`)
    return postgres
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

/** Nothing listens where its webhooks go: a suite that wants them points the account at its own place. */
async function startTestGraph(dataDir: string) {
  const config = readConfig({ ADSAPP_DATA_DIR: join(dataDir, 'graph'), GRAPH_PORT: String(await findFreePort()) })
  return await startGraph(graphOptions(config))
}

const startTestMail = async (dataDir: string) =>
  startMail({ port: await findFreePort(), dataDir: join(dataDir, 'mail') })

const startTestSso = async (dataDir: string) =>
  startSso(ssoOptions(readConfig({ ADSAPP_DATA_DIR: dataDir, SSO_PORT: String(await findFreePort()) })))

/** A database of one's own: all migrations, no rows. */
export interface OwnDatabase {
  ownerUrl: string
  /** As the app's role. */
  databaseUrl: string
  drop(): Promise<void>
}

/** @param ownerUrl Of any database of the same server. */
export async function copyDatabase(ownerUrl: string): Promise<OwnDatabase> {
  const name = `own_${randomBytes(6).toString('hex')}`
  await runAsOwner(ownerUrl, `create database ${name} template ${TEMPLATE}`)
  const own = onDatabase(ownerUrl, name)
  return {
    ownerUrl: own,
    databaseUrl: asApp(own),
    drop: () => runAsOwner(ownerUrl, `drop database ${name} with (force)`),
  }
}

async function runAsOwner(ownerUrl: string, sql: string): Promise<void> {
  const client = new pg.Client(onDatabase(ownerUrl, 'postgres'))
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** The same database through the app's login role. */
export function asApp(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  url.username = APP_LOGIN
  url.password = APP_DATABASE_PASSWORD
  return url.href
}

/** The same login, another database. */
function onDatabase(anyUrl: string, name: string): string {
  const url = new URL(anyUrl)
  url.pathname = `/${name}`
  return url.href
}

function databaseName(anyUrl: string): string {
  return new URL(anyUrl).pathname.slice(1)
}
