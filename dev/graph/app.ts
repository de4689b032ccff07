import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { ZodError } from 'zod'
import { GraphError } from './graph-error.ts'
import type { GraphEnv, Parts } from './parts.ts'
import { phonePages } from './phone-pages.ts'
import { createRequestLog } from './request-log.ts'
import { accountRoutes, tokenRoutes } from './routes-accounts.ts'
import { devRoutes } from './routes-dev.ts'
import { mediaRoutes } from './routes-media.ts'
import { messageRoutes } from './routes-messages.ts'
import { objectRoutes } from './routes-objects.ts'
import { phoneRoutes } from './routes-phone.ts'
import { templateRoutes } from './routes-templates.ts'
import { uploadRoutes } from './routes-uploads.ts'

/** Whether a path belongs to Graph, not to the development tools or the phone's pages. */
export function isGraphPath(path: string): boolean {
  return !/^\/($|\?|__|phone\/|favicon)/.test(path)
}

/** All routes: development tools and phone first, then the Graph API behind its log and its tokens. */
export function createApp(parts: Parts): Hono<GraphEnv> {
  const log = createRequestLog(parts.store, parts.now)
  const graph = new Hono<GraphEnv>()
    .use(log.middleware)
    .use(async (_, next) => {
      await next()
      if (parts.faults.state.delayMs > 0) await sleep(parts.faults.state.delayMs)
    })
    .route('/', tokenRoutes(parts))
    .use(async (c, next) => {
      const [scheme, token] = (c.req.header('authorization') ?? '').split(' ')
      const isToken = scheme === 'Bearer' || scheme === 'OAuth'
      c.set('principal', parts.directory.authenticate(isToken && token ? token : (c.req.query('access_token') ?? null)))
      await next()
    })
    .route('/', messageRoutes(parts))
    .route('/', mediaRoutes(parts))
    .route('/', templateRoutes(parts))
    .route('/', uploadRoutes(parts))
    .route('/', accountRoutes(parts))
    .route('/', objectRoutes(parts))

  // The version is a free path segment; without one, Graph takes the app's default.
  const withoutVersion = (request: Request) => new URL(request.url).pathname.replace(/^\/v\d+\.\d+(?=\/)/, '')
  const app = new Hono<GraphEnv>({ getPath: withoutVersion })
  app.onError((error, c) => {
    if (error instanceof GraphError) return c.json(error.body(randomBytes(8).toString('base64url')), error.http as 400)
    if (error instanceof ZodError) return c.json({ error: error.issues }, 400)
    console.error('graph: a route failed', error)
    return c.json(new GraphError(1).body('internal'), 500)
  })
  return app.route('/', devRoutes(parts, log)).route('/', phoneRoutes(parts)).route('/', phonePages()).route('/', graph)
}
