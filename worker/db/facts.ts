import { sql } from 'drizzle-orm'
import type { Database } from './connect.ts'

/** What was asked answers, but must not be used like this, or is not well. The message is ours and may be shown. */
export class Unfit extends Error {
  override name = 'Unfit'
}

/**
 * Asks the database who we are there.
 * @returns null if all is well.
 * @throws Unfit if the role could get around row-level security.
 */
export async function databaseFacts(db: Database): Promise<null> {
  const { rows } = await db.execute<{ superuser: boolean; bypasses: boolean; owns: boolean }>(sql`
    select r.rolsuper as superuser, r.rolbypassrls as bypasses,
      exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')) as owns
    from pg_roles r where r.rolname = current_user`)
  const role = rows[0]
  if (!role) throw new Unfit('the role is not known')
  if (role.superuser) throw new Unfit('the role is a superuser')
  if (role.bypasses) throw new Unfit('the role bypasses row-level security')
  if (role.owns) throw new Unfit('the role owns tables')
  return null
}
