import { ApiToken, CreatedApiToken, NewApiToken } from '../../contract/api-token.ts'
import { pageOf } from '../../contract/common.ts'
import {
  defineRoute,
  json,
  jsonBody,
  newRouter,
  pathId,
  problemResponses,
  requireFresh,
  WANTS_FRESH,
} from '../../http/router.ts'
import { createToken, endToken, listTokens } from './api-tokens.ts'

const listRoute = defineRoute({
  method: 'get',
  path: '/api-tokens',
  operationId: 'listApiTokens',
  operation: 'manageTokens',
  description: 'The organization’s API tokens that were not revoked, on one page. Never the tokens themselves.',
  responses: { 200: json(pageOf(ApiToken), 'Newest first.'), ...problemResponses },
})

const createTokenRoute = defineRoute({
  method: 'post',
  path: '/api-tokens',
  operationId: 'createApiToken',
  operation: 'manageTokens',
  description: `Makes a token that acts as you, with its scopes and no more than your role at the time. It is shown in this answer only. Send it as \`Authorization: Bearer adsapp_…\`; pages of other sites may, if \`origins\` lists their site. Wants a confirmed e-mail address. ${WANTS_FRESH}`,
  request: { body: jsonBody(NewApiToken) },
  responses: { 201: json(CreatedApiToken, 'The token.'), ...problemResponses },
})

const revokeRoute = defineRoute({
  method: 'delete',
  path: '/api-tokens/{tokenId}',
  operationId: 'revokeApiToken',
  operation: 'manageTokens',
  description: 'Makes a token worthless, at once.',
  request: { params: pathId('tokenId') },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

export const apiTokenRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json({ data: await listTokens(c.var.ctx), nextCursor: null }, 200))
  .openapi(createTokenRoute, async (c) => {
    return c.json(await createToken(requireFresh(c), c.req.valid('json')), 201)
  })
  .openapi(revokeRoute, async (c) => {
    await endToken(c.var.ctx, c.req.valid('param').tokenId)
    return c.body(null, 204)
  })
