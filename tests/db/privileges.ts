import type pg from 'pg'

/** What the app's role may do with each relation: `verb`, or `verb (columns)`, sorted. */
export async function listTablePrivileges(owner: pg.Client): Promise<Record<string, string>> {
  const { rows } = await owner.query<{ name: string; may: string }>(`
    select name, string_agg(may, ', ' order by may) as may from (
      select c.relname as name, lower(g.privilege_type) as may
      from pg_class c, aclexplode(c.relacl) g
      where c.relnamespace = 'public'::regnamespace and (g.grantee = 0 or g.grantee = 'app'::regrole)
      union all
      select c.relname, lower(g.privilege_type) || ' (' || string_agg(a.attname, ', ' order by a.attname) || ')'
      from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g
      where c.relnamespace = 'public'::regnamespace and (g.grantee = 0 or g.grantee = 'app'::regrole)
      group by c.relname, g.privilege_type
    ) granted group by name order by name`)
  return Object.fromEntries(rows.map(({ name, may }) => [name, may]))
}

/** The functions of ours that the app's role may run. */
export async function listCallable(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(`
    select distinct p.proname as name from pg_proc p,
      aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    where p.pronamespace = 'public'::regnamespace and g.grantee in (0, 'app'::regrole)
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by 1`)
  return rows.map(({ name }) => name)
}
