import { eq, sql } from 'drizzle-orm'
import type { KeyStore, StoredKey } from '../../crypto/keys.ts'
import { asTenant, type TenantDb } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import type { Jurisdiction } from '../../ports.ts'
import { encryptionKeys } from './table.ts'

/** The tenants' wrapped keys in Postgres. */
export function postgresKeyStore(db: Database): KeyStore {
  return {
    async listKeys(tenantId) {
      const tenant = asTenant(db, tenantId)
      const [rows] = await tenant.batch(
        tenant.build.select().from(encryptionKeys).where(eq(encryptionKeys.tenantId, tenantId)),
      )
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }) as StoredKey)
    },
    async insertKey(row) {
      const tenant = asTenant(db, row.tenantId)
      await tenant.batch(
        tenant.build
          .insert(encryptionKeys)
          .values({ ...row, createdAt: new Date(row.createdAt) })
          .onConflictDoNothing(),
      )
    },
  }
}

export interface TenantRow extends Record<string, unknown> {
  id: string
  name: string
  plan: string
  jurisdiction: Jurisdiction
  agentsSeeOwnOnly: boolean
  /** What the plan includes. */
  planFeatures: string[]
}

export const tenantColumns = sql`t.id, t.name, t.plan, t.jurisdiction, t.agents_see_own_only as "agentsSeeOwnOnly",
  array_to_json(p.features) as "planFeatures"`

export function selectTenant(db: TenantDb) {
  return db.build.execute<TenantRow>(sql`
    select ${tenantColumns} from tenants t join plans p on p.code = t.plan where t.id = ${db.tenantId}::uuid`)
}

export async function insertTenant(db: TenantDb, tenant: { name: string; jurisdiction: Jurisdiction }): Promise<void> {
  await db.batch(
    db.build.execute(sql`
      insert into tenants (id, name, jurisdiction) values (${db.tenantId}::uuid, ${tenant.name}, ${tenant.jurisdiction})`),
  )
}

export function updateTenant(
  db: TenantDb,
  changes: { name?: string | undefined; agentsSeeOwnOnly?: boolean | undefined },
) {
  return db.build.execute(sql`
    update tenants set name = coalesce(${changes.name ?? null}::text, name),
      agents_see_own_only = coalesce(${changes.agentsSeeOwnOnly ?? null}::boolean, agents_see_own_only)
    where id = ${db.tenantId}::uuid`)
}

export interface AuditEntry {
  /** null: the system. */
  memberId: string | null
  /** Like `member.changed`. */
  action: string
  subjectId: string | null
  /** Ids and codes, never content. */
  details?: Record<string, unknown>
}

/** The row of the audit log, for the transaction of what it tells about. */
export function insertAudit(db: TenantDb, { memberId, action, subjectId, details = {} }: AuditEntry) {
  return db.build.execute(sql`
    insert into audit_log (member_id, action, subject_id, details)
    values (${memberId}::uuid, ${action}, ${subjectId}::uuid, ${JSON.stringify(details)}::jsonb)`)
}
