import { z } from '@hono/zod-openapi'
import { PageQuery, pageOf, Uuid } from '../../contract/common.ts'
import {
  Attribute,
  AttributeDefinitionChanges,
  Contact,
  ContactCount,
  NewAttribute,
  NewSegment,
  Segment,
  SegmentChanges,
} from '../../contract/contact.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { changeAttribute, createAttribute, getAttribute, listAttributes, removeAttribute } from './attributes.ts'
import {
  assertUnused,
  changeSegment,
  countSegment,
  createSegment,
  getSegment,
  listSegmentContacts,
  listSegments,
  removeSegment,
} from './segments.ts'

const AttributeParams = z.object({ attributeId: Uuid })
const SegmentParams = z.object({ segmentId: Uuid })
const done = { 204: { description: 'Done.' }, ...problemResponses }

const listAttributesRoute = defineRoute({
  method: 'get',
  path: '/attributes',
  operationId: 'listAttributes',
  operation: 'readContacts',
  description: 'What the team wants to know of its customers, on one page, in the order it was made.',
  responses: { 200: json(pageOf(Attribute), 'All of them.'), ...problemResponses },
})

const createAttributeRoute = defineRoute({
  method: 'post',
  path: '/attributes',
  operationId: 'createAttribute',
  operation: 'manageAttributes',
  description: 'Defines an attribute. Its kind and key stay.',
  request: { body: jsonBody(NewAttribute) },
  responses: { 201: json(Attribute, 'The attribute.'), ...problemResponses },
})

const getAttributeRoute = defineRoute({
  method: 'get',
  path: '/attributes/{attributeId}',
  operationId: 'getAttribute',
  operation: 'readContacts',
  description: 'An attribute.',
  request: { params: AttributeParams },
  responses: { 200: json(Attribute, 'The attribute.'), ...problemResponses },
})

const changeAttributeRoute = defineRoute({
  method: 'patch',
  path: '/attributes/{attributeId}',
  operationId: 'changeAttribute',
  operation: 'manageAttributes',
  description: 'Renames an attribute, or changes the options of a list. Values that customers have stay.',
  request: { params: AttributeParams, body: jsonBody(AttributeDefinitionChanges) },
  responses: { 200: json(Attribute, 'The attribute.'), ...problemResponses },
})

const removeAttributeRoute = defineRoute({
  method: 'delete',
  path: '/attributes/{attributeId}',
  operationId: 'removeAttribute',
  operation: 'manageAttributes',
  description: 'Removes an attribute with the values that customers have of it, unless segments ask for it.',
  request: { params: AttributeParams },
  responses: done,
})

const listSegmentsRoute = defineRoute({
  method: 'get',
  path: '/segments',
  operationId: 'listSegments',
  operation: 'readContacts',
  description: 'Named choices of customers, on one page, in the order they were made.',
  responses: { 200: json(pageOf(Segment), 'All of them.'), ...problemResponses },
})

const createSegmentRoute = defineRoute({
  method: 'post',
  path: '/segments',
  operationId: 'createSegment',
  operation: 'manageSegments',
  description: 'Names a choice of customers.',
  request: { body: jsonBody(NewSegment) },
  responses: { 201: json(Segment, 'The segment.'), ...problemResponses },
})

const getSegmentRoute = defineRoute({
  method: 'get',
  path: '/segments/{segmentId}',
  operationId: 'getSegment',
  operation: 'readContacts',
  description: 'A segment.',
  request: { params: SegmentParams },
  responses: { 200: json(Segment, 'The segment.'), ...problemResponses },
})

const changeSegmentRoute = defineRoute({
  method: 'patch',
  path: '/segments/{segmentId}',
  operationId: 'changeSegment',
  operation: 'manageSegments',
  description: 'Renames a segment, or changes who belongs to it.',
  request: { params: SegmentParams, body: jsonBody(SegmentChanges) },
  responses: { 200: json(Segment, 'The segment.'), ...problemResponses },
})

const removeSegmentRoute = defineRoute({
  method: 'delete',
  path: '/segments/{segmentId}',
  operationId: 'removeSegment',
  operation: 'manageSegments',
  description: 'Removes a segment; the customers stay.',
  request: { params: SegmentParams },
  responses: done,
})

const segmentContactsRoute = defineRoute({
  method: 'get',
  path: '/segments/{segmentId}/contacts',
  operationId: 'listSegmentContacts',
  operation: 'readContacts',
  description: 'A page of who belongs to a segment now.',
  request: { params: SegmentParams, query: PageQuery },
  responses: { 200: json(pageOf(Contact), 'A page.'), ...problemResponses },
})

const segmentCountRoute = defineRoute({
  method: 'get',
  path: '/segments/{segmentId}/count',
  operationId: 'countSegment',
  operation: 'readContacts',
  description: 'How many belong to a segment now.',
  request: { params: SegmentParams },
  responses: { 200: json(ContactCount, 'The count.'), ...problemResponses },
})

/** Attributes and segments: what a team sets up about its customers. */
export const contactSettingsRoutes = newRouter()
  .openapi(listAttributesRoute, async (c) => {
    const { asActor, vault } = c.var.ctx
    return c.json({ data: await listAttributes(asActor, vault), nextCursor: null }, 200)
  })
  .openapi(createAttributeRoute, async (c) => c.json(await createAttribute(c.var.ctx, c.req.valid('json')), 201))
  .openapi(getAttributeRoute, async (c) => c.json(await getAttribute(c.var.ctx, c.req.valid('param').attributeId), 200))
  .openapi(changeAttributeRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await changeAttribute(ctx, c.req.valid('param').attributeId, c.req.valid('json')), 200)
  })
  .openapi(removeAttributeRoute, async (c) => {
    const { attributeId } = c.req.valid('param')
    await assertUnused(c.var.ctx, attributeId)
    await removeAttribute(c.var.ctx, attributeId)
    return c.body(null, 204)
  })
  .openapi(listSegmentsRoute, async (c) => c.json({ data: await listSegments(c.var.ctx), nextCursor: null }, 200))
  .openapi(createSegmentRoute, async (c) => c.json(await createSegment(c.var.ctx, c.req.valid('json')), 201))
  .openapi(getSegmentRoute, async (c) => c.json(await getSegment(c.var.ctx, c.req.valid('param').segmentId), 200))
  .openapi(changeSegmentRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await changeSegment(ctx, c.req.valid('param').segmentId, c.req.valid('json')), 200)
  })
  .openapi(removeSegmentRoute, async (c) => {
    await removeSegment(c.var.ctx, c.req.valid('param').segmentId)
    return c.body(null, 204)
  })
  .openapi(segmentContactsRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await listSegmentContacts(ctx, c.req.valid('param').segmentId, c.req.valid('query')), 200)
  })
  .openapi(segmentCountRoute, async (c) =>
    c.json({ count: await countSegment(c.var.ctx, c.req.valid('param').segmentId) }, 200),
  )
