import { createHash, randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { GraphError, unknownObject } from './graph-error.ts'
import type { GraphEnv, Parts } from './parts.ts'

const FILE_TYPES = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4']

interface Session {
  type: string
  length: number
  offset: number
}

/** Graph's resumable upload: the handles that template examples and profile pictures are given by. */
export function uploadRoutes(parts: Parts) {
  const { store, options } = parts
  const keyOf = (id: string) => `upload:${id}`
  const sessionOf = (id: string, verb: 'get' | 'post') => {
    const session = store.setting<Session | null>(keyOf(id), null)
    if (!session) throw unknownObject(keyOf(id), verb)
    return session
  }

  return new Hono<GraphEnv>()
    .post('/:id/uploads', (c) => {
      const { file_length, file_type } = c.req.query()
      if (c.req.param('id') !== options.appId) throw unknownObject(c.req.param('id'), 'post')
      const length = Number(file_length)
      if (!FILE_TYPES.includes(file_type ?? '')) {
        throw new GraphError(100, undefined, {
          message: `(#100) Param file_type must be one of {${FILE_TYPES.join(', ')}}`,
        })
      }
      if (!Number.isInteger(length) || length <= 0) {
        throw new GraphError(100, undefined, { message: '(#100) The parameter file_length is required.' })
      }
      const id = randomBytes(18).toString('base64url')
      store.saveSetting(keyOf(id), { type: file_type, length, offset: 0 })
      return c.json({ id: keyOf(id) })
    })
    .get('/:session{upload:.+}', (c) => {
      const id = c.req.param('session').slice('upload:'.length)
      return c.json({ id: keyOf(id), file_offset: sessionOf(id, 'get').offset })
    })
    .post('/:session{upload:.+}', async (c) => {
      const id = c.req.param('session').slice('upload:'.length)
      const session = sessionOf(id, 'post')
      const bytes = Buffer.from(await c.req.arrayBuffer())
      if (Number(c.req.header('file_offset') ?? 0) !== session.offset) {
        throw new GraphError(100, undefined, { message: `(#100) file_offset must be ${session.offset}` })
      }
      const offset = session.offset + bytes.length
      if (offset > session.length)
        throw new GraphError(100, undefined, { message: '(#100) The file is longer than file_length' })
      store.saveSetting(keyOf(id), { ...session, offset })
      if (offset < session.length) return c.json({ id: keyOf(id), file_offset: offset })
      return c.json({ h: `4:${createHash('sha256').update(id).digest('base64url')}` })
    })
}
