import type { AuditLog, AuditVerdict } from '../../worker/contract/audit.ts'
import type { Page } from '../../worker/contract/common.ts'
import { queryOf, request } from './client.ts'

/** What the audit log is narrowed to; left out: everything. Times are RFC 3339 in UTC. */
export type AuditFilter = { actor?: string; action?: string; subject?: string; from?: string; to?: string }

/** The routes about the audit log. All throw ApiError. */
export const auditApi = {
  list: (filter: AuditFilter, cursor: string | null) =>
    request<Page<AuditLog>>('GET', `/api/audit-logs${queryOf({ ...filter, cursor, limit: 50 })}`),
  verify: () => request<AuditVerdict>('GET', '/api/audit-logs/verify'),
  csvUrl: (filter: AuditFilter) => `/api/audit-logs${queryOf({ ...filter, format: 'csv' })}`,
}
