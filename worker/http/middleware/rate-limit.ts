import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { type Limit, memberLimits } from '../../cache/index.ts'
import { type AppEnv, tellLimit } from '../router.ts'

/**
 * Behind the session: so many requests a minute for each member and each API token, counted without a trip, and for what is dear (a search, a
 * file with everything, a new token) the limit of its kind.
 */
export const rateLimit = createMiddleware<AppEnv>(async (c, next) => {
  const { actor, apiCounter, apiRequestsPerMinute, limits } = c.var.ctx
  const who = actor.tokenId ?? actor.memberId
  const api = apiCounter.take(who, apiRequestsPerMinute)
  const flushing = apiCounter.flush()
  if (flushing) c.executionCtx.waitUntil(flushing)
  tellLimit(c, { ...memberLimits.api, max: apiRequestsPerMinute }, api)
  const kind = kindOf(c)
  if (kind) tellLimit(c, kind, await limits.take(kind, who))
  await next()
})

function kindOf(c: Context<AppEnv>): Limit | null {
  if (c.req.method === 'POST') {
    if (c.req.path === '/api/api-tokens') return memberLimits.tokens
    return /\/(search|count)$/.test(c.req.path) ? memberLimits.search : null
  }
  // A HEAD makes the work of its GET.
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return null
  if (c.req.path === '/api/audit-logs/verify') return memberLimits.verify
  if (c.req.query('format') !== 'csv') return null
  return c.req.path === '/api/audit-logs' ? memberLimits.export : memberLimits.table
}
