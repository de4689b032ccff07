import {
  Reason,
  StaffAuditPage,
  StaffAuditQuery,
  StaffAuditVerdict,
  StaffUser,
  StaffUserPage,
  UserSearch,
} from '../../contract/admin.ts'
import { PageQuery } from '../../contract/common.ts'
import { defineRoute, json, jsonBody, newRouter, pathId, problemResponses } from '../../http/router.ts'
import { listStaffAudit, verifyPlatformAudit } from './overview.ts'
import { findUser, getStaffUser, listUsers, signOutUser } from './users.ts'

const usersRoute = defineRoute({
  method: 'get',
  path: '/admin/users',
  operationId: 'listUsers',
  staff: true,
  description: 'People who can sign in, the newest first.',
  request: { query: PageQuery },
  responses: { 200: json(StaffUserPage, 'People.'), ...problemResponses },
})

const searchRoute = defineRoute({
  method: 'post',
  path: '/admin/users/search',
  operationId: 'findUser',
  staff: true,
  description: 'The one person of an e-mail address. Every tenant that they belong to finds it in its audit log.',
  request: { body: jsonBody(UserSearch) },
  responses: { 200: json(StaffUser, 'The person.'), ...problemResponses },
})

const userRoute = defineRoute({
  method: 'get',
  path: '/admin/users/{userId}',
  operationId: 'getUser',
  staff: true,
  description: 'One person and where they work. Every tenant that they belong to finds it in its audit log.',
  request: { params: pathId('userId') },
  responses: { 200: json(StaffUser, 'The person.'), ...problemResponses },
})

const signOutRoute = defineRoute({
  method: 'post',
  path: '/admin/users/{userId}/signout',
  operationId: 'signOutUser',
  staff: true,
  description: 'Signs a person out of every tenant, at once.',
  request: { params: pathId('userId'), body: jsonBody(Reason) },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const auditRoute = defineRoute({
  method: 'get',
  path: '/admin/audit-logs',
  operationId: 'listStaffAudit',
  staff: true,
  description:
    'The audit log of the platform, which has all that staff did; or of a tenant, after a visit was noted. The newest first.',
  request: { query: StaffAuditQuery },
  responses: { 200: json(StaffAuditPage, 'Rows.'), ...problemResponses },
})

const verifyRoute = defineRoute({
  method: 'get',
  path: '/admin/audit-logs/verify',
  operationId: 'verifyStaffAudit',
  staff: true,
  description: 'Whether the audit log of the platform is as it was written.',
  responses: { 200: json(StaffAuditVerdict, 'Whole, or the first place where it breaks.'), ...problemResponses },
})

/** People and what was done, for the staff. */
export const staffPeopleRoutes = newRouter()
  .openapi(usersRoute, async (c) => c.json(await listUsers(c.var.staff, c.req.valid('query')), 200))
  .openapi(searchRoute, async (c) => c.json(await findUser(c.var.staff, c.req.valid('json').email), 200))
  .openapi(userRoute, async (c) => c.json(await getStaffUser(c.var.staff, c.req.valid('param').userId), 200))
  .openapi(signOutRoute, async (c) => {
    await signOutUser(c.var.staff, c.req.valid('param').userId, c.req.valid('json').reason)
    return c.body(null, 204)
  })
  .openapi(auditRoute, async (c) => c.json(await listStaffAudit(c.var.staff, c.req.valid('query')), 200))
  .openapi(verifyRoute, async (c) => c.json(await verifyPlatformAudit(c.var.staff), 200))
