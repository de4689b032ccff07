import { z } from '@hono/zod-openapi'
import { pageOf, Uuid } from '../../contract/common.ts'
import { Price, PriceTable, ReplyCost } from '../../contract/price.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { getReplyCost, listPrices, replacePrices } from './prices.ts'

const listPricesRoute = defineRoute({
  method: 'get',
  path: '/message-prices',
  operationId: 'listPrices',
  operation: 'reply',
  description: 'What WhatsApp charges, as an admin entered it, on one page.',
  responses: { 200: json(pageOf(Price), 'By country and category, the newest first.'), ...problemResponses },
})

const replacePricesRoute = defineRoute({
  method: 'put',
  path: '/message-prices',
  operationId: 'replacePrices',
  operation: 'managePrices',
  description: 'Replaces the whole table of prices.',
  request: { body: jsonBody(PriceTable) },
  responses: { 200: json(pageOf(Price), 'The table.'), ...problemResponses },
})

const getReplyCostRoute = defineRoute({
  method: 'get',
  path: '/conversations/{conversationId}/cost',
  operationId: 'getReplyCost',
  operation: 'reply',
  description:
    'Whether the next reply is free: within an ad’s 72 hours, or within the month’s allowance of the number.',
  request: { params: z.object({ conversationId: Uuid }) },
  responses: { 200: json(ReplyCost, 'What decides.'), ...problemResponses },
})

export const priceRoutes = newRouter()
  .openapi(listPricesRoute, async (c) => c.json({ data: await listPrices(c.var.ctx), nextCursor: null }, 200))
  .openapi(replacePricesRoute, async (c) => {
    const data = await replacePrices(c.var.ctx, c.req.valid('json').prices)
    return c.json({ data, nextCursor: null }, 200)
  })
  .openapi(getReplyCostRoute, async (c) =>
    c.json(await getReplyCost(c.var.ctx, c.req.valid('param').conversationId), 200),
  )
