import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

const TABLES = `
  create table if not exists settings (key text primary key, value text not null);
  create table if not exists customers (
    id text primary key, name text not null, phone text unique, username text,
    auto integer not null, online integer not null, created_at_ms integer not null);
  create table if not exists user_ids (
    business_id text not null, user_id text not null, customer_id text not null,
    primary key (business_id, user_id));
  create index if not exists user_ids_by_customer on user_ids (customer_id, business_id);
  create table if not exists messages (
    seq integer primary key autoincrement, id text not null unique, customer_id text, phone_number_id text not null,
    recipient text, direction text not null, type text not null, content text not null, context_id text,
    at_ms integer not null, status text not null, next_status text, next_at_ms integer,
    opaque text, pricing text, error text);
  create index if not exists messages_by_chat on messages (customer_id, phone_number_id, direction, at_ms);
  create index if not exists messages_due on messages (next_at_ms) where next_at_ms is not null;
  create index if not exists messages_unread on messages (customer_id) where direction = 'out' and status = 'delivered';
  create index if not exists messages_by_month on messages (phone_number_id, direction, at_ms);
  create table if not exists webhooks (
    id integer primary key autoincrement, waba_id text not null, phone_number_id text, lane text not null,
    field text not null, value text not null, entry_time integer, message_id text, created_at_ms integer not null);
  create table if not exists media (
    id text primary key, waba_id text not null, mime_type text not null, sha256 text not null, size integer not null,
    filename text, created_at_ms integer not null, expires_at_ms integer not null);
  create table if not exists templates (
    id text primary key, waba_id text not null, name text not null, language text not null, category text not null,
    status text not null, parameter_format text not null, components text not null, quality text not null,
    reason text not null, review_at_ms integer, unique (waba_id, name, language));
  create table if not exists blocks (
    phone_number_id text not null, customer_id text not null, primary key (phone_number_id, customer_id));
  create table if not exists refusals (
    phone_number_id text not null, customer_id text not null, marketing integer not null, blocked integer not null,
    primary key (phone_number_id, customer_id));
  create table if not exists log (
    id integer primary key autoincrement, at text not null, method text not null, path text not null,
    body text not null, status integer not null, message_id text);
`

export type Store = ReturnType<typeof openStore>

/**
 * The stand-in's memory: one SQLite file that survives kill -9 and power loss.
 *
 * Writes of one turn of the event loop share a transaction. Whoever acknowledges something awaits `durable()` first.
 */
export function openStore(dataDir: string) {
  mkdirSync(dataDir, { recursive: true })
  const db = new DatabaseSync(join(dataDir, 'graph.sqlite'))
  db.exec('pragma journal_mode = wal; pragma synchronous = full')
  db.exec(TABLES)
  const statements = new Map<string, StatementSync>()
  let commit: Promise<void> | null = null
  let commitNow = () => {}

  const prepare = (sql: string) => {
    const known = statements.get(sql)
    if (known) return known
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  const begin = () => {
    if (commit) return
    db.exec('begin immediate')
    commit = new Promise((resolve, reject) => {
      const timer = setImmediate(() => commitNow())
      commitNow = () => {
        clearImmediate(timer)
        commit = null
        commitNow = () => {}
        try {
          db.exec('commit')
          resolve()
        } catch (error) {
          reject(error)
        }
      }
    })
    commit.catch((error) => console.error('graph: the store could not commit', error))
  }

  return {
    /** Changes rows; on disk once `durable()` resolves. */
    run(sql: string, ...values: SQLInputValue[]) {
      begin()
      return prepare(sql).run(...values)
    },
    all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
      return prepare(sql).all(...values) as Row[]
    },
    find<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
      return (prepare(sql).get(...values) as Row | undefined) ?? null
    },
    setting<Value>(key: string, fallback: Value): Value {
      const row = this.find<{ value: string }>('select value from settings where key = ?', key)
      return row ? (JSON.parse(row.value) as Value) : fallback
    },
    saveSetting(key: string, value: unknown): void {
      if (value === null) this.run('delete from settings where key = ?', key)
      else this.run('insert or replace into settings (key, value) values (?, ?)', key, JSON.stringify(value))
    },
    /** Resolves when everything written so far is on disk. */
    durable: (): Promise<void> => commit ?? Promise.resolve(),
    close(): void {
      commitNow()
      db.close()
    },
  }
}
