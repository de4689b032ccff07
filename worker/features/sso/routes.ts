import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { addressLimits } from '../../cache/index.ts'
import { MfaChallenge } from '../../contract/factors.ts'
import { SsoAnswer, SsoRedirect, SsoStart } from '../../contract/sso.ts'
import { Me } from '../../contract/team.ts'
import {
  type AppEnv,
  askerOf,
  defineRoute,
  json,
  jsonBody,
  limitAddress,
  newRouter,
  problemResponses,
  replaceSession,
  visitorOf,
} from '../../http/router.ts'
import { cookieOptions, sessionCookieName } from '../identity/index.ts'
import { beginSso, SSO_SECONDS } from './begin.ts'
import { finishSso } from './sign-in.ts'

export { ssoSettingsRoutes } from './settings-routes.ts'

const startRoute = defineRoute({
  method: 'post',
  path: '/auth/sso/start',
  operationId: 'startSso',
  description:
    'The page of the identity provider to whose organization the domain of an address belongs. Says nothing of the address itself.',
  request: { body: jsonBody(SsoStart) },
  responses: {
    200: json(SsoRedirect, 'Where the browser goes. It comes back to `/signin/sso/{tenantId}`.'),
    ...problemResponses,
  },
})

const finishRoute = defineRoute({
  method: 'post',
  path: '/auth/sso/finish',
  operationId: 'finishSso',
  description:
    'What the provider sent the browser back with, once and within ten minutes, from the browser that began. Stands for the password: a second factor is asked for as ever.',
  request: { body: jsonBody(SsoAnswer) },
  responses: {
    200: json(Me, 'Signed in: the session is in the cookie.'),
    202: json(MfaChallenge, 'A second factor is wanted: take the ticket to `/auth/mfa`.'),
    ...problemResponses,
  },
})

/** Open to everybody: mounted before the session. */
export const ssoRoutes = newRouter()
  .openapi(startRoute, async (c) => {
    await limitAddress(c, addressLimits.sso)
    // Of a page of ours: another origin does not get here.
    const origin = c.req.header('origin') ?? ''
    const { url, kept } = await beginSso(visitorOf(c), c.req.valid('json'), origin)
    const { settings } = visitorOf(c)
    setCookie(c, cookieName(c), kept, { ...cookieOptions(settings), maxAge: SSO_SECONDS })
    return c.json({ url }, 200)
  })
  .openapi(finishRoute, async (c) => {
    await limitAddress(c, addressLimits.sso)
    const kept = getCookie(c, cookieName(c)) ?? ''
    deleteCookie(c, cookieName(c), cookieOptions(visitorOf(c).settings))
    const entered = await finishSso({ ...askerOf(c), log: c.var.log }, kept, c.req.valid('json'))
    if (!('session' in entered)) return c.json(entered, 202)
    await replaceSession(c, entered.session)
    return c.json(entered.me, 200)
  })

const cookieName = (c: Context<AppEnv>): string => `${sessionCookieName(visitorOf(c).settings)}-sso`
