import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { addressLimits, factorLimit, staffSignInLimit } from '../../cache/index.ts'
import { Staff, StaffAnswer, StaffChallenge, StaffSignIn, StaffTicket } from '../../contract/admin.ts'
import { PasskeyOptions } from '../../contract/factors.ts'
import { normaliseEmail } from '../../crypto/normalise.ts'
import {
  type AppEnv,
  askerOf,
  defineRoute,
  json,
  jsonBody,
  limit,
  limitAddress,
  newRouter,
  problemResponses,
  visitorOf,
} from '../../http/router.ts'
import { proofOptions } from '../factors/index.ts'
import { staffCookieOptions } from './cookie.ts'
import { finishStaffSignIn, getTicketUser, staffCookieName, startStaffSignIn } from './sessions.ts'

const signInRoute = defineRoute({
  method: 'post',
  path: '/admin/session',
  operationId: 'startStaffSession',
  staff: true,
  description:
    'The first step of a sign-in of the staff: the password gives a ticket, never a session. Attempts are limited by address and by e-mail.',
  request: { body: jsonBody(StaffSignIn) },
  responses: { 202: json(StaffChallenge, 'Take the ticket to `/admin/session/factor`.'), ...problemResponses },
})

const factorRoute = defineRoute({
  method: 'post',
  path: '/admin/session/factor',
  operationId: 'finishStaffSession',
  staff: true,
  description:
    'The second step: the ticket with a code of the authenticator, a recovery code or a passkey. The session ends after 30 minutes without use and after 8 hours.',
  request: { body: jsonBody(StaffAnswer) },
  responses: { 200: json(Staff, 'Signed in: the session is in a cookie of its own.'), ...problemResponses },
})

const optionsRoute = defineRoute({
  method: 'post',
  path: '/admin/session/passkey-options',
  operationId: 'getStaffPasskeyOptions',
  staff: true,
  description: 'What the browser asks a passkey with in the second step.',
  request: { body: jsonBody(StaffTicket) },
  responses: {
    200: json(PasskeyOptions, 'For the browser; the state goes back with its answer.'),
    ...problemResponses,
  },
})

/** Before the session of the staff. */
export const staffDoorRoutes = newRouter()
  .openapi(signInRoute, async (c) => {
    const input = c.req.valid('json')
    await limitAddress(c, addressLimits.signIn)
    await limit(c, staffSignInLimit, normaliseEmail(input.email))
    const challenge = await startStaffSignIn(askerOf(c), input)
    await visitorOf(c).limits.refund(staffSignInLimit, normaliseEmail(input.email))
    return c.json(challenge, 202)
  })
  .openapi(factorRoute, async (c) => {
    const visitor = askerOf(c)
    const answer = c.req.valid('json')
    await limitAddress(c, addressLimits.factor)
    const userId = await getTicketUser(visitor, answer.ticket)
    await limit(c, factorLimit, userId)
    const { staff, ...session } = await finishStaffSignIn(visitor, userId, answer)
    await visitor.limits.refund(factorLimit, userId)
    keepStaffSession(c, session)
    return c.json(staff, 200)
  })
  .openapi(optionsRoute, async (c) => {
    await limitAddress(c, addressLimits.factor)
    const visitor = visitorOf(c)
    const userId = await getTicketUser(visitor, c.req.valid('json').ticket)
    return c.json(await proofOptions(visitor, 'mfa', userId), 200)
  })

function keepStaffSession(c: Context<AppEnv>, { token, expiresAtMs }: { token: string; expiresAtMs: number }): void {
  const { settings, now } = visitorOf(c)
  const maxAge = Math.floor((expiresAtMs - now()) / 1000)
  setCookie(c, staffCookieName(settings), token, { ...staffCookieOptions(settings), maxAge })
}
