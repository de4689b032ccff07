import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../router.ts'

/** For answers of the API; pages and assets have theirs in web/public/_headers. */
export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  const set = (name: string, value: string) => {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  if (c.res.status === 101) return
  set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  set('x-content-type-options', 'nosniff')
  set('referrer-policy', 'no-referrer')
  set('cache-control', 'no-store')
  set('strict-transport-security', 'max-age=63072000; includeSubDomains')
  set('cross-origin-resource-policy', 'same-origin')
  set('cross-origin-opener-policy', 'same-origin')
  set('permissions-policy', 'camera=(), geolocation=(), microphone=()')
})
