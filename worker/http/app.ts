import { Hono } from 'hono'
import { channelRoutes } from '../features/channels/routes.ts'
import { identityRoutes, sessionRoutes } from '../features/identity/routes.ts'
import { inboxRoutes } from '../features/inbox/routes.ts'
import { mediaRoutes } from '../features/media/routes.ts'
import { teamRoutes } from '../features/team/routes.ts'
import { templateRoutes } from '../features/templates/routes.ts'
import { healthRoutes } from './health.ts'
import { securityHeaders } from './middleware/headers.ts'
import { sameOrigin } from './middleware/origin.ts'
import { requestId } from './middleware/request-id.ts'
import { session } from './middleware/session.ts'
import { openApiRoutes } from './openapi.ts'
import { answerError, problem } from './problem.ts'
import { realtimeRoutes } from './realtime.ts'
import { type AppEnv, newRouter } from './router.ts'
import { webhookRoutes } from './webhooks.ts'

/** Routes for people who are signed in. */
const memberRoutes = newRouter()
memberRoutes.use(session)
for (const routes of [
  sessionRoutes,
  inboxRoutes,
  mediaRoutes,
  teamRoutes,
  channelRoutes,
  templateRoutes,
  realtimeRoutes,
]) {
  memberRoutes.route('/', routes)
}

const api = newRouter()
api.use(sameOrigin)
api.route('/', identityRoutes)
api.route(
  '/',
  openApiRoutes(() => api),
)
api.route('/', memberRoutes)

export const app = new Hono<AppEnv>()
app.onError(answerError)
app.notFound((c) => problem(c, 'NOT_FOUND', 'There is nothing at this address.'))
app.use(requestId, securityHeaders)
app.route('/webhooks', webhookRoutes)
app.route('/', healthRoutes)
app.route('/api', api)
