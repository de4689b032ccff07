import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import pg from 'pg'
import { targetOf } from './targets.ts'

const code = { type: 'string', minLength: 1, maxLength: 64 }

/**
 * Routes that are as vulnerable as can be, one for each place that a value can stand in. They are there in this run alone:
 * if sqlmap does not find all of them, its silence about the others means nothing.
 */
export const canaries = [
  targetOf(
    'GET',
    '/canary',
    { operationId: 'canaryQuery', parameters: [{ in: 'query', name: 'code', schema: code }] },
    {},
  ),
  targetOf(
    'GET',
    '/canary/{code}',
    { operationId: 'canaryPath', parameters: [{ in: 'path', name: 'code', schema: code }] },
    {},
  ),
  targetOf(
    'POST',
    '/canary',
    {
      operationId: 'canaryBody',
      requestBody: {
        content: { 'application/json': { schema: { type: 'object', properties: { code }, required: ['code'] } } },
      },
    },
    {},
  ),
].map((target) => ({ ...target, path: target.path.replace(/^\/api/, '') }))

/** Answers the canaries from the database of the stack, as the app's own role. */
export async function openCanaries(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  return {
    async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://door')
      const asked =
        request.method === 'POST'
          ? await json(request).then(
              (body) => (body as { code?: unknown }).code,
              () => null,
            )
          : (searchParams.get('code') ?? decodeURIComponent(pathname.split('/')[2] ?? ''))
      if (typeof asked !== 'string') return void response.writeHead(400).end()
      try {
        // What no route of ours may do, on purpose.
        const { rows } = await pool.query(`select code, name from plans where code = '${asked}'`)
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: rows }))
      } catch {
        response.writeHead(500, { 'content-type': 'application/json' }).end('{}')
      }
    },
    close: () => pool.end(),
  }
}
