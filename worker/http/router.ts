import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { Limit, LimitState } from '../cache/index.ts'
import { type Ctx, createVisitor, type Visitor } from '../context.ts'
import { TOKEN_PREFIX } from '../contract/api-token.ts'
import { FRESH_MINUTES } from '../contract/factors.ts'
import { preferredLocale } from '../contract/locale.ts'
import { AppError, Problem, type ProblemCode } from '../contract/problem.ts'
import { lowestRole, type Operation, roleAllows, roles } from '../contract/roles.ts'
import { nounOf, type Scope } from '../contract/scopes.ts'
import type { Trail } from '../db/actor.ts'
import type { Bindings } from '../env.ts'
import {
  browserCookieName,
  cookieOptions,
  deviceOf,
  endReplaced,
  KNOWN_SECONDS,
  passCookieName,
  rememberBrowser,
  type SignedInNow,
  type StartedSession,
  sessionCookieName,
  triesOf,
} from '../features/identity/index.ts'
import type { StaffCtx } from '../features/staff/index.ts'
import type { Log } from '../kit/log.ts'
import { networkOf, networkPrefixOf } from '../kit/network.ts'

export interface AppEnv {
  Bindings: Bindings
  Variables: {
    requestId: string
    log: Log
    /** Of the problem that is answered, for the line of the request. */
    code?: ProblemCode
    /** Only behind the session middleware. */
    ctx: Ctx
    /** Only behind the staff middleware. */
    staff: StaffCtx
  }
}

/** A router whose input errors are problems that name the fields. */
export function newRouter() {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const errors = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
      throw new AppError('INVALID_REQUEST', errors[0] ? sentence(errors[0]) : undefined, { errors })
    },
  })
}

/**
 * A route's definition; the description always names the role and the scope it wants, and both are asked for here, for every
 * route and before its body is looked at: one that names no operation is for people only.
 *
 * @param route `staff`: for the platform's staff alone. `tokens: 'any'`: whatever a token is good for, it reads this. `reads`: it only reads, whatever its method.
 */
export function defineRoute<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(
  route: R & { operation?: Operation; tokens?: 'any'; reads?: true; staff?: true },
) {
  const { operation, tokens, reads, staff, ...config } = route
  const noun = operation ? nounOf[operation] : null
  const scope: Scope | null = noun && `${noun}:${reads || route.method === 'get' ? 'read' : 'write'}`
  const open = tokens === 'any'
  if (staff) return staffRoute(config as unknown as R)
  const wants = operation
    ? `Role: ${roles.filter((role) => roleAllows(role, operation)).join(', ')}.`
    : 'No role needed.'
  return createRoute({
    ...config,
    description: [config.description, wants, open ? 'Any scope.' : scope ? `Scope: ${scope}.` : 'Not by API tokens.']
      .filter(Boolean)
      .join(' '),
    'x-roles': operation ? roles.filter((role) => roleAllows(role, operation)) : [...roles],
    'x-scope': open ? 'any' : scope,
    middleware: [allowed(operation, open ? 'any' : scope), config.middleware ?? []].flat(),
  } as unknown as R)
}

/** Lets pass whose role, and whose token if they come with one, is good for it. */
function allowed(operation: Operation | undefined, scope: Scope | 'any' | null) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const granted = c.get('ctx')?.actor.scopes
    if (granted && scope !== 'any' && (scope === null || !granted.includes(scope))) {
      throw new AppError('FORBIDDEN', scope ? `This token lacks the scope ${scope}.` : 'API tokens open nothing here.')
    }
    if (operation) requireRole(c, operation)
    await next()
  })
}

/** No role of a tenant and no token opens it: the middleware of the staff stands before it. */
function staffRoute<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(config: R) {
  const description = [config.description, 'Platform staff only.'].filter(Boolean).join(' ')
  return createRoute({ ...config, description, 'x-roles': [], 'x-scope': 'staff' } as unknown as R)
}

/** @throws AppError FORBIDDEN if the person's role is below what the operation wants. */
export function requireRole(c: Context<AppEnv>, operation: Operation): Ctx {
  const { ctx } = c.var
  if (roleAllows(ctx.actor.role, operation)) return ctx
  throw new AppError('FORBIDDEN', `This needs the role ${lowestRole[operation]} or above; you are ${ctx.actor.role}.`)
}

/** Says how much is left. @throws AppError TOO_MANY_REQUESTS */
export function tellLimit(c: Context<AppEnv>, limit: Limit, { allowed, remaining, resetAtMs }: LimitState): void {
  const seconds = Math.max(1, Math.ceil((resetAtMs - Date.now()) / 1000))
  c.header('ratelimit-policy', `"${limit.name}";q=${limit.max};w=${limit.windowSeconds}`)
  c.header('ratelimit', `"${limit.name}";r=${remaining};t=${seconds}`)
  if (allowed) return
  c.var.log.warn('attempts.limited', { code: limit.name })
  throw new AppError('TOO_MANY_REQUESTS', `Too many requests. Try again in ${waitingTime(seconds)}.`, {
    retryAfterSeconds: seconds,
  })
}

function waitingTime(seconds: number): string {
  return seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`
}

/** For the descriptions of routes that want {@link requireFresh}. */
export const WANTS_FRESH = `Wants a proof of who you are within the last ${FRESH_MINUTES} minutes (see /auth/step-up).`

/**
 * For what must not be done with a session alone that somebody else has got hold of.
 *
 * @throws AppError STEP_UP_REQUIRED if it is long ago that the person proved who they are.
 */
export function requireFresh(c: Context<AppEnv>): Ctx {
  const { ctx } = c.var
  if (ctx.now() - ctx.actor.provedAtMs <= FRESH_MINUTES * 60_000) return ctx
  throw new AppError('STEP_UP_REQUIRED', 'Prove again that it is you, then repeat this.')
}

/** What a route before the session works with. */
export const visitorOf = (c: Context<AppEnv>): Visitor => createVisitor(c.env)

/** Through what a request came, for the audit log. */
export const trailOf = (c: Context<AppEnv>): Pick<Trail, 'requestId' | 'network'> => ({
  requestId: c.var.requestId,
  network: networkPrefixOf(c.req.header('cf-connecting-ip')),
})

/** The language that the browser asks for. */
export const localeOf = (c: Context<AppEnv>) => preferredLocale(c.req.header('accept-language'))

/** A visitor who wants to come in, with the browser and the language that they ask with. */
export const askerOf = (c: Context<AppEnv>) => ({
  ...visitorOf(c),
  device: deviceOf(c.req.header('user-agent')),
  locale: localeOf(c),
  trail: trailOf(c),
})

/** Puts a session into the browser. */
export function keepSession(c: Context<AppEnv>, { token, expiresAtMs }: StartedSession): void {
  const { settings, now } = visitorOf(c)
  const maxAge = Math.floor((expiresAtMs - now()) / 1000)
  setCookie(c, sessionCookieName(settings), token, { ...cookieOptions(settings), maxAge })
}

/** Puts the session of somebody who came in into their browser, in the place of the one that was there. */
export async function replaceSession(c: Context<AppEnv>, session: StartedSession): Promise<void> {
  await endReplaced(visitorOf(c), sessionTokenOf(c), trailOf(c))
  keepSession(c, session)
}

/**
 * The same for whoever proved who they are to us: their browser is known from now on. Not while their address is not confirmed:
 * it would be a stranger's, with tries of its own on the account of whose address it is.
 */
export async function letIn(c: Context<AppEnv>, { me, session }: SignedInNow): Promise<SignedInNow['me']> {
  await replaceSession(c, session)
  if (!me.emailVerified) return me
  const visitor = visitorOf(c)
  const name = browserCookieName(visitor.settings)
  const known = await rememberBrowser(visitor, getCookie(c, name), me.email)
  setCookie(c, name, known, { ...cookieOptions(visitor.settings), maxAge: KNOWN_SECONDS })
  return me
}

/** For whom a try on an account is counted: the browser that its person signed in with before, or all strangers together. */
export async function triesBy(c: Context<AppEnv>, who: string): Promise<string> {
  const visitor = visitorOf(c)
  return triesOf(visitor, getCookie(c, browserCookieName(visitor.settings)), who)
}

export function dropSession(c: Context<AppEnv>): void {
  const { settings } = visitorOf(c)
  for (const name of [sessionCookieName(settings), passCookieName(settings)]) {
    deleteCookie(c, name, cookieOptions(settings))
  }
}

/** The API token that a request comes with; then its cookies count for nothing. */
export function bearerOf(c: Context<AppEnv>): string | null {
  const [scheme = '', token = ''] = (c.req.header('authorization') ?? '').split(' ')
  return scheme.toLowerCase() === 'bearer' && token.startsWith(TOKEN_PREFIX) ? token : null
}

/** The token of the session that a request comes with; empty if it comes with none. */
export const sessionTokenOf = (c: Context<AppEnv>): string =>
  getCookie(c, sessionCookieName(visitorOf(c).settings)) ?? ''

/** Counts an attempt of the visitor's network. @throws AppError TOO_MANY_REQUESTS */
export async function limitAddress(c: Context<AppEnv>, by: Limit): Promise<void> {
  const network = networkOf(c.req.header('cf-connecting-ip'))
  if (network !== null) await limit(c, by, network)
}

/** Counts an attempt. @throws AppError TOO_MANY_REQUESTS */
export async function limit(c: Context<AppEnv>, by: Limit, who: string): Promise<void> {
  tellLimit(c, by, await visitorOf(c).limits.take(by, who))
}

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { content: { 'application/json': { schema } }, description }
}

export function jsonBody<T extends z.ZodType>(schema: T) {
  return { content: { 'application/json': { schema } }, required: true as const }
}

const problemResponse = (description: string) => ({
  content: { 'application/problem+json': { schema: Problem } },
  description,
})

/** The problems that any route behind a session may answer with. */
export const problemResponses = {
  400: problemResponse('The request is not valid; `errors` names the fields.'),
  401: problemResponse('Nobody is signed in.'),
  403: problemResponse('The role, or the origin of the request, does not allow it.'),
  404: problemResponse('Not there, or not yours.'),
  409: problemResponse('A rule says no; `code` names it.'),
  429: problemResponse('Too many requests; see Retry-After.'),
  503: problemResponse('Not available right now; see Retry-After.'),
}

export const pathId = <N extends string>(name: N) => z.object({ [name]: z.uuid() } as Record<N, z.ZodUUID>)

function sentence({ path, message }: { path: string; message: string }): string {
  return path ? `${path}: ${message}` : message
}
