import type {
  Staff,
  StaffAnswer,
  StaffBilling,
  StaffChallenge,
  StaffDashboard,
  StaffEvent,
  StaffSecurity,
  StaffSettings,
  StaffTenant,
  StaffTenantRow,
  StaffUser,
  StaffUserRow,
  StaffVisit,
  StaffWork,
  WorkRetry,
} from '../../worker/contract/admin.ts'
import type { AuditLog, AuditVerdict } from '../../worker/contract/audit.ts'
import type { Page } from '../../worker/contract/common.ts'
import type { PasskeyOptions } from '../../worker/contract/factors.ts'
import { queryOf, request } from './client.ts'
import { ApiError } from './problem.ts'

let onSignedOut: () => void = () => {}

/** Called whenever the server says that nobody of the staff is signed in. A tenant's session in this browser stays as it is. */
export function setStaffSignedOutHandler(handler: () => void): void {
  onSignedOut = handler
}

async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  try {
    return await request<T>(method, `/api/admin${path}`, body)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'STAFF_SIGN_IN') onSignedOut()
    throw error
  }
}

export type EventSource = 'parked' | 'unrouted'
export interface TenantWish {
  q?: string
  state?: StaffTenantRow['state']
}

/** The routes of the platform's staff. All throw ApiError. */
export const adminApi = {
  me: () => ask<Staff>('GET', '/session'),
  start: (email: string, password: string) => ask<StaffChallenge>('POST', '/session', { email, password }),
  passkeyOptions: (ticket: string) => ask<PasskeyOptions>('POST', '/session/passkey-options', { ticket }),
  finish: (answer: StaffAnswer) => ask<Staff>('POST', '/session/factor', answer),
  signOut: () => ask<void>('DELETE', '/session'),
  signOutStaff: (staffId: string) => ask<void>('DELETE', `/staff/${staffId}/sessions`),
  dashboard: (days: number) => ask<StaffDashboard>('GET', `/dashboard${queryOf({ days })}`),
  tenants: (wish: TenantWish, cursor: string | null) =>
    ask<Page<StaffTenantRow>>('POST', '/tenants/search', { ...wish, ...(cursor !== null && { cursor }) }),
  tenant: (id: string) => ask<StaffTenant>('GET', `/tenants/${id}`),
  enterTenant: (id: string, reason: string) => ask<StaffVisit>('POST', `/tenants/${id}/visits`, { reason }),
  suspend: (id: string, reason: string) => ask<void>('POST', `/tenants/${id}/suspension`, { reason }),
  restore: (id: string, reason: string) => ask<void>('POST', `/tenants/${id}/restoration`, { reason }),
  users: (cursor: string | null) => ask<Page<StaffUserRow>>('GET', `/users${queryOf({ cursor })}`),
  findUser: (email: string) => ask<StaffUser>('POST', '/users/search', { email }),
  user: (id: string) => ask<StaffUser>('GET', `/users/${id}`),
  signOutUser: (id: string, reason: string) => ask<void>('POST', `/users/${id}/signout`, { reason }),
  billing: () => ask<StaffBilling>('GET', '/billing'),
  work: () => ask<StaffWork>('GET', '/jobs'),
  retryWork: (wish: WorkRetry) => ask<{ rows: number }>('POST', '/jobs/retry', wish),
  events: (source: EventSource, open: boolean, cursor: string | null) =>
    ask<Page<StaffEvent>>('GET', `/webhook-events${queryOf({ source, open, cursor })}`),
  retryEvent: (id: string, channelId?: string) =>
    ask<void>('POST', `/webhook-events/parked/${id}/retry`, channelId ? { channelId } : {}),
  routeEvent: (id: string, channelId: string) =>
    ask<void>('POST', `/webhook-events/unrouted/${id}/route`, { channelId }),
  security: (days: number) => ask<StaffSecurity>('GET', `/security${queryOf({ days })}`),
  audit: (filter: { tenantId?: string; action?: string }, cursor: string | null) =>
    ask<Page<AuditLog>>('GET', `/audit-logs${queryOf({ ...filter, cursor, limit: 50 })}`),
  verifyAudit: () => ask<AuditVerdict>('GET', '/audit-logs/verify'),
  settings: () => ask<StaffSettings>('GET', '/settings'),
}
