import { AppError } from '../../contract/problem.ts'
import type { TenantDb } from '../../db/actor.ts'
import { selectTenant } from './repo.ts'

/** Everything that a plan may include or not; see the table `plans`. */
export const planFeatures = ['inbox', 'templates', 'media', 'own_app'] as const
export type PlanFeature = (typeof planFeatures)[number]

/** Whether the tenant's plan includes a feature. */
export async function canUse(db: TenantDb, feature: PlanFeature): Promise<boolean> {
  const [{ rows }] = await db.batch(selectTenant(db))
  return rows[0]?.planFeatures.includes(feature) ?? false
}

/** @throws AppError FEATURE_NOT_IN_PLAN */
export async function requireFeature(db: TenantDb, feature: PlanFeature): Promise<void> {
  if (!(await canUse(db, feature))) throw new AppError('FEATURE_NOT_IN_PLAN')
}
