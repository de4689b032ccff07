import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Limit } from '../../cache/index.ts'
import { AppError } from '../../contract/problem.ts'
import { AcceptInvitation, InvitationPreview, InvitationToken, Me, SignIn, SignUp } from '../../contract/team.ts'
import { normaliseEmail } from '../../crypto/normalise.ts'
import { type AppEnv, defineRoute, json, jsonBody, newRouter, problemResponses, visitorOf } from '../../http/router.ts'
import { acceptInvitation, invitedEmail, previewInvitation } from './invitations.ts'
import { networkOf, signInByAddress, signInByEmail, signUpByAddress } from './limits.ts'
import { getMe } from './me.ts'
import { endSession, findSignedIn, type StartedSession, sessionCookieName } from './sessions.ts'
import { type SignedInNow, signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'

const signedIn = json(Me, 'Signed in: the session is in the cookie.')

const signUpRoute = defineRoute({
  method: 'post',
  path: '/auth/signup',
  operationId: 'signUp',
  description:
    'Makes a tenant and its owner. Where sign-up is not open, it takes the SETUP_TOKEN of the deployment, and where it is closed only until there is an owner.',
  request: { body: jsonBody(SignUp) },
  responses: { 201: signedIn, ...problemResponses },
})

const signInRoute = defineRoute({
  method: 'post',
  path: '/auth/signin',
  operationId: 'signIn',
  description: 'Starts a session of 14 days. Attempts are limited by address and by e-mail.',
  request: { body: jsonBody(SignIn) },
  responses: { 200: signedIn, ...problemResponses },
})

const previewRoute = defineRoute({
  method: 'post',
  path: '/auth/invitations/preview',
  operationId: 'previewInvitation',
  description: 'What the link of an invitation leads to. The token never stands in an address.',
  request: { body: jsonBody(InvitationToken) },
  responses: { 200: json(InvitationPreview, 'The invitation.'), ...problemResponses },
})

const acceptRoute = defineRoute({
  method: 'post',
  path: '/auth/invitations/accept',
  operationId: 'acceptInvitation',
  description:
    'Joins the team, once. Somebody new gives a name and a password; somebody with an account its password, or is signed in.',
  request: { body: jsonBody(AcceptInvitation) },
  responses: { 200: signedIn, ...problemResponses },
})

const signOutRoute = defineRoute({
  method: 'post',
  path: '/auth/signout',
  operationId: 'signOut',
  description: 'Ends this session and its open windows.',
  responses: { 204: { description: 'Done.' }, ...problemResponses },
})

const meRoute = defineRoute({
  method: 'get',
  path: '/me',
  operationId: 'getMe',
  description: 'Who is signed in, with the tenant and what its plan includes.',
  responses: { 200: json(Me, 'You.'), ...problemResponses },
})

/** Open to everybody: mounted before the session. */
export const identityRoutes = newRouter()
  .openapi(signUpRoute, async (c) => {
    await limitAddress(c, signUpByAddress)
    return c.json(enter(c, await signUp(visitorOf(c), c.req.valid('json'))), 201)
  })
  .openapi(signInRoute, async (c) => {
    const { email } = c.req.valid('json')
    await limitAddress(c, signInByAddress)
    await limit(c, signInByEmail, normaliseEmail(email))
    const entered = await signIn(visitorOf(c), c.req.valid('json'))
    await visitorOf(c).limits.refund(signInByEmail, normaliseEmail(email))
    return c.json(enter(c, entered), 200)
  })
  .openapi(previewRoute, async (c) => {
    await limitAddress(c, signInByAddress)
    return c.json(await previewInvitation(visitorOf(c), c.req.valid('json').token), 200)
  })
  .openapi(acceptRoute, async (c) => {
    const visitor = visitorOf(c)
    const input = c.req.valid('json')
    await limitAddress(c, signInByAddress)
    await limit(c, signInByEmail, normaliseEmail(await invitedEmail(visitor, input.token)))
    const token = getCookie(c, sessionCookieName(visitor.settings))
    const present = token ? await findSignedIn(visitor, token) : null
    return c.json(enter(c, await acceptInvitation(visitor, input, present?.actor.userId ?? null)), 200)
  })

/** For whoever is signed in. */
export const sessionRoutes = newRouter()
  .openapi(meRoute, async (c) => {
    const { asActor, vault, actor } = c.var.ctx
    return c.json(await getMe(asActor, vault, actor.memberId), 200)
  })
  .openapi(signOutRoute, async (c) => {
    const name = sessionCookieName(c.var.ctx.settings)
    await endSession(c.var.ctx, getCookie(c, name) ?? '')
    deleteCookie(c, name, cookieOptions(name))
    return c.body(null, 204)
  })

function enter(c: Context<AppEnv>, { me, session }: SignedInNow): z.infer<typeof Me> {
  setSessionCookie(c, session)
  return me
}

function setSessionCookie(c: Context<AppEnv>, { token, expiresAtMs }: StartedSession): void {
  const { settings, now } = visitorOf(c)
  const name = sessionCookieName(settings)
  setCookie(c, name, token, { ...cookieOptions(name), maxAge: Math.floor((expiresAtMs - now()) / 1000) })
}

function cookieOptions(name: string) {
  return { path: '/', httpOnly: true, secure: name.startsWith('__Host-'), sameSite: 'Lax' } as const
}

async function limitAddress(c: Context<AppEnv>, by: Limit): Promise<void> {
  const network = networkOf(c.req.header('cf-connecting-ip'))
  if (network !== null) await limit(c, by, network)
}

/** Counts an attempt and tells how many are left. @throws AppError TOO_MANY_REQUESTS */
async function limit(c: Context<AppEnv>, by: Limit, who: string): Promise<void> {
  const { limits, now, log } = visitorOf(c)
  const state = await limits.take(by, who)
  const seconds = Math.max(1, Math.ceil((state.resetAtMs - now()) / 1000))
  c.header('ratelimit-policy', `"${by.name}";q=${by.max};w=${by.windowSeconds}`)
  c.header('ratelimit', `"${by.name}";r=${state.remaining};t=${seconds}`)
  if (state.allowed) return
  log.warn('attempts.limited', { code: by.name })
  throw new AppError('TOO_MANY_REQUESTS', `Too many attempts. Try again in ${waitingTime(seconds)}.`, {
    retryAfterSeconds: seconds,
  })
}

function waitingTime(seconds: number): string {
  return seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`
}
