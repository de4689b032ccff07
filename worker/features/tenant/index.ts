export { canUse, type PlanFeature, requireFeature } from './plan.ts'
export {
  type AuditEntry,
  insertAudit,
  insertTenant,
  postgresKeyStore,
  scheduleAwayLook,
  type TenantRow,
  tenantColumns,
  updateTenant,
} from './repo.ts'
export { getTenant, presentTenant } from './tenant.ts'
