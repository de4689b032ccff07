import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { createContext } from '../../context.ts'
import { AppError } from '../../contract/problem.ts'
import { UNATTENDED_HEADER } from '../../contract/unattended.ts'
import { findTokenActor } from '../../features/api-tokens/index.ts'
import {
  cookieOptions,
  findSignedIn,
  PASS_SECONDS,
  passCookieName,
  sessionCookieName,
} from '../../features/identity/index.ts'
import { assertWorking } from '../../features/tenant/index.ts'
import { servicesOf } from '../../services.ts'
import { type AppEnv, bearerOf, trailOf } from '../router.ts'
import { answerPages } from './origin.ts'

/** Where somebody goes who lacks the second factor that their tenant wants: who they are, and what they prove it with. */
const ENROLMENT = /^\/api\/(me$|auth\/)/

/** What is the person's own, whatever becomes of the tenant: signing out, switching, sessions, factors. */
const OWN = /^\/api\/auth\//

/**
 * What of it is open to somebody who came by the tenant's own provider: what ends or renews this session, or is of this tenant.
 * Of their factors they read what a fresh proof can be.
 */
const OWN_BY_SSO =
  /^(\w+ \/api\/auth\/(signout|sessions|step-up|email\/resend)(\/|$)|GET \/api\/auth\/(organizations|mfa)$)/

/** What a browser fetches when something new is shown, whether or not anybody looks. */
const SHOWN = /^(image|audio|video)$/

/** Behind it, `c.var.ctx` is the signed-in person's. @throws AppError UNAUTHENTICATED, FORBIDDEN, MFA_REQUIRED, TENANT_SUSPENDED */
export const session = createMiddleware<AppEnv>(async (c, next) => {
  const services = servicesOf(c.env)
  const trail = trailOf(c)
  const bearer = bearerOf(c)
  if (bearer) {
    const found = await findTokenActor(services, bearer, trail.network)
    if (!found) throw new AppError('UNAUTHENTICATED', 'This token is unknown, revoked or over.')
    c.set('ctx', createContext(c.env, { ...found, idleAtMs: found.untilMs, actor: { ...found.actor, ...trail } }))
    return answerPages(c, found.origins, next)
  }
  const { settings } = services
  const token = getCookie(c, sessionCookieName(settings))
  const pass = getCookie(c, passCookieName(settings))
  const afresh = c.req.header('upgrade') !== undefined
  const isUse = !c.req.header(UNATTENDED_HEADER) && !SHOWN.test(c.req.header('sec-fetch-dest') ?? '')
  const signedIn = token ? await findSignedIn(services, token, { pass, afresh, isUse }) : null
  if (!signedIn) throw new AppError('UNAUTHENTICATED', 'Sign in first.')
  if (!OWN.test(c.req.path)) assertWorking(signedIn.state)
  if (signedIn.actor.bySso && OWN.test(c.req.path) && !OWN_BY_SSO.test(`${c.req.method} ${c.req.path}`)) {
    throw new AppError(
      'FORBIDDEN',
      'You came by your organization’s sign-in, which counts here alone. Sign out, and in with your password, to do this.',
    )
  }
  const { factorDueMs } = signedIn
  if (factorDueMs !== null && factorDueMs <= services.now() && !ENROLMENT.test(c.req.path)) {
    throw new AppError('MFA_REQUIRED', 'Set up two-step sign-in first: your organization wants it.')
  }
  // A socket that is open when the second factor falls due is closed then.
  const untilMs = Math.min(signedIn.untilMs, factorDueMs ?? Infinity)
  c.set('ctx', createContext(c.env, { ...signedIn, untilMs, actor: { ...signedIn.actor, ...trail } }))
  // Before the route: one that ends the session takes it back.
  if (signedIn.pass && !afresh) {
    setCookie(c, passCookieName(settings), signedIn.pass, { ...cookieOptions(settings), maxAge: PASS_SECONDS })
  }
  await next()
})
