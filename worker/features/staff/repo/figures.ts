import { sql } from 'drizzle-orm'
import type { StaffAuditQuery, StaffDashboard, StaffSecurity } from '../../../contract/admin.ts'
import type { AuditLog } from '../../../contract/audit.ts'
import { PLATFORM_TENANT_ID } from '../../../crypto/kms/provider.ts'
import type { Database } from '../../../db/connect.ts'
import { ask, askOne, doorOf, type StaffAccess } from './access.ts'

export const selectDashboard = (access: StaffAccess, days: number): Promise<StaffDashboard> =>
  askOne(access, sql`staff_dashboard(${doorOf(access)}, ${days})`)

export const selectSecurity = (access: StaffAccess, days: number): Promise<StaffSecurity> =>
  askOne(access, sql`staff_security(${doorOf(access)}, ${days})`)

/** Adds to the figures of this hour. */
export async function insertRefusals(db: Database, counts: Record<string, number>): Promise<void> {
  await db.execute(sql`select note_refusals(${JSON.stringify(counts)}::jsonb)`)
}

export const selectPlans = (access: StaffAccess) =>
  ask<{ code: string; name: string; tenants: string; active: string }>(
    access,
    sql`select code, name, tenants, active from staff_plans(${doorOf(access)})`,
  )

/** One more than the limit tells that there is a next page. */
export const selectStaffAudit = (access: StaffAccess, query: StaffAuditQuery, before: string | null) =>
  ask<AuditLog>(
    access,
    sql`
      select id, at, action, subject_id as "subjectId", member_id as "memberId", session_id as "sessionId",
        token_id as "tokenId", staff_id as "staffId", request_id as "requestId", network, details
      from staff_audit(${doorOf(access)}, ${query.tenantId ?? PLATFORM_TENANT_ID}::uuid, ${query.action ?? null},
        ${before}::uuid, ${query.limit + 1})`,
  )
