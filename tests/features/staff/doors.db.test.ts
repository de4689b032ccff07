import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../worker/kit/ids.ts'
import { createDatabase } from '../../support/database.ts'
import type { OwnDatabase } from '../../support/services.ts'

// As the app's role, without the app: what a hole in another route could try.

const PLATFORM = '00000000-0000-7000-8000-000000000000'
let own: OwnDatabase
let owner: pg.Client
let app: pg.Client
const tenantId = newId()
const userId = newId()
const token = randomBytes(32)

beforeAll(async () => {
  own = await createDatabase()
  owner = new pg.Client(own.ownerUrl)
  app = new pg.Client(own.databaseUrl)
  await Promise.all([owner.connect(), app.connect()])
  await owner.query("insert into tenants (id, name) values ($1, 'Demo Shop')", [tenantId])
  await owner.query('insert into users (id, email_index, box, password_hash) values ($1, $2, $3, $4)', [
    ...[userId, randomBytes(32), randomBytes(40), 'x'.repeat(40)],
  ])
  await owner.query("insert into memberships (tenant_id, id, user_id, role, box) values ($1, $2, $3, 'owner', $4)", [
    ...[tenantId, newId(), userId, randomBytes(40)],
  ])
})
afterAll(async () => {
  await Promise.all([owner.end(), app.end()])
  await own.drop()
})

const said = (client: pg.Client, sql: string, values: unknown[] = []) =>
  client.query(sql, values).then(
    ({ rows }) => rows as unknown,
    (error: pg.DatabaseError) => error.code,
  )
const start = (hash: Buffer) =>
  said(app, "select create_staff_session($1, $2, $3, 'code', null, null) is not null as begun", [newId(), hash, userId])

/** Every function that works past tenants for staff, with arguments that fit. */
const doors: [string, string][] = [
  ['staff_dashboard', 'select staff_dashboard($1, 7)'],
  ['staff_tenants', 'select * from staff_tenants($1, null, null, null, 10)'],
  ['staff_tenant', `select staff_tenant($1, '${tenantId}')`],
  ['staff_enter', `select staff_enter($1, '${tenantId}', 'because')`],
  ['staff_visit', `select staff_visit($1, '${tenantId}')`],
  ['staff_set_tenant_state', `select staff_set_tenant_state($1, '${tenantId}', 'suspended', 'because')`],
  ['staff_users', 'select * from staff_users($1, null, 10)'],
  ['staff_user', `select staff_user($1, '${userId}')`],
  ['staff_work', 'select * from staff_work($1)'],
  ['staff_late_work', 'select * from staff_late_work($1)'],
  ['staff_retry_work', "select staff_retry_work($1, 'media', null)"],
  ['staff_parked', 'select * from staff_parked($1, true, null, 10)'],
  ['staff_parked_event', `select * from staff_parked_event($1, '${tenantId}', null)`],
  ['staff_unrouted', 'select * from staff_unrouted($1, true, null, 10)'],
  ['staff_unrouted_event', `select * from staff_unrouted_event($1, '${tenantId}', '${tenantId}')`],
  ['staff_finish_unrouted', `select staff_finish_unrouted($1, '${tenantId}', '${tenantId}')`],
  ['staff_plans', 'select * from staff_plans($1)'],
  ['staff_audit', `select * from staff_audit($1, '${PLATFORM}', null, null, 10)`],
  ['staff_team', 'select * from staff_team($1)'],
  ['staff_security', 'select staff_security($1, 7)'],
  ['staff_note', "select staff_note($1, 'platform.read', null, '{}', '{}')"],
  ['end_staff_sessions', 'select end_staff_sessions($1, null)'],
]

describe('the app’s role, without a session of the staff', () => {
  it('has every door of the staff in this list', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      select p.proname as name from pg_proc p
      where p.pronamespace = 'public'::regnamespace and 'door' = any (p.proargnames)
        and has_function_privilege('app', p.oid, 'execute')`)
    expect(rows.map(({ name }) => name).sort()).toEqual(doors.map(([name]) => name).sort())
  })

  it.each(doors)('is refused by %s, whatever it sets', async (_, sql) => {
    await app.query("select set_config('app.staff_id', $1, false), set_config('app.role', 'owner', false)", [newId()])
    expect(await said(app, sql, [randomBytes(32)])).toBe('42501')
    expect(await said(app, sql, [null])).toBe('42501')
  })

  it('does not learn which tenants there are', async () => {
    for (const sql of [
      `select staff_enter($1, '${newId()}', 'because')`,
      `select staff_visit($1, '${newId()}')`,
      `select * from staff_parked_event($1, '${newId()}', null)`,
    ]) {
      expect(await said(app, sql, [randomBytes(32)]), sql).toBe('42501')
    }
  })

  it('makes no staff, reads none of their tables, and suspends nobody', async () => {
    for (const sql of [
      ...[`select add_staff('${userId}')`, `select end_staff('${userId}')`, `select has_factor('${userId}')`],
      ...[`select staff_at('\\x00')`, `select * from live_staff_session('\\x00')`],
      `select set_tenant_state('${tenantId}', 'suspended', 'because')`,
      ...['staff', 'staff_sessions', 'staff_visits', 'security_figures'].map((table) => `select * from ${table}`),
      `insert into staff (user_id) values ('${userId}')`,
    ]) {
      expect(await said(app, sql), sql).toBe('42501')
    }
    expect(await said(owner, 'select count(*)::int as count from staff')).toEqual([{ count: 0 }])
  })
})

describe('a session of the staff', () => {
  it('begins for staff with a second factor alone', async () => {
    expect(await start(token)).toEqual([{ begun: false }])
    await owner.query('select add_staff($1)', [userId])
    expect(await start(token)).toEqual([{ begun: false }])
    await owner.query('insert into user_totps (user_id, box) values ($1, $2)', [userId, randomBytes(40)])
    expect(await start(token)).toEqual([{ begun: false }])
    await owner.query('update user_totps set confirmed_at = now()')
    expect(await start(token)).toEqual([{ begun: true }])
  })

  it('opens a tenant after a reason only, and the rows are written inside', async () => {
    expect(await said(app, doors[2]?.[1] ?? '', [token])).toEqual([{ staff_tenant: null }])
    expect(await said(app, `select * from staff_audit($1, '${tenantId}', null, null, 10)`, [token])).toEqual([])
    await app.query('select staff_enter($1, $2, $3)', [token, tenantId, 'They asked us'])
    const [{ staff_tenant: tenant } = { staff_tenant: null }] = (await said(app, doors[2]?.[1] ?? '', [token])) as {
      staff_tenant: object | null
    }[]
    expect(tenant).toMatchObject({ id: tenantId, name: 'Demo Shop', members: { owner: 1 } })
    const { rows } = await owner.query(`
      select a.tenant_id = '${PLATFORM}' as platform, a.action, a.staff_id = s.id as theirs
      from audit_log a, staff s where a.action like 'platform.%' order by a.at, a.id`)
    expect(rows).toEqual([
      { platform: true, action: 'platform.entered', theirs: true },
      { platform: false, action: 'platform.entered', theirs: true },
      { platform: true, action: 'platform.read', theirs: true },
      { platform: false, action: 'platform.read', theirs: true },
    ])
  })

  it('never touches the platform’s own tenant, and makes none deleted', async () => {
    const set = (id: string, state: string) =>
      said(app, 'select staff_set_tenant_state($1, $2, $3, $4) as done', [token, id, state, 'because'])
    expect(await set(PLATFORM, 'suspended')).toEqual([{ done: null }])
    expect(await set(tenantId, 'deleted')).toEqual([{ done: null }])
    expect(await set(tenantId, 'suspended')).toEqual([{ done: 'default' }])
    expect(await said(app, 'select staff_enter($1, $2, $3) as done', [token, PLATFORM, 'because'])).toEqual([
      { done: null },
    ])
  })

  it('is over when its person has no factor any more, or is no staff any more', async () => {
    const alive = () => said(app, 'select count(*)::int as count from find_staff_session($1)', [token])
    expect(await alive()).toEqual([{ count: 1 }])
    await owner.query('update user_totps set confirmed_at = null')
    expect(await alive()).toEqual([{ count: 0 }])
    expect(await said(app, 'select staff_plans($1)', [token])).toBe('42501')
    await owner.query('update user_totps set confirmed_at = now()')
    expect(await alive()).toEqual([{ count: 1 }])
    await owner.query('select end_staff($1)', [userId])
    expect(await alive()).toEqual([{ count: 0 }])
    await owner.query('select add_staff($1)', [userId])
    expect(await alive()).toEqual([{ count: 0 }])
  })
})

it('another role than the app’s runs none of these', async () => {
  const name = `other_${randomBytes(4).toString('hex')}`
  await owner.query(`create role ${name}; grant ${name} to current_user with set true`)
  try {
    for (const [door, sql] of doors) {
      await owner.query(`begin; set local role ${name}`)
      const answer = await said(owner, sql, [token])
      await owner.query('rollback')
      expect(answer, door).toBe('42501')
    }
  } finally {
    await owner.query(`drop role ${name}`)
  }
})

it('refusals are added up by hour, and nothing but counts of our kinds is taken', async () => {
  const note = (counts: object) => said(app, 'select note_refusals($1)', [JSON.stringify(counts)])
  await note({ sign_in: 3, limit: 1 })
  await note({ sign_in: 2, role: -5 })
  expect(await said(owner, 'select kind, count::int from security_figures order by kind')).toEqual([
    { kind: 'limit', count: 1 },
    { kind: 'role', count: 1 },
    { kind: 'sign_in', count: 5 },
  ])
  expect(await note({ 'x; drop table users': 1 })).toBe('23514')
  expect(await note({ sign_in: 'many' })).toBe('22P02')
})
