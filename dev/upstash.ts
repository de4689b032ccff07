import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { Redis } from 'ioredis'
import RedisMock from 'ioredis-mock'

/** Stands where Upstash stands: Redis over HTTP. */
export interface UpstashShim {
  /** For `UPSTASH_REDIS_REST_URL`. */
  url: string
  port: number
  /** Forgets everything. */
  clear(): Promise<void>
  stop(): Promise<void>
}

export interface UpstashOptions {
  /** The bearer token that callers must show. */
  token: string
  /** On 127.0.0.1; any free one if 0 or not given. */
  port?: number
  /** A real Redis to keep the data in, such as `redis://127.0.0.1:6379`; memory if not given. */
  redisUrl?: string
}

type Command = string[]
type Outcome = { result: unknown } | { error: string }

interface Store {
  run(command: Command): Promise<unknown>
  /** All of the commands with nothing in between; one result or error each. */
  runTogether(commands: Command[]): Promise<Outcome[]>
  stop(): void
}

// In ioredis-mock a script gets arrays and the nil inside them as userdata (the outer one counted from 1, those inside
// from 0); Redis gives tables and false.
const MEMORY_PREAMBLE = `local function plain(v, first)
  if v == nil then return false end
  if type(v) ~= 'userdata' then return v end
  if tostring(v) == 'null' then return false end
  local t = {}
  for i = first, v.length - 1 do t[#t + 1] = plain(v[i], 0) end
  return t
end
local redis = {
  call = function(...) return plain(redis.call(...), 1) end,
  pcall = function(...) return plain(redis.pcall(...), 1) end
}
`

// ioredis-mock knows these commands' options in capitals only; the number is where options may begin.
const OPTIONS_BEGIN: Record<string, number> = { set: 2, scan: 1, sscan: 2, hscan: 2, zadd: 1, zrange: 3, expire: 2 }
const OPTION =
  /^(nx|xx|gt|lt|ch|incr|get|keepttl|ex|px|exat|pxat|match|count|type|byscore|bylex|rev|limit|withscores)$/i

/** Serves `/`, `/pipeline` and `/multi-exec` as Upstash's REST interface does. */
export async function startUpstash(options: UpstashOptions): Promise<UpstashShim> {
  const isMemory = options.redisUrl === undefined
  const store = options.redisUrl === undefined ? openMemory() : openRedis(options.redisUrl)
  const scripts = new Scripts(isMemory ? MEMORY_PREAMBLE : '')
  const server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, async (request, response) => {
    const { status, body } = await answer(request, options.token, store, scripts)
    const encode = request.headers['upstash-encoding'] === 'base64'
    const text = JSON.stringify(encode ? toBase64(body) : body)
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.end(text)
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(options.port ?? 0, '127.0.0.1', done)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async clear() {
      await store.run(['flushall'])
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      store.stop()
    },
  }
}

interface Answer {
  status: number
  body: Outcome | Outcome[]
}

async function answer(request: IncomingMessage, token: string, store: Store, scripts: Scripts): Promise<Answer> {
  if (!isAllowed(request.headers.authorization, token))
    return { status: 401, body: { error: 'WRONGPASS invalid token' } }
  try {
    const body = (await json(request)) as unknown
    const path = request.url?.replace(/[?#].*/, '')
    if (request.method === 'POST' && path === '/') {
      const outcome = await runOne(store, scripts, toCommand(body))
      return { status: 'error' in outcome ? 400 : 200, body: outcome }
    }
    if (!Array.isArray(body)) throw new Error('ERR a list of commands is expected')
    if (path === '/pipeline') return { status: 200, body: await runInOrder(store, scripts, body.map(toCommand)) }
    if (path === '/multi-exec') {
      const commands = body.map((command) => scripts.rewrite(toCommand(command)))
      return { status: 200, body: await store.runTogether(commands) }
    }
    return { status: 404, body: { error: 'ERR not served here' } }
  } catch (error) {
    return { status: 400, body: { error: messageOf(error) } }
  }
}

function isAllowed(authorization: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(authorization ?? ''), hash(`Bearer ${token}`))
}

function toCommand(body: unknown): Command {
  if (!Array.isArray(body) || body.length === 0) throw new Error('ERR a command is a list of words')
  return body.map((word) => (typeof word === 'object' ? JSON.stringify(word) : String(word)))
}

async function runInOrder(store: Store, scripts: Scripts, commands: Command[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const command of commands) outcomes.push(await runOne(store, scripts, command))
  return outcomes
}

async function runOne(store: Store, scripts: Scripts, command: Command): Promise<Outcome> {
  try {
    const [name = '', verb = ''] = command
    if (/^script$/i.test(name) && /^load$/i.test(verb)) return { result: scripts.load(command[2] ?? '') }
    return { result: plain(await store.run(scripts.rewrite(command))) }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Lua scripts by the SHA-1 of what the caller sent, which is not what can be run here. */
class Scripts {
  readonly #preamble: string
  readonly #bySha = new Map<string, string>()

  constructor(preamble: string) {
    this.#preamble = preamble
  }

  load(script: string): string {
    const sha = createHash('sha1').update(script).digest('hex')
    // Upstash's own flag line (`#!lua flags=allow-key-locking`) means nothing to Redis.
    this.#bySha.set(sha, this.#preamble + script.replace(/^#!lua[^\n]*\n/, ''))
    return sha
  }

  /** EVAL and EVALSHA become EVAL of the script that runs here; any other command stays. */
  rewrite(command: Command): Command {
    const [name = '', script = '', ...rest] = command
    const isEval = /^eval(_ro)?$/i.test(name)
    if (!isEval && !/^evalsha(_ro)?$/i.test(name)) return command
    const runnable = this.#bySha.get(isEval ? this.load(script) : script.toLowerCase())
    if (runnable === undefined) throw new Error('NOSCRIPT No matching script. Please use EVAL.')
    return ['EVAL', runnable, ...rest]
  }
}

function openMemory(): Store {
  const redis = new RedisMock() as unknown as Record<string, unknown> & { disconnect(): void }
  let queue: Promise<unknown> = Promise.resolve()
  const call = async ([name = '', ...words]: Command): Promise<unknown> => {
    const method = Object.hasOwn(redis, name.toLowerCase()) ? redis[name.toLowerCase()] : undefined
    if (typeof method !== 'function') throw new Error(`ERR unknown command '${name}'`)
    const begin = OPTIONS_BEGIN[name.toLowerCase()] ?? words.length
    const known = words.map((word, index) => (index >= begin && OPTION.test(word) ? word.toUpperCase() : word))
    return await method.call(redis, ...known)
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work)
    queue = done.catch(() => {})
    return done
  }
  return {
    run: (command) => inTurn(() => call(command)),
    runTogether: (commands) =>
      inTurn(async () => {
        const settled: Outcome[] = []
        for (const command of commands) {
          settled.push(await call(command).then((result) => ({ result: plain(result) }), toError))
        }
        return settled
      }),
    stop: () => redis.disconnect(),
  }
}

function openRedis(url: string): Store {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 })
  redis.on('error', (error) => console.error(`redis: ${error.message}`))
  return {
    run: ([name = '', ...words]) => redis.call(name, ...words),
    async runTogether(commands) {
      const results =
        (await redis.multi(commands.map(([name = '', ...words]) => ['call', name, ...words])).exec()) ?? []
      return results.map(([error, result]) => (error ? toError(error) : { result: plain(result) }))
    },
    stop: () => redis.disconnect(),
  }
}

function toError(error: unknown): Outcome {
  return { error: messageOf(error) }
}

/** What Redis would have put on the wire: HGETALL as a flat list, no booleans, no undefined. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null || value === false) return null
  if (value === true) return 1
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object') return Object.entries(value).flat().map(plain)
  return value
}

/** Strings of results in base64, which keeps bytes that are no UTF-8 safe in JSON. "OK" and errors stay. */
function toBase64(body: Outcome | Outcome[]): unknown {
  if (Array.isArray(body)) return body.map((outcome) => toBase64(outcome))
  return 'error' in body ? body : { result: encode(body.result) }
}

function encode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encode)
  return typeof value === 'string' && value !== 'OK' ? Buffer.from(value).toString('base64') : value
}
