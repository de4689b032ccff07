import { Hono } from 'hono'
import type { Bindings } from '../env.ts'
import { analyticsRoutes } from '../features/analytics/routes.ts'
import { apiTokenRoutes } from '../features/api-tokens/routes.ts'
import { auditRoutes } from '../features/audit/routes.ts'
import { cannedRoutes } from '../features/canned/routes.ts'
import { channelRoutes } from '../features/channels/routes.ts'
import { contactRoutes, contactSettingsRoutes } from '../features/contacts/routes.ts'
import { draftRoutes } from '../features/drafts/routes.ts'
import { factorRoutes, memberFactorRoutes } from '../features/factors/routes.ts'
import { hoursRoutes } from '../features/hours/routes.ts'
import { identityRoutes, sessionRoutes } from '../features/identity/routes.ts'
import { inboxRoutes } from '../features/inbox/routes.ts'
import { labelRoutes } from '../features/labels/routes.ts'
import { mediaRoutes } from '../features/media/routes.ts'
import { notificationRoutes } from '../features/notifications/routes.ts'
import { onboardingRoutes } from '../features/onboarding/routes.ts'
import { priceRoutes } from '../features/prices/routes.ts'
import { scheduledRoutes } from '../features/scheduled/routes.ts'
import { ssoRoutes, ssoSettingsRoutes } from '../features/sso/routes.ts'
import { teamRoutes } from '../features/team/routes.ts'
import { templateRoutes } from '../features/templates/routes.ts'
import { viewRoutes } from '../features/views/routes.ts'
import { webhookEventRoutes } from '../features/webhooks/routes.ts'
import { healthRoutes } from './health.ts'
import { bounds } from './middleware/bounds.ts'
import { securityHeaders } from './middleware/headers.ts'
import { sameOrigin } from './middleware/origin.ts'
import { rateLimit } from './middleware/rate-limit.ts'
import { requestId } from './middleware/request-id.ts'
import { session } from './middleware/session.ts'
import { openApiRoutes } from './openapi.ts'
import { answerError, problem } from './problem.ts'
import { realtimeRoutes } from './realtime.ts'
import { type AppEnv, newRouter } from './router.ts'
import { staffRouter } from './staff.ts'
import { webhookRoutes } from './webhooks.ts'

/** Routes for people who are signed in. */
const memberRoutes = newRouter()
memberRoutes.use(session, rateLimit)
for (const routes of [
  sessionRoutes,
  memberFactorRoutes,
  inboxRoutes,
  contactRoutes,
  contactSettingsRoutes,
  labelRoutes,
  scheduledRoutes,
  draftRoutes,
  cannedRoutes,
  priceRoutes,
  viewRoutes,
  mediaRoutes,
  teamRoutes,
  apiTokenRoutes,
  ssoSettingsRoutes,
  hoursRoutes,
  onboardingRoutes,
  channelRoutes,
  templateRoutes,
  webhookEventRoutes,
  analyticsRoutes,
  auditRoutes,
  realtimeRoutes,
  notificationRoutes,
]) {
  memberRoutes.route('/', routes)
}

const api = newRouter()
api.use(bounds())
api.use(sameOrigin)
api.route('/', identityRoutes)
api.route('/', factorRoutes)
api.route('/', ssoRoutes)
api.route(
  '/',
  openApiRoutes(() => api),
)
api.route('/', staffRouter)
api.route('/', memberRoutes)

function newRoot() {
  const root = new Hono<AppEnv>()
  root.onError(answerError)
  root.notFound((c) => problem(c, 'NOT_FOUND', 'There is nothing at this address.'))
  root.use(requestId, securityHeaders)
  return root
}

/** Apart, since finding a route among all those of the API cost a webhook a tenth of its time. */
const webhooks = newRoot().route('/webhooks', webhookRoutes)

export const app = newRoot()
app.route('/', healthRoutes)
app.route('/api', api)

export const fetchApp: ExportedHandlerFetchHandler<Bindings> = (request, env, ctx) =>
  (new URL(request.url).pathname.startsWith('/webhooks/') ? webhooks : app).fetch(request, env, ctx)
