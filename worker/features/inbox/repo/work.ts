import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/connect.ts'
import type { Jurisdiction } from '../../../ports.ts'

const DUE_MAX = 500
/** Whatever is not done by the next minute's sweep is found by it again. */
const LEASE_SECONDS = 45

/** What is due: the row of its tenant that `refId` names, or the tenant itself. */
export interface DueWork {
  tenantId: string
  jurisdiction: Jurisdiction
  refId: string
}

/** Takes due work of a kind, oldest first; it is nobody else's for a while. Rows stay until the work removes them. */
export async function claimDue(
  db: Database,
  kind: 'assignment' | 'notice' | 'removal' | 'greeting' | 'closure' | 'schedule' | 'snooze' | 'release' | 'state',
): Promise<DueWork[]> {
  const { rows } = await db.execute<DueWork & Record<string, unknown>>(sql`
    select tenant_id as "tenantId", ref_id as "refId", jurisdiction from claim_work(${kind}, ${DUE_MAX}, ${LEASE_SECONDS})`)
  return rows
}

/** What was due of a kind is done. */
export async function settleDue(db: Database, kind: 'state', tenantId: string): Promise<void> {
  await db.execute(sql`delete from work_due where tenant_id = ${tenantId}::uuid and kind = ${kind}`)
}
