import type {
  StaffAuditQuery,
  StaffBilling,
  StaffDashboard,
  StaffSecurity,
  StaffSettings,
  StaffWork,
  WorkRetry,
} from '../../contract/admin.ts'
import type { AuditLog, AuditVerdict } from '../../contract/audit.ts'
import type { Page } from '../../contract/common.ts'
import { PLATFORM_TENANT_ID } from '../../crypto/kms/provider.ts'
import { asTenant } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { formatNetwork } from '../../kit/address-list.ts'
import { verifyAudit } from '../audit/index.ts'
import { openUser } from '../identity/index.ts'
import type { StaffCtx } from './ctx.ts'
import { pageById } from './page.ts'
import { selectDashboard, selectPlans, selectSecurity, selectStaffAudit } from './repo/figures.ts'
import { selectTeam } from './repo/users.ts'
import { retryWorkRows, selectLateWork, selectWork } from './repo/work.ts'
import { assertEntered } from './tenants.ts'

/** Counts over all tenants, and by day. */
export const getDashboard = (ctx: StaffCtx, days: number): Promise<StaffDashboard> => selectDashboard(ctx, days)

/** What was refused, by day and kind. */
export const getSecurity = (ctx: StaffCtx, days: number): Promise<StaffSecurity> => selectSecurity(ctx, days)

export async function getBilling(ctx: StaffCtx): Promise<StaffBilling> {
  const plans = await selectPlans(ctx)
  return {
    plans: plans.map((plan) => ({ ...plan, tenants: Number(plan.tenants), active: Number(plan.active) })),
    subscriptions: null,
  }
}

/** The work list by kind, and what is late by tenant. */
export async function getWork(ctx: StaffCtx): Promise<StaffWork> {
  const kinds = await selectWork(ctx)
  const late = await selectLateWork(ctx)
  return {
    kinds: kinds.map((row) => ({
      kind: row.kind,
      due: Number(row.due),
      leased: Number(row.leased),
      late: Number(row.late),
      later: Number(row.later),
      oldestDueAt: toIso(row.oldestDueAt),
    })),
    late: late.map((row) => ({ ...row, rows: Number(row.rows), oldestDueAt: toIso(row.oldestDueAt) })),
  }
}

/** Lets the next sweep take what is due of a kind, of one tenant or of all. @returns how many rows. */
export const retryWork = (ctx: StaffCtx, wish: WorkRetry): Promise<number> => retryWorkRows(ctx, wish)

/** The log of the platform, or of a tenant for who said why. @throws AppError REASON_REQUIRED */
export async function listStaffAudit(ctx: StaffCtx, query: StaffAuditQuery): Promise<Page<AuditLog>> {
  if (query.tenantId) await assertEntered(ctx, query.tenantId)
  const rows = await selectStaffAudit(ctx, query, decodeCursor(query.cursor)?.id ?? null)
  return pageById(
    rows.map((row) => ({ ...row, at: toIso(row.at) })),
    query.limit,
    ({ at }) => at,
  )
}

/** Whether the platform's own log is as it was written. */
export const verifyPlatformAudit = (ctx: StaffCtx): Promise<AuditVerdict> =>
  verifyAudit({
    asTenant: asTenant(ctx.db, PLATFORM_TENANT_ID),
    bucket: ctx.bucket,
    signatures: ctx.signatures,
    now: ctx.now,
  })

/** How this deployment is set up, and who is staff. Secrets are not told. */
export async function getSettings(ctx: StaffCtx): Promise<StaffSettings> {
  const { settings, vault } = ctx
  const team = await selectTeam(ctx)
  return {
    environment: settings.ENVIRONMENT,
    appUrl: settings.APP_URL,
    signupMode: settings.SIGNUP_MODE,
    jurisdiction: settings.DATA_JURISDICTION,
    keyProvider: settings.KMS_PROVIDER,
    graphVersion: settings.GRAPH_API_VERSION,
    apiRequestsPerMinute: settings.API_REQUESTS_PER_MINUTE,
    email: settings.EMAIL_API_KEY !== undefined && settings.EMAIL_FROM !== undefined,
    push: settings.VAPID_PRIVATE_KEY !== undefined,
    redis: settings.UPSTASH_REDIS_REST_URL !== undefined,
    allowedAddresses: settings.STAFF_ALLOWED_ADDRESSES.map(formatNetwork),
    staff: await Promise.all(
      team.map(async ({ staffId, userId, box, since, sessions, lastSeenAt }) => ({
        ...(await openUser(vault, { id: userId, box })),
        ...{ staffId, since: toIso(since), sessions: Number(sessions), lastSeenAt: toIso(lastSeenAt) },
      })),
    ),
  }
}
