import { sql } from 'drizzle-orm'
import type { StaffTenant, StaffTenantRow, TenantSearch } from '../../../contract/admin.ts'
import type { Jurisdiction } from '../../../ports.ts'
import type { OnboardingFacts } from '../../onboarding/index.ts'
import { ask, askOne, doorOf, type StaffAccess } from './access.ts'

type TenantRow = Omit<StaffTenantRow, 'members' | 'channels' | 'onboarding'> & {
  members: string
  channels: string
  onboarding: OnboardingFacts
}
type TenantCounts = Omit<StaffTenant, 'onboarding'> & { onboarding: OnboardingFacts }

/** One more than the limit tells that there is a next page. */
export const selectTenants = (access: StaffAccess, { q, state, limit }: TenantSearch, before: string | null) =>
  ask<TenantRow>(
    access,
    sql`
      select id, name, plan, jurisdiction, state, state_reason as "stateReason", state_changed_at as "stateChangedAt",
        created_at as "createdAt", members, channels, last_used_at as "lastUsedAt", onboarding
      from staff_tenants(${doorOf(access)}, ${q ?? null}, ${state ?? null}, ${before}::uuid, ${limit + 1})`,
  )

/** null: the session gave no reason. */
export const selectTenantCounts = (access: StaffAccess, tenantId: string): Promise<TenantCounts | null> =>
  askOne(access, sql`staff_tenant(${doorOf(access)}, ${tenantId}::uuid)`)

/** @returns until when; null: there is no such tenant. */
export const enterTenantRow = (access: StaffAccess, tenantId: string, reason: string): Promise<string | null> =>
  askOne(access, sql`staff_enter(${doorOf(access)}, ${tenantId}::uuid, ${reason})`)

/** @returns until when the session may look into a tenant; null: it gave no reason. */
export const selectVisit = (access: StaffAccess, tenantId: string): Promise<string | null> =>
  askOne(access, sql`staff_visit(${doorOf(access)}, ${tenantId}::uuid)`)

/** @returns where the tenant lives; null: nothing changed. */
export const setTenantState = (
  access: StaffAccess,
  tenantId: string,
  state: 'active' | 'suspended',
  reason: string,
): Promise<Jurisdiction | null> =>
  askOne(access, sql`staff_set_tenant_state(${doorOf(access)}, ${tenantId}::uuid, ${state}, ${reason})`)
