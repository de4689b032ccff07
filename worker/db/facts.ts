import { sql } from 'drizzle-orm'
import type { Database } from './connect.ts'

/** The database answers, but must not be used like this. The message is ours and may be shown. */
export class UnfitRole extends Error {
  override name = 'UnfitRole'
}

/**
 * Asks the database who we are there.
 * @returns null if all is well.
 * @throws UnfitRole if the role could get around row-level security.
 */
export async function databaseFacts(db: Database): Promise<null> {
  const { rows } = await db.execute<{ superuser: boolean; bypasses: boolean; owns: boolean }>(sql`
    select r.rolsuper as superuser, r.rolbypassrls as bypasses,
      exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')) as owns
    from pg_roles r where r.rolname = current_user`)
  const role = rows[0]
  if (!role) throw new UnfitRole('the role is not known')
  if (role.superuser) throw new UnfitRole('the role is a superuser')
  if (role.bypasses) throw new UnfitRole('the role bypasses row-level security')
  if (role.owns) throw new UnfitRole('the role owns tables')
  return null
}
