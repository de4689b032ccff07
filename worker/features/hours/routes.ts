import { BusinessHours, NewBusinessHours } from '../../contract/hours.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { getHours, setHours } from './hours.ts'

const getHoursRoute = defineRoute({
  method: 'get',
  path: '/business-hours',
  operationId: 'getBusinessHours',
  operation: 'readHours',
  description: 'When the team is open, what customers are told by themselves, and whether it is open now.',
  responses: { 200: json(BusinessHours, 'The hours.'), ...problemResponses },
})

const setHoursRoute = defineRoute({
  method: 'put',
  path: '/business-hours',
  operationId: 'setBusinessHours',
  operation: 'manageHours',
  description: 'Sets the hours as a whole: time zone, week, holidays, greeting and away message.',
  request: { body: jsonBody(NewBusinessHours) },
  responses: { 200: json(BusinessHours, 'The hours.'), ...problemResponses },
})

export const hoursRoutes = newRouter()
  .openapi(getHoursRoute, async (c) => c.json(await getHours(c.var.ctx), 200))
  .openapi(setHoursRoute, async (c) => c.json(await setHours(c.var.ctx, c.req.valid('json')), 200))
