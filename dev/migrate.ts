import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

export const MIGRATIONS_DIR = join(import.meta.dirname, '../migrations')

/** The login role of the app; it may do what the role `app`, to which the migrations grant, may do. */
export const APP_LOGIN = 'adsapp_app'

export interface Migration {
  /** The file's name without its ending, such as `0003_contacts_add_consent`. */
  name: string
  sql: string
  sha256: string
}

export interface Applied {
  name: string
  sha256: string
}

interface MigrateOptions {
  /** Makes or updates the login role with this password. Without it only the group role `app` is made. */
  appPassword?: string
  /** Where the SQL files lie. */
  folder?: string
}

// Any number, as long as everything that migrates this database takes the same one.
const LOCK = 7_316_204_951

/**
 * Brings a database up to date: every file of `migrations/` that it has not seen, in order, each in a transaction.
 * Safe to run twice and from two places at once (advisory lock; needs a direct connection, not a pooled one).
 *
 * @param ownerUrl Connects as the owner, who may create roles.
 * @throws Error if the history was edited, lost a file, or a file was put in before one already applied.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const migrations = readMigrations(options.folder ?? MIGRATIONS_DIR)
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c client_min_messages=warning' })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(${LOCK})`)
    await ensureRoles(client, options.appPassword)
    await client.query(
      'create table if not exists schema_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<Applied>('select name, sha256 from schema_migrations order by name')
    const pending = computePending(migrations, rows)
    for (const migration of pending) await apply(client, migration)
    return { applied: pending.map((migration) => migration.name) }
  } finally {
    await client.end() // Ends the session, and the lock with it.
  }
}

/** The migrations of a folder in order. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return files.sort().map((file) => {
    if (!/^\d{4}_[a-z0-9]+(_[a-z0-9]+)+\.sql$/.test(file)) throw new Error(`${file}: name it NNNN_noun_change.sql`)
    const sql = readFileSync(`${folder}/${file}`, 'utf8')
    return { name: file.slice(0, -'.sql'.length), sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/**
 * What is still to be applied.
 * @param migrations The files, by name.
 * @param applied The database's history, by name.
 * @throws Error if the two do not agree.
 */
export function computePending(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const problems: string[] = []
  const numbers = new Map<string, string>()
  for (const { name } of migrations) {
    const number = name.slice(0, 4)
    const other = numbers.get(number)
    if (other !== undefined) problems.push(`${other} and ${name} have the same number`)
    numbers.set(number, name)
  }
  const files = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, sha256 } of applied) {
    const file = files.get(name)
    if (file === undefined) problems.push(`${name} was applied to this database but its file is missing`)
    else if (file.sha256 !== sha256) problems.push(`${name} was edited after it was applied; write a new migration`)
  }
  const known = new Set(applied.map(({ name }) => name))
  const last = applied.at(-1)?.name ?? ''
  const pending = migrations.filter(({ name }) => !known.has(name))
  for (const { name } of pending) {
    if (name < last) problems.push(`${name} comes before ${last}, which is already applied; give it a later number`)
  }
  if (problems.length > 0) throw new Error(`the migrations do not fit this database:\n  ${problems.join('\n  ')}`)
  return pending
}

/** Roles made by SQL: one made in a hosting console may bypass row-level security. */
async function ensureRoles(client: pg.Client, appPassword: string | undefined): Promise<void> {
  await ensureRole(client, 'app', 'nologin nosuperuser nobypassrls')
  if (appPassword === undefined) return
  await ensureRole(client, APP_LOGIN, 'login inherit nosuperuser nobypassrls')
  await client.query(`alter role ${APP_LOGIN} password ${pg.escapeLiteral(appPassword)}`)
  await client.query(`alter role ${APP_LOGIN} set statement_timeout = '15s'`)
  await client.query(`alter role ${APP_LOGIN} set idle_in_transaction_session_timeout = '30s'`)
  await client.query(`grant app to ${APP_LOGIN}`)
}

async function ensureRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean; rolbypassrls: boolean }>(
    'select rolsuper, rolbypassrls from pg_roles where rolname = $1',
    [name],
  )
  const role = rows[0]
  if (role === undefined) await client.query(`create role ${name} ${attributes}`)
  else if (role.rolsuper || role.rolbypassrls) {
    throw new Error(`the role "${name}" bypasses row-level security; drop it, and it will be made again`)
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [
      migration.name,
      migration.sha256,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`${migration.name}${describePlace(migration.sql, error)}: ${describe(error)}`, { cause: error })
  }
}

function describePlace(sql: string, error: unknown): string {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN
  return Number.isNaN(position) ? '' : `, line ${sql.slice(0, position).split('\n').length}`
}

function describe(error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return String(error)
  return [error.message, error.detail, error.hint].filter(Boolean).join(' · ')
}

if (import.meta.main) {
  const ownerUrl = process.env.DATABASE_OWNER_URL
  const appPassword = process.env.APP_DATABASE_PASSWORD
  if (ownerUrl === undefined) {
    console.error('DATABASE_OWNER_URL is not set: the direct (not pooled) address of the database, as its owner')
    process.exit(1)
  }
  try {
    const { applied } = await migrate(ownerUrl, appPassword === undefined ? {} : { appPassword })
    console.log(applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
