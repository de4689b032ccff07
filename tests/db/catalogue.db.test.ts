import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { getTableColumns, getTableName, isTable } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import * as schema from '../../worker/db/schema.ts'
import { createDatabase } from '../support/database.ts'

/** Tables without row-level security, and why they may be. */
const WITHOUT_POLICIES = new Map([
  ['plans', 'the same for everybody'],
  ['users', 'no grants: reached through definer functions'],
  ['sessions', 'no grants: reached through definer functions'],
  ['user_totps', 'no grants: reached through definer functions'],
  ['user_passkeys', 'no grants: reached through definer functions'],
  ['user_recovery_codes', 'no grants: reached through definer functions'],
  ['sign_in_failures', 'no grants: reached through definer functions'],
  ['spent_assertions', 'no grants: reached through definer functions'],
  ['emails', 'no grants: reached through definer functions'],
  ['user_links', 'no grants: reached through definer functions'],
  ['staff', 'no grants: reached through definer functions'],
  ['staff_sessions', 'no grants: reached through definer functions'],
  ['staff_visits', 'no grants: reached through definer functions'],
  ['security_figures', 'no grants: reached through definer functions'],
  ['work_due', 'ids only: how sweeps find work without knowing the tenant'],
  ['unrouted_events', 'no tenant: the app may only add'],
  ['schema_migrations', 'the migration runner’s own: no grants'],
])

/** Tables that name a conversation or a message and have no policy `agents_own`, and why they may do without. */
const WITHOUT_AGENTS_OWN = new Map([['drafts', 'its own_and_seen asks for more: the conversation, and who wrote it']])

const isAgentsOwn = ({ name, permissive, verb, using }: TableFacts['policies'][number]) =>
  name === 'agents_own' && !permissive && verb === 'r' && /current_setting\('app\.sees'.+ OR /s.test(using)

let owner: pg.Client
beforeAll(async () => {
  owner = new pg.Client(inject('services').ownerUrl)
  await owner.connect()
})
afterAll(() => owner.end())

async function rows<T extends object>(sql: string): Promise<T[]> {
  return (await owner.query<T>(sql)).rows
}

interface TableFacts {
  name: string
  enabled: boolean
  forced: boolean
  policies: { name: string; roles: string[]; permissive: boolean; verb: string; using: string }[]
  grants: string[]
  columns: string[]
}

async function tables(): Promise<TableFacts[]> {
  return rows<TableFacts>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      coalesce((select json_agg(json_build_object('name', p.polname, 'permissive', p.polpermissive,
          'verb', p.polcmd, 'using', pg_get_expr(p.polqual, p.polrelid),
          'roles', (select json_agg(pg_get_userbyid(r)) from unnest(p.polroles) r)))
        from pg_policy p where p.polrelid = c.oid), '[]') as policies,
      coalesce((select json_agg(distinct g.privilege_type) from aclexplode(c.relacl) g
        where pg_get_userbyid(g.grantee) = 'app' or g.grantee = 0), '[]') as grants,
      (select json_agg(a.attname) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
}

describe('every table', () => {
  it('forces row-level security on the app, or stands on the short list', async () => {
    const found = await tables()
    expect(found.length).toBeGreaterThan(15)
    const open = found.filter(({ enabled, forced, policies }) => !enabled || !forced || policies.length === 0)
    expect(open.map(({ name }) => name).sort()).toEqual([...WITHOUT_POLICIES.keys()].sort())
  })

  it('with policies has one that names the tenant, and all of them are for the app alone', async () => {
    const guarded = (await tables()).filter(({ name }) => !WITHOUT_POLICIES.has(name))
    expect(guarded.length).toBeGreaterThan(10)
    for (const { name, policies } of guarded) {
      expect(
        policies.map(({ roles }) => roles),
        name,
      ).toEqual(policies.map(() => ['app']))
      const permissive = policies.filter((policy) => policy.permissive)
      expect(permissive, name).toHaveLength(1)
      // Without the missing-ok flag: a query that has no tenant fails instead of finding nothing.
      const own = name === 'tenants' ? 'id' : 'tenant_id'
      expect(permissive[0]?.using, name).toBe(`(${own} = (current_setting('app.tenant_id'::text))::uuid)`)
    }
  })

  it('that names a conversation or a message shows it to agents only with it, or stands on the short list', async () => {
    const naming = (await tables()).filter(({ columns }) =>
      columns.some((column) => column === 'conversation_id' || column === 'message_id'),
    )
    expect(naming.length).toBeGreaterThan(6)
    const open = naming.filter(({ policies }) => !policies.some(isAgentsOwn)).map(({ name }) => name)
    expect(open).toEqual([...WITHOUT_AGENTS_OWN.keys()])
  })

  it('of people and sessions gives the app nothing', async () => {
    const granted = (await tables()).filter(({ grants }) => grants.length > 0).map(({ name }) => name)
    expect(granted).toContain('conversations')
    const ofStaff = ['staff', 'staff_sessions', 'staff_visits', 'security_figures']
    const closed = ['user_totps', 'user_passkeys', 'user_recovery_codes', 'spent_assertions']
    for (const name of ['users', 'user_links', 'sessions', 'emails', 'schema_migrations', ...closed, ...ofStaff])
      expect(granted).not.toContain(name)
  })

  it('gives the app no more than its work wants: nobody empties, changes or is told by a trigger', async () => {
    for (const { name, grants } of await tables()) {
      expect(
        grants.filter((each) => !['SELECT', 'INSERT', 'UPDATE', 'DELETE'].includes(each)),
        name,
      ).toEqual([])
    }
    const byName = new Map((await tables()).map((table) => [table.name, table.grants.sort()]))
    expect(byName.get('plans')).toEqual(['SELECT'])
    expect(byName.get('unrouted_events')).toEqual(['INSERT'])
    expect(byName.get('audit_log')).toEqual(['SELECT'])
  })

  it('that hangs on conversations or messages goes with them, when a person is erased', async () => {
    const found = await rows<{ name: string; table: string; onDelete: string }>(`
      select conname as name, conrelid::regclass::text as table, confdeltype as "onDelete" from pg_constraint
      where contype = 'f' and confrelid in ('conversations'::regclass, 'messages'::regclass)`)
    expect(found.map(({ table }) => table)).toContain('message_attempts')
    expect(found.filter(({ onDelete }) => !['c', 'n'].includes(onDelete)).map(({ name }) => name)).toEqual([])
  })

  it('with a tenant has it first in its key and in every index that is not unique everywhere', async () => {
    const found = await rows<{ table: string; index: string; first: string; isUnique: boolean }>(`
      select t.relname as table, i.relname as index, a.attname as first, x.indisunique as "isUnique"
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
      where t.relnamespace = 'public'::regnamespace
        and exists (select from pg_attribute b where b.attrelid = t.oid and b.attname = 'tenant_id' and not b.attisdropped)`)
    expect(found.length).toBeGreaterThan(20)
    const elsewhere = found
      .filter(({ first, isUnique }) => first !== 'tenant_id' && !isUnique)
      .map(({ index }) => index)
    // What the doors without a tenant look up: a person's memberships and sessions, an account's channels, due work.
    expect(elsewhere.sort()).toEqual(['channels_waba', 'memberships_user', 'sessions_user', 'work_due_at'])
  })
})

describe('every column', () => {
  const columns = () =>
    rows<{ name: string; type: string }>(`
      select c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)

  it('that is a time names a moment: its zone belongs to it', async () => {
    const times = (await columns()).filter(({ type }) => /^time/.test(type))
    expect(times.length).toBeGreaterThan(50)
    expect(times.filter(({ type }) => type !== 'timestamp with time zone')).toEqual([])
  })

  it('of a person is one of these: no hint, no question with its answer, no day on which a password is over', async () => {
    const found = (await columns()).filter(({ name }) => name.startsWith('users.')).map(({ name }) => name)
    const known = ['box', 'created_at', 'email_index', 'id', 'password_hash', 'verified_at']
    expect(found.sort()).toEqual(known.map((name) => `users.${name}`))
  })
})

it('a database that was just made has nobody who could sign in', async () => {
  const own = await createDatabase()
  const fresh = new pg.Client(own.ownerUrl)
  await fresh.connect()
  try {
    const { rows } = await fresh.query(`
      select (select count(*)::int from schema_migrations) as migrations, (select count(*)::int from users) as users,
        (select count(*)::int from memberships) as memberships, (select count(*)::int from staff) as staff,
        (select count(*)::int from sessions) as sessions, (select count(*)::int from staff_sessions) as staff_sessions,
        (select count(*)::int from api_tokens) as tokens, (select count(*)::int from invitations) as invitations`)
    const { migrations, ...people } = rows[0]
    expect(migrations).toBeGreaterThan(50)
    expect(Object.keys(people)).toHaveLength(7)
    expect(Object.values(people)).toEqual(Array(7).fill(0))
  } finally {
    await fresh.end()
    await own.drop()
  }
})

describe('every function', () => {
  it('that works as the owner has an empty search path', async () => {
    const found = await rows<{ name: string; config: string[] | null }>(`
      select p.proname as name, p.proconfig as config from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1`)
    expect(found.length).toBeGreaterThan(10)
    expect(found.filter(({ config }) => !config?.includes('search_path=""')).map(({ name }) => name)).toEqual([])
  })

  it('is closed to the public', async () => {
    const found = await rows<{ name: string; isPublic: boolean }>(`
      select p.proname as name, exists (
        select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
        where g.grantee = 0 and g.privilege_type = 'EXECUTE') as "isPublic"
      from pg_proc p where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`)
    expect(found.length).toBeGreaterThan(10)
    expect(found.filter(({ isPublic }) => isPublic).map(({ name }) => name)).toEqual([])
  })
})

it('the app’s role owns nothing and cannot get around anything', async () => {
  const found = await rows<{ name: string; strong: boolean; owns: boolean }>(`
    select r.rolname as name, r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb as strong,
      exists (select from pg_class c where c.relowner = r.oid) or exists (select from pg_proc p where p.proowner = r.oid)
        as owns
    from pg_roles r where r.rolname = 'app' or pg_has_role(r.oid, 'app', 'member') and r.rolname <> current_user and not r.rolsuper`)
  expect(found.length).toBeGreaterThanOrEqual(2)
  for (const role of found) expect(role, role.name).toMatchObject({ strong: false, owns: false })
})

describe('what Drizzle knows', () => {
  const known = Object.values(schema).filter((each) => isTable(each))

  it('is every table.ts', async () => {
    const features = join(import.meta.dirname, '../../worker/features')
    const files = readdirSync(features, { recursive: true }).map(String)
    const perFile = files.filter((file) => /(^|\/)table\.ts$/.test(file))
    expect(perFile.length).toBeGreaterThan(5)
    const modules = await Promise.all(perFile.map((file) => import(join(features, file)) as Promise<object>))
    const tablesOf = modules.flatMap((module) => Object.values(module)).filter((each) => isTable(each))
    expect(new Set(known)).toEqual(new Set(tablesOf))
  })

  it('is what the catalogue says: tables, columns, types, and what may be null', async () => {
    const columns = await rows<{ table: string; line: string }>(`
      select c.relname as table, a.attname || ' ' || format_type(a.atttypid, null)
          || case when a.attnotnull then ' not null' else '' end as line
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)
    // Reached through functions alone, or never by the app.
    const unknown = new Set((await tables()).filter(({ grants }) => grants.length === 0).map(({ name }) => name))
    const catalogue = columns.filter(({ table }) => !unknown.has(table)).map(({ table, line }) => `${table}.${line}`)
    const drizzle = known.flatMap((table) =>
      Object.values(getTableColumns(table)).map((column) => {
        const type = column.getSQLType().replace(/ ?\(\d+\)/, '')
        return `${getTableName(table)}.${column.name} ${type}${column.notNull ? ' not null' : ''}`
      }),
    )
    expect(drizzle.sort()).toEqual(catalogue.sort())
  })
})
