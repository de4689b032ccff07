import { z } from '@hono/zod-openapi'
import { pageOf, Uuid } from '../../contract/common.ts'
import { NewView, View, ViewChanges, ViewCounts } from '../../contract/view.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { changeView, countViews, createView, getView, listViews, removeView } from './views.ts'

const ViewParams = z.object({ viewId: Uuid })

const listRoute = defineRoute({
  method: 'get',
  path: '/views',
  operationId: 'listViews',
  operation: 'saveViews',
  description: 'One’s own views of the list and the shared ones, on one page of at most 50.',
  responses: { 200: json(pageOf(View), 'In the order they were made.'), ...problemResponses },
})

const countRoute = defineRoute({
  method: 'get',
  path: '/views/counts',
  operationId: 'countViews',
  operation: 'saveViews',
  description: 'How many conversations each view shows now, counted to 100.',
  responses: { 200: json(ViewCounts, 'A count for each view.'), ...problemResponses },
})

const getRoute = defineRoute({
  method: 'get',
  path: '/views/{viewId}',
  operationId: 'getView',
  operation: 'saveViews',
  description: 'A view of one’s own, or a shared one.',
  request: { params: ViewParams },
  responses: { 200: json(View, 'The view.'), ...problemResponses },
})

const createViewRoute = defineRoute({
  method: 'post',
  path: '/views',
  operationId: 'createView',
  operation: 'saveViews',
  description: 'Keeps filters and order under a name. Sharing it with the team needs a supervisor.',
  request: { body: jsonBody(NewView) },
  responses: { 201: json(View, 'The view.'), ...problemResponses },
})

const changeRoute = defineRoute({
  method: 'patch',
  path: '/views/{viewId}',
  operationId: 'changeView',
  operation: 'saveViews',
  description: 'Changes a view. A shared one needs a supervisor.',
  request: { params: ViewParams, body: jsonBody(ViewChanges) },
  responses: { 200: json(View, 'The view.'), ...problemResponses },
})

const removeRoute = defineRoute({
  method: 'delete',
  path: '/views/{viewId}',
  operationId: 'removeView',
  operation: 'saveViews',
  description: 'Removes a view. A shared one needs a supervisor.',
  request: { params: ViewParams },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

export const viewRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json({ data: await listViews(c.var.ctx), nextCursor: null }, 200))
  .openapi(countRoute, async (c) => c.json(await countViews(c.var.ctx), 200))
  .openapi(getRoute, async (c) => c.json(await getView(c.var.ctx, c.req.valid('param').viewId), 200))
  .openapi(createViewRoute, async (c) => c.json(await createView(c.var.ctx, c.req.valid('json')), 201))
  .openapi(changeRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await changeView(ctx, c.req.valid('param').viewId, c.req.valid('json')), 200)
  })
  .openapi(removeRoute, async (c) => {
    await removeView(c.var.ctx, c.req.valid('param').viewId)
    return c.body(null, 204)
  })
