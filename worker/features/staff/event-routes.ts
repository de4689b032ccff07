import {
  ParkedRetry,
  StaffEventPage,
  StaffEventQuery,
  StaffWork,
  UnroutedRoute,
  WorkRetried,
  WorkRetry,
} from '../../contract/admin.ts'
import { defineRoute, json, jsonBody, newRouter, pathId, problemResponses } from '../../http/router.ts'
import { listEvents, retryParked, routeUnrouted } from './events.ts'
import { getWork, retryWork } from './overview.ts'

const workRoute = defineRoute({
  method: 'get',
  path: '/admin/jobs',
  operationId: 'getStaffJobs',
  staff: true,
  description: 'What is due, by kind of work, and what is late, by tenant. Counts and times.',
  responses: { 200: json(StaffWork, 'The work list.'), ...problemResponses },
})

const retryRoute = defineRoute({
  method: 'post',
  path: '/admin/jobs/retry',
  operationId: 'retryStaffJobs',
  staff: true,
  description: 'Lets the next sweep, within a minute, take what is due of a kind: of one tenant, or of all.',
  request: { body: jsonBody(WorkRetry) },
  responses: { 200: json(WorkRetried, 'How many.'), ...problemResponses },
})

const listRoute = defineRoute({
  method: 'get',
  path: '/admin/webhook-events',
  operationId: 'listStaffEvents',
  staff: true,
  description:
    'Events of WhatsApp that could not be applied (`parked`), or are nobody’s (`unrouted`, kept for 30 days), with the channels that each may go to. Ids, kinds and reasons, never content.',
  request: { query: StaffEventQuery },
  responses: { 200: json(StaffEventPage, 'The newest first.'), ...problemResponses },
})

const retryParkedRoute = defineRoute({
  method: 'post',
  path: '/admin/webhook-events/parked/{parkedEventId}/retry',
  operationId: 'retryStaffParkedEvent',
  staff: true,
  description: 'Tries to apply a parked event again, or in another connected channel of the same tenant.',
  request: { params: pathId('parkedEventId'), body: jsonBody(ParkedRetry) },
  responses: { 202: { description: 'In the journal.' }, ...problemResponses },
})

const routeUnroutedRoute = defineRoute({
  method: 'post',
  path: '/admin/webhook-events/unrouted/{unroutedEventId}/route',
  operationId: 'routeStaffUnroutedEvent',
  staff: true,
  description: 'Gives an event of nobody to a connected channel of the account that it names.',
  request: { params: pathId('unroutedEventId'), body: jsonBody(UnroutedRoute) },
  responses: { 202: { description: 'In the journal.' }, ...problemResponses },
})

/** Work and events, for the staff. */
export const staffEventRoutes = newRouter()
  .openapi(workRoute, async (c) => c.json(await getWork(c.var.staff), 200))
  .openapi(retryRoute, async (c) => c.json({ rows: await retryWork(c.var.staff, c.req.valid('json')) }, 200))
  .openapi(listRoute, async (c) => c.json(await listEvents(c.var.staff, c.req.valid('query')), 200))
  .openapi(retryParkedRoute, async (c) => {
    const { channelId = null } = c.req.valid('json')
    await retryParked(c.var.staff, c.req.valid('param').parkedEventId, channelId)
    return c.body(null, 202)
  })
  .openapi(routeUnroutedRoute, async (c) => {
    await routeUnrouted(c.var.staff, c.req.valid('param').unroutedEventId, c.req.valid('json').channelId)
    return c.body(null, 202)
  })
