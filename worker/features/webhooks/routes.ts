import { z } from '@hono/zod-openapi'
import { Uuid } from '../../contract/common.ts'
import { WebhookEventPage, WebhookEventSearch } from '../../contract/webhook-event.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { replayUnrouted } from './replay-unrouted.ts'
import { searchEvents } from './search-events.ts'

const searchRoute = defineRoute({
  method: 'post',
  path: '/webhook-events/search',
  operationId: 'searchWebhookEvents',
  reads: true,
  operation: 'traceEvents',
  description: 'What became of the events of WhatsApp, by time, customer’s number or wamid. Tells no content.',
  request: { body: jsonBody(WebhookEventSearch) },
  responses: { 200: json(WebhookEventPage, 'Newest first.'), ...problemResponses },
})

const replayRoute = defineRoute({
  method: 'post',
  path: '/unrouted-events/{unroutedEventId}/replay',
  operationId: 'replayUnroutedEvent',
  operation: 'replayParked',
  description: 'Takes in an event that came before its number was connected.',
  request: { params: z.object({ unroutedEventId: Uuid }) },
  responses: { 202: { description: 'In the journal.' }, ...problemResponses },
})

export const webhookEventRoutes = newRouter()
  .openapi(searchRoute, async (c) => c.json(await searchEvents(c.var.ctx, c.req.valid('json')), 200))
  .openapi(replayRoute, async (c) => {
    await replayUnrouted(c.var.ctx, c.req.valid('param').unroutedEventId)
    return c.body(null, 202)
  })
