import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { AppError } from '../contract/problem.ts'
import type { Actor } from '../db/actor.ts'
import { findSignedIn, sessionCookieName } from '../features/identity/index.ts'
import { hubPort, hubStub } from '../objects.ts'
import { servicesOf } from '../services.ts'
import { type AppEnv, newRouter, requireRole } from './router.ts'

/** GET /api/realtime?since=<seq>: the upgrade to a WebSocket, after session and origin were checked. */
export const realtimeRoutes = newRouter()
realtimeRoutes.get('/realtime', async (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
    throw new AppError('INVALID_REQUEST', 'This address speaks WebSocket.')
  }
  const { actor, place, env, untilMs, idleAtMs } = requireRole(c, 'readInbox')
  if (actor.tokenId) throw new AppError('FORBIDDEN', 'Sockets are for people who are signed in.')
  const { memberId, sessionId, sees } = actor
  const url = new URL('https://hub/socket')
  url.searchParams.set('tenant', actor.tenantId)
  url.searchParams.set('listener', JSON.stringify({ memberId, sessionId, sees, untilMs, idleAtMs }))
  const since = c.req.query('since')
  if (since) url.searchParams.set('since', since.slice(0, 40))
  const opened = await hubStub(env, place).fetch(url, { headers: { upgrade: 'websocket' } })
  // Whoever was shut out between the look at the session and the hub's answer had no socket yet that could be closed.
  c.executionCtx.waitUntil(
    isStill(c, actor).then((still) => (still ? undefined : hubPort(env, place).disconnect({ sessionId }))),
  )
  return opened
})

async function isStill(c: Context<AppEnv>, { memberId, sees }: Actor): Promise<boolean> {
  const services = servicesOf(c.env)
  const token = getCookie(c, sessionCookieName(services.settings))
  const now = token ? await findSignedIn(services, token, { afresh: true }) : null
  return now?.actor.memberId === memberId && now.actor.sees === sees && now.state === 'active'
}
