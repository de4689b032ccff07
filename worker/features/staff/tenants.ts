import type { StaffTenant, StaffTenantRow, StaffVisit, TenantSearch } from '../../contract/admin.ts'
import type { Page } from '../../contract/common.ts'
import { AppError } from '../../contract/problem.ts'
import { toIso } from '../../db/columns.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { noteAccessChanged } from '../identity/index.ts'
import { computeProgress } from '../onboarding/index.ts'
import type { StaffCtx } from './ctx.ts'
import { pageById } from './page.ts'
import { enterTenantRow, selectTenantCounts, selectTenants, selectVisit, setTenantState } from './repo/tenants.ts'

/** Tenants by name, the newest first. */
export async function listTenants(ctx: StaffCtx, search: TenantSearch): Promise<Page<StaffTenantRow>> {
  const rows = await selectTenants(ctx, search, decodeCursor(search.cursor)?.id ?? null)
  const shown = rows.map((row) => ({
    ...row,
    members: Number(row.members),
    channels: Number(row.channels),
    createdAt: toIso(row.createdAt),
    stateChangedAt: toIso(row.stateChangedAt),
    lastUsedAt: toIso(row.lastUsedAt),
    onboarding: computeProgress(row.onboarding),
  }))
  return pageById(shown, search.limit, ({ createdAt }) => createdAt)
}

/** Notes in both audit logs why the session looks into a tenant; it may for an hour. @throws AppError NOT_FOUND */
export async function enterTenant(ctx: StaffCtx, tenantId: string, reason: string): Promise<StaffVisit> {
  const until = await enterTenantRow(ctx, tenantId, reason)
  if (until === null) throw new AppError('NOT_FOUND')
  return { until: toIso(until) }
}

/** @throws AppError REASON_REQUIRED */
export async function assertEntered(ctx: StaffCtx, tenantId: string): Promise<void> {
  if ((await selectVisit(ctx, tenantId)) === null) throw reasonRequired()
}

/** One tenant in counts. @throws AppError REASON_REQUIRED */
export async function getTenantCounts(ctx: StaffCtx, tenantId: string): Promise<StaffTenant> {
  const tenant = await selectTenantCounts(ctx, tenantId)
  if (!tenant) throw reasonRequired()
  const channels = tenant.channels.map((each) => ({ ...each, lastWebhookAt: toIso(each.lastWebhookAt) }))
  const onboarding = computeProgress(tenant.onboarding)
  const [createdAt, stateChangedAt] = [toIso(tenant.createdAt), toIso(tenant.stateChangedAt)]
  return { ...tenant, channels, onboarding, createdAt, stateChangedAt }
}

/**
 * Suspends or restores a tenant: its people are told and cut off, or let in, at once.
 *
 * @throws AppError NOT_FOUND if there is none, it was deleted, or it was so before
 */
export async function changeTenantState(
  ctx: StaffCtx,
  tenantId: string,
  state: 'active' | 'suspended',
  reason: string,
): Promise<void> {
  const jurisdiction = await setTenantState(ctx, tenantId, state, reason)
  if (jurisdiction === null) throw new AppError('NOT_FOUND')
  await noteAccessChanged(ctx, tenantId)
  // The sweep of the minute does the same, if this does not come about.
  await ctx
    .hubOf({ tenantId, jurisdiction })
    .disconnect({})
    .catch(() => undefined)
}

const reasonRequired = () => new AppError('REASON_REQUIRED', 'Say first why you look into this tenant.')
