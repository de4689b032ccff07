import type { Context } from 'hono'
import { ssoLimit } from '../../cache/index.ts'
import { NewSso, NewSsoDomain, Sso, SsoDomain, SsoTest } from '../../contract/sso.ts'
import {
  type AppEnv,
  defineRoute,
  json,
  jsonBody,
  limit,
  newRouter,
  pathId,
  problemResponses,
  requireFresh,
  WANTS_FRESH,
} from '../../http/router.ts'
import { addDomain, checkDomain, removeDomain } from './domains.ts'
import { changeSso, getSso, testSso } from './settings.ts'

const operation = 'manageSso'

const getRoute = defineRoute({
  method: 'get',
  path: '/tenant/sso',
  operationId: 'getSso',
  operation,
  description: 'How people sign in by the organization’s own identity provider (OpenID Connect). Never the secret.',
  responses: { 200: json(Sso, 'The settings.'), ...problemResponses },
})

const changeRoute = defineRoute({
  method: 'put',
  path: '/tenant/sso',
  operationId: 'changeSso',
  operation,
  description: `Changes it. Another issuer wants another secret, and nobody is linked with the old one any more. With \`only\`, members but owners who signed in otherwise are signed out at once. ${WANTS_FRESH}`,
  request: { body: jsonBody(NewSso) },
  responses: { 200: json(Sso, 'The settings.'), ...problemResponses },
})

const testRoute = defineRoute({
  method: 'post',
  path: '/tenant/sso/test',
  operationId: 'testSso',
  operation,
  description: `Asks the provider as a sign-in would: what it says of itself, its keys, and whether it knows the client and the secret. ${WANTS_FRESH}`,
  responses: { 200: json(SsoTest, 'What works.'), ...problemResponses },
})

const addDomainRoute = defineRoute({
  method: 'post',
  path: '/tenant/sso/domains',
  operationId: 'addSsoDomain',
  operation,
  description: `Names a domain whose addresses sign in by the provider. It counts once its TXT record was seen. ${WANTS_FRESH}`,
  request: { body: jsonBody(NewSsoDomain) },
  responses: { 201: json(SsoDomain, 'The domain and its record.'), ...problemResponses },
})

const params = pathId('ssoDomainId')

const checkDomainRoute = defineRoute({
  method: 'post',
  path: '/tenant/sso/domains/{ssoDomainId}/check',
  operationId: 'checkSsoDomain',
  operation,
  description: `Looks for the TXT record in the DNS; the domain counts once it was seen. ${WANTS_FRESH}`,
  request: { params },
  responses: { 200: json(SsoDomain, 'Proved.'), ...problemResponses },
})

const removeDomainRoute = defineRoute({
  method: 'delete',
  path: '/tenant/sso/domains/{ssoDomainId}',
  operationId: 'removeSsoDomain',
  operation,
  description: `Takes a domain off the list: nobody comes in by it any more. ${WANTS_FRESH}`,
  request: { params },
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

/** For owners who are signed in. */
export const ssoSettingsRoutes = newRouter()
  .openapi(getRoute, async (c) => c.json(await getSso(c.var.ctx), 200))
  .openapi(changeRoute, async (c) => c.json(await changeSso(await counted(c), c.req.valid('json')), 200))
  .openapi(testRoute, async (c) => c.json(await testSso(await counted(c)), 200))
  .openapi(addDomainRoute, async (c) => c.json(await addDomain(requireFresh(c), c.req.valid('json').domain), 201))
  .openapi(checkDomainRoute, async (c) =>
    c.json(await checkDomain(await counted(c), c.req.valid('param').ssoDomainId), 200),
  )
  .openapi(removeDomainRoute, async (c) => {
    await removeDomain(requireFresh(c), c.req.valid('param').ssoDomainId)
    return c.body(null, 204)
  })

/** For what asks others. */
async function counted(c: Context<AppEnv>) {
  const ctx = requireFresh(c)
  await limit(c, ssoLimit, ctx.actor.tenantId)
  return ctx
}
