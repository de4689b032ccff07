import { createMiddleware } from 'hono/factory'
import { newId } from '../../kit/ids.ts'
import { createLog } from '../../kit/log.ts'
import type { AppEnv } from '../router.ts'

/** Every answer carries its id, and every request leaves one line: method, route pattern, status, time. */
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
    route: c.req.routePath,
    status: c.res.status,
    durationMs: Date.now() - startedMs,
    tenantId: c.var.ctx?.actor.tenantId,
    memberId: c.var.ctx?.actor.memberId,
  }
  log.info('request', fields)
})
