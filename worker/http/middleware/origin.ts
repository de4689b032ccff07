import { createMiddleware } from 'hono/factory'
import { AppError } from '../../contract/problem.ts'
import type { Settings } from '../../env.ts'
import { servicesOf } from '../../services.ts'
import { type AppEnv, bearerOf } from '../router.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Writes, and the socket's upgrade, come from our own pages: a cookie alone proves nothing. An API token does, and no page
 * of another site can send one; it opens nothing that is a person's own.
 */
export const sameOrigin = createMiddleware<AppEnv>(async (c, next) => {
  if (bearerOf(c)) {
    if (/^\/api\/(auth|admin)\//.test(c.req.path)) throw new AppError('FORBIDDEN', 'API tokens open nothing here.')
    return next()
  }
  const upgrades = c.req.header('upgrade')?.toLowerCase() === 'websocket'
  if (!SAFE.has(c.req.method) || upgrades) assertOrigin(servicesOf(c.env).settings, c.req.header('origin'))
  await next()
})

function assertOrigin(settings: Settings, origin: string | undefined): void {
  if (origin !== undefined && allowedOrigins(settings).includes(origin)) return
  throw new AppError('WRONG_ORIGIN', 'Requests that change something must come from the app itself (Origin).')
}

/** In development both loopback names of the app's port. */
function allowedOrigins(settings: Settings): string[] {
  const { origin, port, hostname } = new URL(settings.APP_URL)
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost'
  if (settings.ENVIRONMENT !== 'development' || !loopback) return [origin]
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
}
