import { Template, TemplateQuery, TemplateSync, TemplateSyncResult } from '../../contract/channel.ts'
import { pageOf } from '../../contract/common.ts'
import { Problem } from '../../contract/problem.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { listTemplates, syncTemplates } from './templates.ts'

const refused = {
  422: {
    content: { 'application/problem+json': { schema: Problem } },
    description: 'WhatsApp refused it; `detail` says why.',
  },
}

const listRoute = defineRoute({
  method: 'get',
  path: '/templates',
  operationId: 'listTemplates',
  operation: 'readTemplates',
  description: 'Message templates as WhatsApp last listed them, on one page: of one channel, or of all.',
  request: { query: TemplateQuery },
  responses: { 200: json(pageOf(Template), 'By name and language.'), ...problemResponses },
})

const syncRoute = defineRoute({
  method: 'post',
  path: '/templates/sync',
  operationId: 'syncTemplates',
  operation: 'syncTemplates',
  description: 'Reads all templates of the channel’s account from WhatsApp; what is no longer there is removed.',
  request: { body: jsonBody(TemplateSync) },
  responses: {
    200: json(TemplateSyncResult, 'How many there are, and how many are gone.'),
    ...refused,
    ...problemResponses,
  },
})

export const templateRoutes = newRouter()
  .openapi(listRoute, async (c) => {
    const { channelId } = c.req.valid('query')
    return c.json({ data: await listTemplates(c.var.ctx, channelId), nextCursor: null }, 200)
  })
  .openapi(syncRoute, async (c) => c.json(await syncTemplates(c.var.ctx, c.req.valid('json').channelId), 200))
