import { AppError } from '../contract/problem.ts'
import { hubStub } from '../objects.ts'
import { newRouter } from './router.ts'

/** GET /api/realtime?since=<seq>: the upgrade to a WebSocket, after session and origin were checked. */
export const realtimeRoutes = newRouter()
realtimeRoutes.get('/realtime', (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
    throw new AppError('INVALID_REQUEST', 'This address speaks WebSocket.')
  }
  const { actor, place, env } = c.var.ctx
  const { memberId, sessionId, sees } = actor
  const url = new URL('https://hub/socket')
  url.searchParams.set('tenant', actor.tenantId)
  url.searchParams.set('listener', JSON.stringify({ memberId, sessionId, sees }))
  const since = c.req.query('since')
  if (since) url.searchParams.set('since', since.slice(0, 40))
  return hubStub(env, place).fetch(url, { headers: { upgrade: 'websocket' } })
})
