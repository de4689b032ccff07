import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { createWebSocketStream, WebSocketServer } from 'ws'

/** Stands where Neon's proxy stands: SQL over HTTP, and the Postgres protocol over a WebSocket. */
export interface NeonProxy {
  /** For `neonConfig.fetchEndpoint`. */
  fetchEndpoint: string
  /** For `neonConfig.wsProxy`, which adds `?address=host:port`. */
  wsProxy: string
  port: number
  stop(): Promise<void>
}

interface Query {
  query: string
  params?: unknown[]
}

interface Shape {
  /** Rows as arrays instead of objects. */
  array: boolean
  /** Values as Postgres wrote them instead of JSON types. */
  raw: boolean
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])
const ISOLATION: Record<string, string> = {
  ReadUncommitted: 'read uncommitted',
  ReadCommitted: 'read committed',
  RepeatableRead: 'repeatable read',
  Serializable: 'serializable',
}
// What Neon answers about a database error, and its driver copies onto NeonDbError.
const ERROR_FIELDS = [
  ...['severity', 'code', 'detail', 'hint', 'position', 'internalPosition', 'internalQuery', 'where', 'schema'],
  ...['table', 'column', 'dataType', 'constraint', 'file', 'line', 'routine'],
] as const
const UNTOUCHED = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig

/** @param port On 127.0.0.1; any free one if 0 or not given. */
export async function startNeonProxy(port = 0): Promise<NeonProxy> {
  const pools = new Map<string, pg.Pool>()
  const server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
    answer(pools, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => send(response, error instanceof pg.DatabaseError ? 400 : 500, describe(error)),
    )
  })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => upgrade(sockets, request, socket, head))
  await listen(server, port)
  const { port: taken } = server.address() as AddressInfo
  return {
    fetchEndpoint: `http://127.0.0.1:${taken}/sql`,
    wsProxy: `127.0.0.1:${taken}/v2`,
    port: taken,
    async stop() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await Promise.all([...pools.values()].map((pool) => pool.end()))
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function describe(error: unknown): Record<string, unknown> {
  const facts: Record<string, unknown> = { message: error instanceof Error ? error.message : String(error) }
  if (error instanceof pg.DatabaseError) for (const field of ERROR_FIELDS) facts[field] = error[field]
  return facts
}

async function answer(pools: Map<string, pg.Pool>, request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST' || request.url !== '/sql') throw new Error('only POST /sql is answered here')
  if (request.headers.origin !== undefined) throw new Error('not for web pages')
  const pool = findPool(pools, header(request, 'neon-connection-string') ?? '')
  const shape = {
    array: header(request, 'neon-array-mode') === 'true',
    raw: header(request, 'neon-raw-text-output') === 'true',
  }
  const body = JSON.parse((await buffer(request)).toString()) as Query | { queries: Query[] }
  const client = await pool.connect()
  let lost: Error | undefined
  // The pool listens only while a connection is idle: one that is cut at work would end this process.
  const onError = (error: Error) => {
    lost = error
  }
  client.on('error', onError)
  try {
    if (!('queries' in body)) return toAnswer(await run(client, body, shape), shape)
    const results = await runTogether(client, body.queries, beginStatement(request), shape)
    return { results: results.map((result) => toAnswer(result, shape)) }
  } finally {
    client.off('error', onError)
    client.release(lost)
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function findPool(pools: Map<string, pg.Pool>, connectionString: string): pg.Pool {
  const known = pools.get(connectionString)
  if (known !== undefined) return known
  if (!URL.canParse(connectionString)) throw new Error('Neon-Connection-String is missing or no URL')
  if (!LOOPBACK.has(new URL(connectionString).hostname)) throw new Error('this proxy serves databases on loopback only')
  const pool = new pg.Pool({ connectionString, max: 40, idleTimeoutMillis: 10_000, pipeline: true })
  pool.on('error', () => {}) // An idle connection was cut (the database stopped): the pool has dropped it already.
  pools.set(connectionString, pool)
  return pool
}

function run(client: pg.PoolClient, query: Query, shape: Shape): Promise<pg.QueryResult> {
  const { raw, array } = shape
  // The extended protocol takes one statement only, as Neon does.
  const config = { text: query.query, values: query.params ?? [], queryMode: 'extended' }
  return client.query({ ...config, ...(array && { rowMode: 'array' }), ...(raw && { types: UNTOUCHED }) })
}

/** One transaction, written to the server in one go: after an error the rest fails too, and COMMIT rolls back. */
async function runTogether(client: pg.PoolClient, queries: Query[], begin: string, shape: Shape) {
  const started = client.query(begin)
  const running = queries.map((query) => run(client, query, shape))
  const outcomes = await Promise.allSettled([started, ...running, client.query('commit')])
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure !== undefined) throw failure.reason
  return await Promise.all(running)
}

function beginStatement(request: IncomingMessage): string {
  const words = ['begin']
  const isolation = header(request, 'neon-batch-isolation-level')
  if (isolation !== undefined) {
    const level = ISOLATION[isolation]
    if (level === undefined) throw new Error(`no isolation level is called ${isolation}`)
    words.push(`isolation level ${level}`)
  }
  const readOnly = header(request, 'neon-batch-read-only')
  if (readOnly !== undefined) words.push(readOnly === 'true' ? 'read only' : 'read write')
  const deferrable = header(request, 'neon-batch-deferrable')
  if (deferrable !== undefined) words.push(deferrable === 'true' ? 'deferrable' : 'not deferrable')
  return words.join(' ')
}

function toAnswer(result: pg.QueryResult, shape: Shape): unknown {
  const { fields, command, rowCount, rows } = result
  return { fields, command, rowCount, rows, rowAsArray: shape.array }
}

function upgrade(sockets: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, host = '', port] = /^(.+):(\d+)$/.exec(url.searchParams.get('address') ?? '') ?? []
  if (url.pathname !== '/v2' || !LOOPBACK.has(host) || request.headers.origin !== undefined) {
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
    return
  }
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const client = createWebSocketStream(webSocket)
    const database = connect({ host, port: Number(port), noDelay: true })
    // Either side may hang up at any time; pipeline then closes the other.
    pipeline(client, database, client).catch(() => webSocket.terminate())
  })
}
