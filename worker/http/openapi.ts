import type { OpenAPIHono } from '@hono/zod-openapi'
import { type AppEnv, newRouter } from './router.ts'

/** GET /openapi.json: made from the route definitions of the whole API. */
export function openApiRoutes(api: () => OpenAPIHono<AppEnv>) {
  const routes = newRouter()
  routes.get('/openapi.json', (c) =>
    c.json(
      api().getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'ADSapp', version: '1', description: 'A shared WhatsApp inbox for teams.' },
        servers: [{ url: '/api' }],
      }),
    ),
  )
  return routes
}
