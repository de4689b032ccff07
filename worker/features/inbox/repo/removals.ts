import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/connect.ts'
import type { Jurisdiction } from '../../../ports.ts'

const SWEEP_MAX = 100

/** People who are to be erased and whose timer was lost; each is left alone for the next minute. */
export async function claimRemovals(
  db: Database,
): Promise<{ tenantId: string; jurisdiction: Jurisdiction; contactId: string }[]> {
  const { rows } = await db.execute<{ tenantId: string; jurisdiction: Jurisdiction; contactId: string }>(sql`
    select tenant_id as "tenantId", ref_id as "contactId", jurisdiction
    from claim_work('removal', ${SWEEP_MAX}, 60)`)
  return rows
}
