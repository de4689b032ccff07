import { z } from '@hono/zod-openapi'
import { pageOf, Uuid } from '../../contract/common.ts'
import { Message } from '../../contract/message.ts'
import {
  NewScheduledMessage,
  ScheduledMessage,
  ScheduledMessageChanges,
  SendScheduled,
} from '../../contract/scheduled.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { listScheduled } from '../inbox/index.ts'

const ConversationParams = z.object({ conversationId: Uuid })
const Params = z.object({ scheduledId: Uuid })

const listRoute = defineRoute({
  method: 'get',
  path: '/conversations/{conversationId}/scheduled',
  operationId: 'listScheduled',
  operation: 'readInbox',
  description: 'What is to be sent later in a conversation, on one page; what is held says why.',
  request: { params: ConversationParams },
  responses: { 200: json(pageOf(ScheduledMessage), 'The next first.'), ...problemResponses },
})

const scheduleRoute = defineRoute({
  method: 'post',
  path: '/conversations/{conversationId}/scheduled',
  operationId: 'scheduleMessage',
  operation: 'reply',
  description:
    'Keeps a message until its time. If the customer writes first, or the window is closed by then, it is held until somebody decides, for 30 days. The same clientMessageId again gives the first answer.',
  request: { params: ConversationParams, body: jsonBody(NewScheduledMessage) },
  responses: { 201: json(ScheduledMessage, 'It waits.'), ...problemResponses },
})

const changeRoute = defineRoute({
  method: 'patch',
  path: '/scheduled-messages/{scheduledId}',
  operationId: 'changeScheduled',
  operation: 'reply',
  description: 'Gives a waiting message another time, other words, or a template other values; a held one waits again.',
  request: { params: Params, body: jsonBody(ScheduledMessageChanges) },
  responses: { 200: json(ScheduledMessage, 'It waits.'), ...problemResponses },
})

const cancelRoute = defineRoute({
  method: 'delete',
  path: '/scheduled-messages/{scheduledId}',
  operationId: 'cancelScheduled',
  operation: 'reply',
  description: 'Takes a message back before it is sent.',
  request: { params: Params },
  responses: { 204: { description: 'It will not be sent.' }, ...problemResponses },
})

const sendNowRoute = defineRoute({
  method: 'post',
  path: '/scheduled-messages/{scheduledId}/send',
  operationId: 'sendScheduledNow',
  operation: 'reply',
  description: 'Sends now what was to wait, held or not.',
  request: { params: Params, body: { ...jsonBody(SendScheduled), required: false } },
  responses: { 202: json(Message, 'Queued; its status arrives as events.'), ...problemResponses },
})

export const scheduledRoutes = newRouter()
  .openapi(listRoute, async (c) => {
    const { conversationId } = c.req.valid('param')
    return c.json({ data: await listScheduled(c.var.ctx, conversationId), nextCursor: null }, 200)
  })
  .openapi(scheduleRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('scheduleMessage', input), 201)
  })
  .openapi(changeRoute, async (c) => {
    const input = { ...c.req.valid('param'), changes: c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('changeScheduled', input), 200)
  })
  .openapi(cancelRoute, async (c) => {
    await c.var.ctx.inbox.run('cancelScheduled', c.req.valid('param'))
    return c.body(null, 204)
  })
  .openapi(sendNowRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('sendScheduledNow', input), 202)
  })
