import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { createContext } from '../../context.ts'
import { AppError } from '../../contract/problem.ts'
import { findSignedIn, sessionCookieName } from '../../features/identity/index.ts'
import { servicesOf } from '../../services.ts'
import type { AppEnv } from '../router.ts'

/** Behind it, `c.var.ctx` is the signed-in person's. @throws AppError UNAUTHENTICATED */
export const session = createMiddleware<AppEnv>(async (c, next) => {
  const services = servicesOf(c.env)
  const token = getCookie(c, sessionCookieName(services.settings))
  const signedIn = token ? await findSignedIn(services, token, { afresh: c.req.header('upgrade') !== undefined }) : null
  if (!signedIn) throw new AppError('UNAUTHENTICATED', 'Sign in first.')
  c.set('ctx', createContext(c.env, signedIn))
  await next()
})
