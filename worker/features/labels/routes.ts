import { z } from '@hono/zod-openapi'
import { pageOf, Uuid } from '../../contract/common.ts'
import { Label, LabelChanges, LabelDetail, NewLabel } from '../../contract/label.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { changeLabel, createLabel, getLabel, listLabels, removeLabel } from './labels.ts'

const LabelParams = z.object({ labelId: Uuid })

const listRoute = defineRoute({
  method: 'get',
  path: '/labels',
  operationId: 'listLabels',
  operation: 'readLabels',
  description: 'The labels of the team on one page of at most 200.',
  responses: { 200: json(pageOf(Label), 'In the order they were made.'), ...problemResponses },
})

const getRoute = defineRoute({
  method: 'get',
  path: '/labels/{labelId}',
  operationId: 'getLabel',
  operation: 'readLabels',
  description: 'A label, and on how many conversations and contacts it stands.',
  request: { params: LabelParams },
  responses: { 200: json(LabelDetail, 'The label.'), ...problemResponses },
})

const createLabelRoute = defineRoute({
  method: 'post',
  path: '/labels',
  operationId: 'createLabel',
  operation: 'createLabels',
  description: 'Makes a label; a name stands once, however it is written.',
  request: { body: jsonBody(NewLabel) },
  responses: { 201: json(Label, 'The label.'), ...problemResponses },
})

const changeRoute = defineRoute({
  method: 'patch',
  path: '/labels/{labelId}',
  operationId: 'changeLabel',
  operation: 'manageLabels',
  description: 'Gives a label another name or colour, wherever it stands.',
  request: { params: LabelParams, body: jsonBody(LabelChanges) },
  responses: { 200: json(Label, 'The label.'), ...problemResponses },
})

const removeRoute = defineRoute({
  method: 'delete',
  path: '/labels/{labelId}',
  operationId: 'removeLabel',
  operation: 'manageLabels',
  description: 'Removes a label, and takes it off everything it stands on, unless segments ask for it.',
  request: { params: LabelParams },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

export const labelRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json({ data: await listLabels(c.var.ctx), nextCursor: null }, 200))
  .openapi(getRoute, async (c) => c.json(await getLabel(c.var.ctx, c.req.valid('param').labelId), 200))
  .openapi(createLabelRoute, async (c) => c.json(await createLabel(c.var.ctx, c.req.valid('json')), 201))
  .openapi(changeRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await changeLabel(ctx, c.req.valid('param').labelId, c.req.valid('json')), 200)
  })
  .openapi(removeRoute, async (c) => {
    await removeLabel(c.var.ctx, c.req.valid('param').labelId)
    return c.body(null, 204)
  })
