import { z } from '@hono/zod-openapi'
import {
  Channel,
  ChannelChanges,
  ChannelCheck,
  ChannelHealth,
  ChannelNews,
  NewChannel,
} from '../../contract/channel.ts'
import { PageQuery, pageOf, Uuid } from '../../contract/common.ts'
import { Problem } from '../../contract/problem.ts'
import {
  defineRoute,
  json,
  jsonBody,
  newRouter,
  problemResponses,
  requireFresh,
  WANTS_FRESH,
} from '../../http/router.ts'
import { assertVerified } from '../identity/index.ts'
import { changeChannel, removeChannel } from './change.ts'
import { getChannel, listChannels } from './channels.ts'
import { checkChannel, connectChannel } from './connect.ts'
import { getHealth } from './health.ts'
import { listEvents } from './history.ts'

const refused = {
  422: {
    content: { 'application/problem+json': { schema: Problem } },
    description: 'WhatsApp refused it; `detail` says why.',
  },
}

const params = z.object({ channelId: Uuid })

const listRoute = defineRoute({
  method: 'get',
  path: '/channels',
  operationId: 'listChannels',
  operation: 'readChannels',
  description: 'The WhatsApp numbers, on one page. Secrets are never read back.',
  responses: { 200: json(pageOf(Channel), 'In the order they were connected.'), ...problemResponses },
})

const getRoute = defineRoute({
  method: 'get',
  path: '/channels/{channelId}',
  operationId: 'getChannel',
  operation: 'readChannels',
  description: 'A WhatsApp number.',
  request: { params },
  responses: { 200: json(Channel, 'The channel.'), ...problemResponses },
})

const checkRoute = defineRoute({
  method: 'post',
  path: '/channels/check',
  operationId: 'checkChannel',
  operation: 'manageChannels',
  description: 'Tries credentials at WhatsApp and keeps nothing.',
  request: { body: jsonBody(NewChannel) },
  responses: { 200: json(ChannelCheck, 'What WhatsApp said, line by line.'), ...problemResponses },
})

const connectRoute = defineRoute({
  method: 'post',
  path: '/channels',
  operationId: 'connectChannel',
  operation: 'manageChannels',
  description: `Connects a number, once its token has read both the number and the account. A number and an account belong to one tenant. Wants a confirmed e-mail address of your own. With appSecret its webhooks are signed by a Meta app of your own. ${WANTS_FRESH}`,
  request: { body: jsonBody(NewChannel) },
  responses: { 201: json(Channel, 'The channel.'), ...refused, ...problemResponses },
})

const changeRoute = defineRoute({
  method: 'patch',
  path: '/channels/{channelId}',
  operationId: 'changeChannel',
  operation: 'manageChannels',
  description: `Changes a number. A new token is tried at WhatsApp before it is kept. For a token or secret: ${WANTS_FRESH}`,
  request: { params, body: jsonBody(ChannelChanges) },
  responses: { 200: json(Channel, 'The channel.'), ...refused, ...problemResponses },
})

const removeRoute = defineRoute({
  method: 'delete',
  path: '/channels/{channelId}',
  operationId: 'removeChannel',
  operation: 'manageChannels',
  description: `Removes a number. If it has conversations it stays, disconnected and without its secrets, and they stay readable. ${WANTS_FRESH}`,
  request: { params },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const healthRoute = defineRoute({
  method: 'get',
  path: '/channels/{channelId}/health',
  operationId: 'getChannelHealth',
  operation: 'readHealth',
  description:
    'Quality, limits, what waits to be sent or applied, a live check (at most once a minute), and Meta’s news.',
  request: { params },
  responses: { 200: json(ChannelHealth, 'How the number does.'), ...problemResponses },
})

const eventsRoute = defineRoute({
  method: 'get',
  path: '/channels/{channelId}/events',
  operationId: 'listChannelEvents',
  operation: 'readHealth',
  description: 'What Meta said about the number, its templates, quality, limits and account, in words.',
  request: { params, query: PageQuery },
  responses: { 200: json(pageOf(ChannelNews), 'Newest first.'), ...problemResponses },
})

export const channelRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json({ data: await listChannels(c.var.ctx), nextCursor: null }, 200))
  .openapi(getRoute, async (c) => c.json(await getChannel(c.var.ctx, c.req.valid('param').channelId), 200))
  .openapi(checkRoute, async (c) => c.json(await checkChannel(c.var.ctx, c.req.valid('json')), 200))
  .openapi(connectRoute, async (c) => {
    const { ctx } = c.var
    requireFresh(c)
    await assertVerified(ctx)
    return c.json(await connectChannel(ctx, c.req.valid('json')), 201)
  })
  .openapi(changeRoute, async (c) => {
    const { ctx } = c.var
    const changes = c.req.valid('json')
    if (changes.accessToken !== undefined || changes.appSecret !== undefined) requireFresh(c)
    return c.json(await changeChannel(ctx, c.req.valid('param').channelId, changes), 200)
  })
  .openapi(removeRoute, async (c) => {
    const { ctx } = c.var
    requireFresh(c)
    await removeChannel(ctx, c.req.valid('param').channelId)
    return c.body(null, 204)
  })
  .openapi(healthRoute, async (c) => c.json(await getHealth(c.var.ctx, c.req.valid('param').channelId), 200))
  .openapi(eventsRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await listEvents(ctx, c.req.valid('param').channelId, c.req.valid('query')), 200)
  })
