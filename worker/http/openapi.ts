import type { OpenAPIHono } from '@hono/zod-openapi'
import { toBase64, utf8 } from '../kit/bytes.ts'
import { docsPage, docsStyle, type OpenApiDocument } from './docs.ts'
import { type AppEnv, newRouter } from './router.ts'

/** GET /openapi.json, made from the route definitions of the whole API, and GET /docs, the same to read. */
export function openApiRoutes(api: () => OpenAPIHono<AppEnv>) {
  const read = () =>
    api().getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'ADSapp', version: '1', description: 'A shared WhatsApp inbox for teams.' },
      servers: [{ url: '/api' }],
    })
  const routes = newRouter()
  routes.get('/openapi.json', (c) => c.json(read()))
  routes.get('/docs', async (c) => {
    const style = toBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(docsStyle))))
    c.header('content-security-policy', `default-src 'none'; style-src 'sha256-${style}'; frame-ancestors 'none'`)
    return c.html(docsPage(read() as unknown as OpenApiDocument))
  })
  return routes
}
