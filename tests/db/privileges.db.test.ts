import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ownersFunctions, ownFunctions, tablePrivileges, triggersOnly } from './app-privileges.ts'
import { listCallable, listTablePrivileges } from './privileges.ts'

let owner: pg.Client
beforeAll(async () => {
  owner = new pg.Client(inject('services').ownerUrl)
  await owner.connect()
})
afterAll(() => owner.end())

async function rows<T extends object>(sql: string): Promise<T[]> {
  return (await owner.query<T>(sql)).rows
}

describe('the app’s role', () => {
  it('may do with relations what was reviewed, and no more', async () => {
    expect(await listTablePrivileges(owner)).toEqual(tablePrivileges)
  })

  it('runs the functions that were reviewed, and no others', async () => {
    const reviewed = [...Object.keys(ownersFunctions), ...ownFunctions].filter((name) => !triggersOnly.includes(name))
    expect(await listCallable(owner)).toEqual(reviewed.sort())
  })

  it('has a policy for each verb that it may use', async () => {
    const found = await rows<{ name: string; verb: string; covered: boolean }>(`
      select c.relname as name, g.privilege_type as verb, exists (
          select from pg_policy p where p.polrelid = c.oid and p.polpermissive
            and p.polcmd in ('*', case g.privilege_type when 'SELECT' then 'r' when 'INSERT' then 'a'
              when 'UPDATE' then 'w' when 'DELETE' then 'd' end)) as covered
      from pg_class c
      cross join lateral (
        select privilege_type from aclexplode(c.relacl) where grantee = 'app'::regrole
        union select a.privilege_type from pg_attribute b, aclexplode(b.attacl) a
          where b.attrelid = c.oid and a.grantee = 'app'::regrole) g
      where c.relnamespace = 'public'::regnamespace and c.relrowsecurity`)
    expect(found.length).toBeGreaterThan(80)
    expect(found.filter(({ covered }) => !covered)).toEqual([])
  })

  it('makes nothing itself, and gets nothing by itself', async () => {
    const [may] = await rows<{ creates: boolean; connects: boolean }>(`
      select has_schema_privilege('app', 'public', 'create') as creates,
        has_database_privilege('app', current_database(), 'create') as connects`)
    expect(may).toEqual({ creates: false, connects: false })
    expect(await rows('select defaclobjtype from pg_default_acl')).toEqual([])
  })

  it('cannot write an audit row that says more than who did what', async () => {
    const app = new pg.Client(inject('services').databaseUrl)
    await app.connect()
    const tenantId = '01890000-0000-7000-8000-000000000001'
    await owner.query("insert into tenants (id, name) values ($1, 'Audited') on conflict do nothing", [tenantId])
    const refused = async (sql: string) => {
      await app.query('begin')
      await app.query("select set_config('app.tenant_id', $1, true)", [tenantId])
      const said = await app.query(sql).then(
        () => 'done',
        (error) => error.code,
      )
      await app.query('rollback')
      return said
    }
    expect(await refused("insert into audit_log (action) values ('tenant.changed')")).toBe('done')
    for (const column of ['at', 'session_id', 'network', 'tenant_id', 'id']) {
      expect(
        await refused(`insert into audit_log (action, ${column}) values ('tenant.changed', default)`),
        column,
      ).toBe('42501')
    }
    for (const table of ['audit_log', 'audit_chain', 'audit_unchained']) {
      expect(await refused(`delete from ${table}`), table).toBe('42501')
      expect(await refused(`truncate ${table}`), table).toBe('42501')
    }
    expect(await refused("update audit_log set action = 'tenant.changed'")).toBe('42501')
    await app.end()
  })
})

describe('what works past row-level security', () => {
  it('is the list that was reviewed, each with its reason and a fixed search path', async () => {
    const found = await rows<{ name: string; config: string[] | null }>(`
      select proname as name, proconfig as config from pg_proc
      where pronamespace = 'public'::regnamespace and prosecdef order by 1`)
    expect(found.map(({ name }) => name)).toEqual(Object.keys(ownersFunctions).sort())
    expect(found.filter(({ config }) => !config?.includes('search_path=""'))).toEqual([])
    for (const [name, reason] of Object.entries(ownersFunctions)) expect(reason.length, name).toBeGreaterThan(10)
  })

  it('is no view, and no sequence or other relation is there', async () => {
    // Ids are UUIDv7 and positions are counted by their writer. A view would have to be security_invoker.
    const kinds = await rows<{ name: string }>(`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind not in ('r', 'p', 'i', 'I', 't')
        and not (relkind = 'v' and coalesce(reloptions, '{}') @> '{security_invoker=true}')`)
    expect(kinds).toEqual([])
  })

  it('is in no other schema of ours', async () => {
    const schemas = await rows<{ name: string }>(`
      select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`)
    expect(schemas.map(({ name }) => name)).toEqual(['public'])
  })
})
