export { canUse, type PlanFeature, requireFeature } from './plan.ts'
export {
  type AuditEntry,
  changedNames,
  changesOf,
  insertAudit,
  insertTenant,
  listOldKeyed,
  postgresKeyStore,
  scheduleLook,
  type TenantRow,
  tenantColumns,
  updateTenant,
} from './repo.ts'
export { assertWorking } from './state.ts'
export { getTenant, presentTenant } from './tenant.ts'
