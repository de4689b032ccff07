import { DurableObject } from 'cloudflare:workers'

/**
 * What `workerd serve` has not by itself: a bucket and queues, as small as the bench needs them. Objects lie in SQLite,
 * so an answered put is durable. Queue messages are counted and dropped: a nudge may get lost, and the sweep
 * (`POST /sweep`, which fires the Worker's minute cron) finds what it was about.
 */

interface Env {
  OUTSIDE: DurableObjectNamespace<Outside>
  APP: { scheduled(options: { cron: string }): Promise<unknown> }
}

/** What the runtime asks of a bucket; its header for gets, before the bytes of puts. */
interface BucketRequest {
  method: string
  object?: string
  objects?: string[]
  prefix?: string
  limit?: number
}

const NO_SUCH_KEY = JSON.stringify({ message: 'no such object', version: 1, v4code: 10007 })

export class Outside extends DurableObject<Env> {
  #puts = 0
  #messages = 0

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    state.storage.sql.exec('create table if not exists objects (key text primary key, bytes blob not null)')
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/stats') return Response.json(this.#stats())
    if (pathname === '/message' || pathname === '/batch') {
      await request.arrayBuffer() // A body that nobody reads holds up the sender.
      this.#messages += 1
      return Response.json({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } })
    }
    const asked = request.headers.get('cf-r2-request')
    if (asked !== null) return this.#read(JSON.parse(asked) as BucketRequest)
    const bytes = await request.arrayBuffer()
    const headBytes = Number(request.headers.get('cf-r2-metadata-size'))
    const head = JSON.parse(new TextDecoder().decode(bytes.slice(0, headBytes))) as BucketRequest
    return this.#write(head, bytes.slice(headBytes))
  }

  #stats() {
    const { objects } = this.ctx.storage.sql.exec('select count(*) as objects from objects').one()
    return { objects: Number(objects), puts: this.#puts, messages: this.#messages }
  }

  #read({ method, object = '', prefix = '', limit = 1000 }: BucketRequest): Response {
    const { sql } = this.ctx.storage
    if (method === 'list') {
      const rows = sql.exec('select key, length(bytes) as size from objects where key >= ? order by key', prefix)
      const keys = [...rows].filter((row) => String(row.key).startsWith(prefix)).slice(0, limit)
      const objects = keys.map((row) => described(String(row.key), Number(row.size)))
      return answer(JSON.stringify({ objects, truncated: false, delimitedPrefixes: [] }))
    }
    const [row] = sql.exec('select bytes from objects where key = ?', object)
    if (!row) return new Response(null, { status: 404, headers: { 'cf-r2-error': NO_SUCH_KEY } })
    const bytes = row.bytes as ArrayBuffer
    const head = JSON.stringify(described(object, bytes.byteLength))
    return method === 'head' ? answer(head) : answer(head, bytes)
  }

  #write({ method, object, objects }: BucketRequest, bytes: ArrayBuffer): Response {
    const { sql } = this.ctx.storage
    const key = object ?? ''
    if (method === 'delete') {
      for (const each of objects ?? [key]) sql.exec('delete from objects where key = ?', each)
      return new Response()
    }
    if (method !== 'put') return new Response(null, { status: 501 })
    this.#puts += 1
    sql.exec('insert or replace into objects (key, bytes) values (?, ?)', key, bytes)
    return answer(JSON.stringify(described(key, bytes.byteLength)))
  }
}

function described(name: string, size: number) {
  const none = { httpFields: {}, customFields: [], checksums: {} }
  return { name, version: name, size, etag: name, uploaded: Date.now(), ...none }
}

function answer(head: string, bytes: ArrayBuffer = new ArrayBuffer(0)): Response {
  const headBytes = new TextEncoder().encode(head)
  const headers = { 'cf-r2-metadata-size': String(headBytes.byteLength), 'content-type': 'application/json' }
  return new Response(new Blob([headBytes, bytes]), { headers })
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (new URL(request.url).pathname !== '/sweep') return env.OUTSIDE.get(env.OUTSIDE.idFromName('all')).fetch(request)
    return Response.json(await env.APP.scheduled({ cron: '* * * * *' }))
  },
}
