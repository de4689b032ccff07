import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { connect, type Database } from '../../worker/db/connect.ts'
import { purgeEmailRows } from '../../worker/features/emails/index.ts'
import { purgeAccessRows, tellSignInFailures } from '../../worker/features/identity/index.ts'
import { insertRefusals } from '../../worker/features/staff/repo/figures.ts'
import { purgeUnrouted } from '../../worker/features/webhooks/index.ts'
import { newId } from '../../worker/kit/ids.ts'
import { createDatabase } from '../support/database.ts'

// What docs/security.md says goes by itself, on both sides of its time. The audit log: tests/features/audit/purge.*.

let owner: pg.Client
let db: Database
const userId = newId()
const staffId = newId()

beforeAll(async () => {
  const own = await createDatabase()
  owner = new pg.Client(own.ownerUrl)
  await owner.connect()
  db = connect(own.databaseUrl, inject('services').neonFetchEndpoint)
  await owner.query('insert into users (id, email_index, box, password_hash) values ($1, $2, $3, $4)', [
    ...[userId, randomBytes(32), randomBytes(40), 'x'.repeat(40)],
  ])
  await owner.query('insert into staff (id, user_id) values ($1, $2)', [staffId, userId])
})
// The database goes with its cluster: the proxy has connections to it.
afterAll(() => owner.end())

/** A session of the staff, with a visit: what is not given is as of one that goes on. */
const session = ({ ended = 'null', expires = "now() + interval '1 hour'", seen = 'now()' }) => `
  with begun as (
    insert into staff_sessions (id, token_hash, staff_id, ended_at, expires_at, last_seen_at)
    values ($1::uuid, sha256(uuid_send($1::uuid)), '${staffId}', ${ended}, ${expires}, ${seen}) returning id
  )
  insert into staff_visits (session_id, tenant_id, reason, until)
  select id, '00000000-0000-7000-8000-000000000000', 'They asked us', now() from begun`

interface Kind {
  table: string
  /** Makes a row with the id $1 that is $2 old. */
  make: string
  days: number
  purge: () => Promise<unknown>
}
const kinds: Record<string, Kind> = {
  'an event of nobody': {
    table: 'unrouted_events',
    make: "insert into unrouted_events (id, reason, box, received_at) values ($1, 'unknown_number', sha256('x'), now() - $2::interval)",
    days: 30,
    purge: () => purgeUnrouted(db),
  },
  'an e-mail that was settled': {
    table: 'emails',
    make: 'insert into emails (id, due_at, expires_at, created_at) values ($1, null, now(), now() - $2::interval)',
    days: 30,
    purge: () => purgeEmailRows(db),
  },
  'a count of failed sign-ins that was told': {
    table: 'sign_in_failures',
    make: `insert into sign_in_failures (user_id, hour, kind, count, is_told)
      select '${userId}', now() - $2::interval, 'password', 1, true where $1::uuid is not null`,
    days: 30,
    purge: () => tellSignInFailures(db, 10),
  },
  'a count of refusals': {
    table: 'security_figures',
    make: "insert into security_figures (hour, kind, count) select now() - $2::interval, 'role', 1 where $1::uuid is not null",
    days: 90,
    purge: () => insertRefusals(db, {}),
  },
  'a session of the staff that ended, with its visits': {
    table: 'staff_sessions',
    make: session({ ended: 'now() - $2::interval' }),
    days: 7,
    purge: () => purgeAccessRows(db, 10),
  },
  'a session of the staff that expired': {
    table: 'staff_sessions',
    make: session({ expires: 'now() - $2::interval' }),
    days: 7,
    purge: () => purgeAccessRows(db, 10),
  },
  'a session of the staff that was idle for half an hour': {
    table: 'staff_sessions',
    make: session({ seen: "now() - $2::interval - interval '30 minutes'" }),
    days: 7,
    purge: () => purgeAccessRows(db, 10),
  },
}

it.each(Object.entries(kinds))('%s goes after its time, and not before', async (_, { table, make, days, purge }) => {
  const rows = async () => (await owner.query(`select from ${table}`)).rowCount
  await owner.query(make, [newId(), `${days} days -1 minute`])
  await purge()
  expect(await rows()).toBe(1)
  await owner.query(make, [newId(), `${days} days 1 minute`])
  expect(await rows()).toBe(2)
  await purge()
  expect(await rows()).toBe(1)
  await owner.query(`truncate ${table} cascade`)
})

it('a count of failed sign-ins stays until it was told, and an e-mail until it is settled', async () => {
  await owner.query(
    "insert into sign_in_failures (user_id, hour, kind, count) values ($1, now() - interval '31 days', 'factor', 2)",
    [userId],
  )
  await owner.query(
    "insert into emails (id, box, expires_at, created_at) values ($1, sha256('x'), now() + interval '1 hour', now() - interval '31 days')",
    [newId()],
  )
  expect(await tellSignInFailures(db, 10)).toBe(1)
  await purgeEmailRows(db)
  const rows = async (table: string) => (await owner.query(`select from ${table}`)).rowCount
  expect(await rows('sign_in_failures')).toBe(1)
  expect(await rows('emails')).toBe(1)
  expect(await tellSignInFailures(db, 10)).toBe(0)
  expect(await rows('sign_in_failures')).toBe(0)
})
