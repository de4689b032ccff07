import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { newId } from '../../kit/ids.ts'
import { createLog } from '../../kit/log.ts'
import type { AppEnv } from '../router.ts'

/**
 * Every answer carries its id, and every request leaves one line: method, route pattern, status, the code of a refusal, time,
 * and whose it was where that is known.
 */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const startedMs = Date.now()
  const id = newId()
  const log = createLog(undefined, { requestId: id })
  c.set('requestId', id)
  c.set('log', log)
  await next()
  if (c.res.status !== 101) {
    // The answer of an object or a cache has headers that cannot be changed.
    c.res = new Response(c.res.body, c.res)
    c.res.headers.set('x-request-id', id)
  }
  const fields = {
    method: c.req.method,
    route: routeOf(c),
    status: c.res.status,
    code: c.var.code,
    durationMs: Date.now() - startedMs,
    tenantId: c.var.ctx?.actor.tenantId,
    memberId: c.var.ctx?.actor.memberId,
    userId: c.var.staff?.userId,
  }
  log.info('request', fields)
})

/** What ran last; where that stood before many routes and let nobody through, the route that was asked for. */
function routeOf(c: Context<AppEnv>): string {
  const { routePath, matchedRoutes } = c.req
  if (!routePath.endsWith('*')) return routePath
  return matchedRoutes.findLast(({ path }) => !path.endsWith('*'))?.path ?? routePath
}
