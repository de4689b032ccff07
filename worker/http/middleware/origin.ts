import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../contract/problem.ts'
import type { Settings } from '../../env.ts'
import { servicesOf } from '../../services.ts'
import { type AppEnv, bearerOf } from '../router.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What is a person's own, or the platform's: no token opens it. */
const NOT_BY_TOKEN = /^\/api\/(auth|admin)\//

/**
 * Writes, and the socket's upgrade, come from our own pages: a cookie alone proves nothing. An API token does, but pages of
 * other sites use only one that lists their site (see {@link answerPages}); it opens nothing that is a person's own.
 */
export const sameOrigin = createMiddleware<AppEnv>(async (c, next) => {
  if (asksForToken(c)) return crossOrigin(() => true)(c, next)
  if (bearerOf(c)) {
    if (NOT_BY_TOKEN.test(c.req.path)) throw new AppError('FORBIDDEN', 'API tokens open nothing here.')
    return next()
  }
  const upgrades = c.req.header('upgrade')?.toLowerCase() === 'websocket'
  const origin = c.req.header('origin')
  if ((!SAFE.has(c.req.method) || upgrades) && !(origin && isOwn(servicesOf(c.env).settings, origin))) {
    throw new AppError('WRONG_ORIGIN', 'Requests that change something must come from the app itself (Origin).')
  }
  await next()
})

/**
 * A browser asks first whether a page may send a token, without the token. Every site hears yes, so that nobody learns which
 * are listed: it is the request itself that is refused, and no answer here ever lets cookies come along.
 */
const asksForToken = (c: Context<AppEnv>): boolean =>
  c.req.method === 'OPTIONS' &&
  !NOT_BY_TOKEN.test(c.req.path) &&
  /(^|,) *authorization *(,|$)/i.test(c.req.header('access-control-request-headers') ?? '')

/** Lets a page of another site read the answer, if its site is one of those that the token lists. @throws AppError WRONG_ORIGIN */
export function answerPages(c: Context<AppEnv>, listed: readonly string[], next: () => Promise<void>) {
  const origin = c.req.header('origin')
  if (origin === undefined || isOwn(c.var.ctx.settings, origin)) return next()
  if (listed.includes(origin)) return crossOrigin((each) => each === origin)(c, next)
  throw new AppError('WRONG_ORIGIN', 'Pages of this site may not use this token: it does not list the site.')
}

const crossOrigin = (allows: (origin: string) => boolean) =>
  cors({
    origin: (origin) => (allows(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'if-none-match', 'range'],
    exposeHeaders: [
      'content-disposition',
      'etag',
      'link',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
    ],
    maxAge: 7200, // as long as Chromium keeps it
  })

/** In development under both loopback names of the app's port. */
function isOwn(settings: Settings, asked: string): boolean {
  const { origin, port, hostname } = new URL(settings.APP_URL)
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost'
  if (settings.ENVIRONMENT !== 'development' || !loopback) return asked === origin
  return asked === `http://127.0.0.1:${port}` || asked === `http://localhost:${port}`
}
