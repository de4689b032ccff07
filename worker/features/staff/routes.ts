import { z } from '@hono/zod-openapi'
import { deleteCookie } from 'hono/cookie'
import {
  Reason,
  Staff,
  StaffBilling,
  StaffDashboard,
  StaffDays,
  StaffSecurity,
  StaffSettings,
  StaffTenant,
  StaffTenantPage,
  StaffVisit,
  TenantSearch,
} from '../../contract/admin.ts'
import { PageQuery } from '../../contract/common.ts'
import { defineRoute, json, jsonBody, newRouter, pathId, problemResponses } from '../../http/router.ts'
import { staffCookieOptions } from './cookie.ts'
import { staffEventRoutes } from './event-routes.ts'
import { getBilling, getDashboard, getSecurity, getSettings } from './overview.ts'
import { staffPeopleRoutes } from './people-routes.ts'
import { endStaffSessions } from './repo/sessions.ts'
import { getStaff, staffCookieName } from './sessions.ts'
import { changeTenantState, enterTenant, getTenantCounts, listTenants } from './tenants.ts'

export { staffDoorRoutes } from './door-routes.ts'

const done = { 204: { description: 'Done.' }, ...problemResponses }
const tenantId = pathId('tenantId')

const meRoute = defineRoute({
  method: 'get',
  path: '/admin/session',
  operationId: 'getStaff',
  staff: true,
  description: 'Who is signed in as staff.',
  responses: { 200: json(Staff, 'You.'), ...problemResponses },
})

const signOutRoute = defineRoute({
  method: 'delete',
  path: '/admin/session',
  operationId: 'endStaffSession',
  staff: true,
  description: 'Ends this session of the staff.',
  responses: done,
})

const endStaffRoute = defineRoute({
  method: 'delete',
  path: '/admin/staff/{staffId}/sessions',
  operationId: 'endStaffSessions',
  staff: true,
  description: 'Signs somebody of the staff out everywhere.',
  request: { params: pathId('staffId') },
  responses: done,
})

const dashboardRoute = defineRoute({
  method: 'get',
  path: '/admin/dashboard',
  operationId: 'getStaffDashboard',
  staff: true,
  description: 'Counts over all tenants, and by day in UTC.',
  request: { query: StaffDays },
  responses: { 200: json(StaffDashboard, 'Counts.'), ...problemResponses },
})

const tenantsRoute = defineRoute({
  method: 'post',
  path: '/admin/tenants/search',
  operationId: 'searchTenants',
  staff: true,
  description: 'Tenants by a part of their name, by id or by state; the newest first.',
  request: { body: jsonBody(TenantSearch) },
  responses: { 200: json(StaffTenantPage, 'Tenants.'), ...problemResponses },
})

const listRoute = defineRoute({
  method: 'get',
  path: '/admin/tenants',
  operationId: 'listTenants',
  staff: true,
  description: 'All tenants, the newest first.',
  request: { query: PageQuery },
  responses: { 200: json(StaffTenantPage, 'Tenants.'), ...problemResponses },
})

const visitRoute = defineRoute({
  method: 'post',
  path: '/admin/tenants/{tenantId}/visits',
  operationId: 'enterTenant',
  staff: true,
  description:
    'Says why this session looks into a tenant: it may for an hour. The reason stands in the audit log of the tenant too.',
  request: { params: tenantId, body: jsonBody(Reason) },
  responses: { 201: json(StaffVisit, 'Noted.'), ...problemResponses },
})

const tenantRoute = defineRoute({
  method: 'get',
  path: '/admin/tenants/{tenantId}',
  operationId: 'getTenantCounts',
  staff: true,
  description: 'One tenant in counts, after a visit was noted. The tenant finds it in its audit log.',
  request: { params: tenantId },
  responses: { 200: json(StaffTenant, 'Counts.'), ...problemResponses },
})

const suspendRoute = defineRoute({
  method: 'post',
  path: '/admin/tenants/{tenantId}/suspension',
  operationId: 'suspendTenant',
  staff: true,
  description:
    'Suspends a tenant: its people are told and cut off, nothing is sent; webhooks are kept. 404 if it is no active one.',
  request: { params: tenantId, body: jsonBody(Reason) },
  responses: done,
})

const restoreRoute = defineRoute({
  method: 'post',
  path: '/admin/tenants/{tenantId}/restoration',
  operationId: 'restoreTenant',
  staff: true,
  description: 'Lets a suspended tenant work again. 404 if it is no suspended one.',
  request: { params: tenantId, body: jsonBody(Reason) },
  responses: done,
})

const billingRoute = defineRoute({
  method: 'get',
  path: '/admin/billing',
  operationId: 'getStaffBilling',
  staff: true,
  description: 'Plans, and how many tenants have each. There are no subscriptions yet.',
  responses: { 200: json(StaffBilling, 'Plans.'), ...problemResponses },
})

const securityRoute = defineRoute({
  method: 'get',
  path: '/admin/security',
  operationId: 'getStaffSecurity',
  staff: true,
  description: 'What was refused, by day in UTC and by kind: counts, nobody’s name.',
  request: { query: z.object({ days: z.coerce.number().int().min(1).max(90).default(14) }) },
  responses: { 200: json(StaffSecurity, 'Counts.'), ...problemResponses },
})

const settingsRoute = defineRoute({
  method: 'get',
  path: '/admin/settings',
  operationId: 'getStaffSettings',
  staff: true,
  description: 'How this deployment is set up, and who is staff. Secrets are not told.',
  responses: { 200: json(StaffSettings, 'Settings.'), ...problemResponses },
})

/** Behind the session of the staff. */
export const staffRoutes = newRouter()
  .openapi(meRoute, async (c) => c.json(await getStaff(c.var.staff), 200))
  .openapi(signOutRoute, async (c) => {
    const { staff } = c.var
    await endStaffSessions(staff, null)
    deleteCookie(c, staffCookieName(staff.settings), staffCookieOptions(staff.settings))
    return c.body(null, 204)
  })
  .openapi(endStaffRoute, async (c) => {
    await endStaffSessions(c.var.staff, c.req.valid('param').staffId)
    return c.body(null, 204)
  })
  .openapi(dashboardRoute, async (c) => c.json(await getDashboard(c.var.staff, c.req.valid('query').days), 200))
  .openapi(tenantsRoute, async (c) => c.json(await listTenants(c.var.staff, c.req.valid('json')), 200))
  .openapi(listRoute, async (c) => c.json(await listTenants(c.var.staff, c.req.valid('query')), 200))
  .openapi(visitRoute, async (c) => {
    const { reason } = c.req.valid('json')
    return c.json(await enterTenant(c.var.staff, c.req.valid('param').tenantId, reason), 201)
  })
  .openapi(tenantRoute, async (c) => c.json(await getTenantCounts(c.var.staff, c.req.valid('param').tenantId), 200))
  .openapi(suspendRoute, async (c) => {
    await changeTenantState(c.var.staff, c.req.valid('param').tenantId, 'suspended', c.req.valid('json').reason)
    return c.body(null, 204)
  })
  .openapi(restoreRoute, async (c) => {
    await changeTenantState(c.var.staff, c.req.valid('param').tenantId, 'active', c.req.valid('json').reason)
    return c.body(null, 204)
  })
  .openapi(billingRoute, async (c) => c.json(await getBilling(c.var.staff), 200))
  .openapi(securityRoute, async (c) => c.json(await getSecurity(c.var.staff, c.req.valid('query').days), 200))
  .openapi(settingsRoute, async (c) => c.json(await getSettings(c.var.staff), 200))
  .route('/', staffPeopleRoutes)
  .route('/', staffEventRoutes)
