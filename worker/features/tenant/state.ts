import { AppError } from '../../contract/problem.ts'
import type { TenantState } from '../../contract/tenant-state.ts'

/** @throws AppError TENANT_SUSPENDED, TENANT_DELETED */
export function assertWorking(state: TenantState): void {
  if (state === 'suspended') {
    throw new AppError('TENANT_SUSPENDED', 'This organization is suspended. Its owners know more, or ask us.')
  }
  if (state === 'deleted') throw new AppError('TENANT_DELETED', 'This organization was deleted.')
}
