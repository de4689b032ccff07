import { z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { Upload } from '../../contract/channel.ts'
import { Uuid } from '../../contract/common.ts'
import { AppError, Problem } from '../../contract/problem.ts'
import { defineRoute, json, newRouter, problemResponses } from '../../http/router.ts'
import { createMediaGraph } from './fetch-media.ts'
import { etagOf, fileHeaders, isFresh, parseRange } from './file-headers.ts'
import { getStoredFile } from './read-media.ts'
import { UPLOAD_BYTES_MAX, uploadMedia } from './upload-media.ts'

/** What the form has besides the file. */
const FORM_BYTES_MAX = 64 * 1024

const problem = (description: string) => ({
  content: { 'application/problem+json': { schema: Problem } },
  description,
})
const binary = { content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } }

/** Before the body is read. */
const notTooLarge = bodyLimit({
  maxSize: UPLOAD_BYTES_MAX + FORM_BYTES_MAX,
  onError: () => {
    throw new AppError('TOO_LARGE', 'A file may have up to 25 MB.')
  },
})

const uploadMediaRoute = defineRoute({
  method: 'post',
  path: '/media',
  operationId: 'uploadMedia',
  operation: 'uploadMedia',
  description:
    'Keeps a file of up to 25 MB and hands it to WhatsApp, to be sent as a message over the same channel within 30 days. What the file is goes by its content.',
  middleware: notTooLarge,
  request: {
    body: {
      content: {
        'multipart/form-data': {
          schema: z.object({ channelId: Uuid, file: z.instanceof(File).openapi({ type: 'string', format: 'binary' }) }),
        },
      },
      required: true,
    },
  },
  responses: {
    ...problemResponses,
    201: json(Upload, 'The file, to be named in a message.'),
    413: problem('Larger than 25 MB, or than WhatsApp takes of this kind.'),
    415: problem('Not a kind of file that WhatsApp takes, or its name ends like another kind.'),
    422: problem('WhatsApp refused the file, the number or the token; `detail` says why.'),
  },
})

const readMediaRoute = defineRoute({
  method: 'get',
  path: '/media/{mediaId}',
  operationId: 'readMedia',
  operation: 'readInbox',
  description:
    'The content of a file; one byte range at a time is served. Pictures, sound, videos and PDF may be shown in place, everything else comes as a download.',
  request: {
    params: z.object({ mediaId: Uuid }),
    query: z.object({ download: z.literal('1').optional().describe('Always as a download.') }),
  },
  responses: {
    ...problemResponses,
    200: { ...binary, description: 'The whole file.' },
    206: { ...binary, description: 'The range that was asked for.' },
    304: { description: 'The copy at hand is the file.' },
    416: problem('The file has no such bytes; Content-Range tells its length.'),
  },
})

export const mediaRoutes = newRouter()
  // The form is read into memory: with 25 MB at most, a stream of its own would gain little over the runtime's parser.
  .openapi(uploadMediaRoute, async (c) => {
    const { ctx } = c.var
    const deps = { ...ctx, bucket: ctx.env.BUCKET, graph: createMediaGraph(ctx.settings) }
    return c.json(await uploadMedia(deps, c.req.valid('form')), 201)
  })
  .openapi(readMediaRoute, async (c) => {
    const { ctx } = c.var
    const file = await getStoredFile({ ...ctx, bucket: ctx.env.BUCKET }, c.req.valid('param').mediaId)
    const headers = fileHeaders(file, c.req.valid('query').download === '1')
    const etag = etagOf(file)
    if (isFresh(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers)

    const isSameFile = (c.req.header('if-range') ?? etag) === etag
    const range = isSameFile ? parseRange(c.req.header('range'), file.bytes) : null
    if (range === 'outside') {
      c.header('content-range', `bytes */${file.bytes}`)
      throw new AppError('RANGE_NOT_SATISFIABLE', `The file has ${file.bytes} bytes.`)
    }
    const { start, end } = range ?? { start: 0, end: file.bytes - 1 }
    headers['content-length'] = String(end - start + 1)
    if (range) headers['content-range'] = `bytes ${start}-${end}/${file.bytes}`
    return c.body(await file.open(start, end), range ? 206 : 200, headers)
  })
