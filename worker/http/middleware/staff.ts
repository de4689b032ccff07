import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { memberLimits } from '../../cache/index.ts'
import { AppError } from '../../contract/problem.ts'
import { assertAddress, findStaff, staffCookieName } from '../../features/staff/index.ts'
import { newId } from '../../kit/ids.ts'
import { hubPort, inboxPort } from '../../objects.ts'
import { servicesOf } from '../../services.ts'
import { type AppEnv, tellLimit, trailOf } from '../router.ts'

/** Before anything of the staff is looked at. @throws AppError ADDRESS_NOT_ALLOWED */
export const staffAddress = createMiddleware<AppEnv>(async (c, next) => {
  assertAddress(servicesOf(c.env).settings, c.req.header('cf-connecting-ip'))
  await next()
})

/** Behind it, `c.var.staff` is somebody of the platform's staff. @throws AppError STAFF_SIGN_IN, TOO_MANY_REQUESTS */
export const staffSession = createMiddleware<AppEnv>(async (c, next) => {
  const services = servicesOf(c.env)
  const { settings, apiCounter } = services
  const token = getCookie(c, staffCookieName(settings))
  const known = token ? await findStaff(services, token) : null
  if (!known) throw new AppError('STAFF_SIGN_IN', 'Sign in as staff first.')
  const { staffId, sessionId, userId, until } = known.found
  const max = settings.API_REQUESTS_PER_MINUTE
  tellLimit(c, { ...memberLimits.api, max }, apiCounter.take(staffId, max))
  const telling = apiCounter.flush()
  if (telling) c.executionCtx.waitUntil(telling)
  c.set('staff', {
    ...services,
    ...{ staffId, userId, sessionId, door: known.door, untilMs: Date.parse(until) },
    trail: { ...trailOf(c), staffId },
    bucket: c.env.BUCKET,
    newId,
    hubOf: (place) => hubPort(c.env, place),
    inboxOf: (place) => inboxPort(c.env, place),
  })
  await next()
})
