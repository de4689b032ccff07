import { z } from '@hono/zod-openapi'
import { CannedResponse, CannedResponseChanges, NewCannedResponse } from '../../contract/canned.ts'
import { pageOf, Uuid } from '../../contract/common.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { changeCanned, createCanned, getCanned, listCanned, removeCanned } from './canned.ts'

const Params = z.object({ cannedResponseId: Uuid })
const path = '/canned-responses/{cannedResponseId}'
const operation = 'useCanned'

const listRoute = defineRoute({
  method: 'get',
  path: '/canned-responses',
  operationId: 'listCannedResponses',
  operation,
  description: 'The team’s canned replies and one’s own, on one page.',
  responses: { 200: json(pageOf(CannedResponse), 'By shortcut.'), ...problemResponses },
})

const createCannedRoute = defineRoute({
  method: 'post',
  path: '/canned-responses',
  operationId: 'createCannedResponse',
  operation,
  description: 'Makes a canned reply of one’s own; from supervisor up, one for the team. Files were uploaded before.',
  request: { body: jsonBody(NewCannedResponse) },
  responses: { 201: json(CannedResponse, 'The canned reply.'), ...problemResponses },
})

const getRoute = defineRoute({
  method: 'get',
  path,
  operationId: 'getCannedResponse',
  operation,
  description: 'A canned reply of the team or of one’s own.',
  request: { params: Params },
  responses: { 200: json(CannedResponse, 'The canned reply.'), ...problemResponses },
})

const changeRoute = defineRoute({
  method: 'patch',
  path,
  operationId: 'changeCannedResponse',
  operation,
  description: 'Changes a canned reply; one for the team from supervisor up.',
  request: { params: Params, body: jsonBody(CannedResponseChanges) },
  responses: { 200: json(CannedResponse, 'The canned reply.'), ...problemResponses },
})

const removeRoute = defineRoute({
  method: 'delete',
  path,
  operationId: 'removeCannedResponse',
  operation,
  description: 'Removes a canned reply; one for the team from supervisor up.',
  request: { params: Params },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

export const cannedRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json({ data: await listCanned(c.var.ctx), nextCursor: null }, 200))
  .openapi(createCannedRoute, async (c) => c.json(await createCanned(c.var.ctx, c.req.valid('json')), 201))
  .openapi(getRoute, async (c) => c.json(await getCanned(c.var.ctx, c.req.valid('param').cannedResponseId), 200))
  .openapi(changeRoute, async (c) => {
    const { cannedResponseId } = c.req.valid('param')
    return c.json(await changeCanned(c.var.ctx, cannedResponseId, c.req.valid('json')), 200)
  })
  .openapi(removeRoute, async (c) => {
    await removeCanned(c.var.ctx, c.req.valid('param').cannedResponseId)
    return c.body(null, 204)
  })
