import { Hono } from 'hono'
import { numberOf } from './accounts.ts'
import { GraphError, unknownObject } from './graph-error.ts'
import { assertMedia, type Media } from './media.ts'
import type { JsonObject } from './options.ts'
import type { GraphEnv, Parts } from './parts.ts'

/** Uploads and downloads. A media id alone (`GET /{media-id}`, `DELETE /{media-id}`) is one of the object routes. */
export function mediaRoutes(parts: Parts) {
  const { media, store } = parts
  return new Hono<GraphEnv>()
    .post('/:id/media', async (c) => {
      const account = numberOf(c.get('principal'), c.req.param('id'), 'whatsapp_business_messaging')
      const form = await c.req.parseBody()
      if (form.messaging_product !== 'whatsapp')
        throw new GraphError(100, undefined, { message: '(#100) The parameter messaging_product is required.' })
      if (!(form.file instanceof File))
        throw new GraphError(100, undefined, { message: '(#100) The parameter file is required.' })
      const type = typeof form.type === 'string' && form.type.includes('/') ? form.type : form.file.type
      const bytes = Buffer.from(await form.file.arrayBuffer())
      assertMedia(type, bytes)
      const kept = await media.add(account.wabaId, 'business', type, bytes, form.file.name || null)
      await store.durable()
      return c.json({ id: kept.id })
    })
    .get('/whatsapp_business/attachments/', async (c) => {
      const file = media.openLink(
        { mid: c.req.query('mid'), ext: c.req.query('ext'), hash: c.req.query('hash') },
        parts.options.appSecret,
      )
      const mayRead = file && c.get('principal').accounts.some((account) => account.wabaId === file.wabaId)
      if (!mayRead) return c.body(null, 404)
      const bytes = await media.read(file.id)
      return c.body(new Uint8Array(bytes), 200, { 'content-type': file.mimeType, 'content-length': String(file.size) })
    })
}

/** What `GET /{media-id}` answers. @throws GraphError 100/33 when it belongs to another number. */
export function describeMedia(
  parts: Parts,
  found: Media,
  query: { origin: string; phoneNumberId: string | undefined },
): JsonObject {
  const asked = query.phoneNumberId && parts.directory.byPhoneNumber(query.phoneNumberId)
  if (query.phoneNumberId && (!asked || asked.wabaId !== found.wabaId)) throw unknownObject(found.id, 'get')
  return {
    messaging_product: 'whatsapp',
    url: parts.media.linkTo(found, query.origin, parts.options.appSecret),
    mime_type: found.mimeType,
    sha256: found.sha256,
    file_size: found.size,
    id: found.id,
  }
}
