import type { Context, MiddlewareHandler } from 'hono'
import type { GraphEnv } from './parts.ts'
import type { Store } from './store.ts'

/** Enough for the largest campaign that tests count in the log; older lines go. */
const LINES_MAX = 200_000
const TRIM_EVERY = 1000
const SECRET_KEYS = /^(access_token|input_token|client_secret|code|verify_token|pin|appsecret_proof|hub\.verify_token)$/
const TEXT_CHARS_MAX = 2000

interface LogRow {
  at: string
  method: string
  path: string
  body: string
  status: number
  message_id: string | null
}

export type RequestLog = ReturnType<typeof createRequestLog>

/** What was asked of the Graph API. Headers are never kept, and secrets in bodies and queries are replaced. */
export function createRequestLog(store: Store, now: () => number) {
  let lines = 0
  const middleware: MiddlewareHandler<GraphEnv> = async (c, next) => {
    const at = new Date(now()).toISOString()
    await next()
    const body = JSON.stringify(await bodyOf(c)) ?? 'null'
    const messageId = c.get('messageId') ?? null
    store.run(
      'insert into log (at, method, path, body, status, message_id) values (?, ?, ?, ?, ?, ?)',
      at,
      c.req.method,
      pathOf(c.req.url),
      body,
      c.get('loggedStatus') ?? c.res.status,
      messageId,
    )
    lines += 1
    if (lines % TRIM_EVERY === 0) store.run('delete from log where id <= (select max(id) from log) - ?', LINES_MAX)
    await store.durable()
  }

  return {
    middleware,
    /** Oldest first. `messageId` is there when a send was accepted, whatever the caller was then told. */
    list: () =>
      store.all<LogRow>('select at, method, path, body, status, message_id from log order by id').map((row) => ({
        at: row.at,
        method: row.method,
        path: row.path,
        body: JSON.parse(row.body) as unknown,
        status: row.status,
        ...(row.message_id === null ? {} : { messageId: row.message_id }),
      })),
    clear: () => void store.run('delete from log'),
  }
}

async function bodyOf(c: Context<GraphEnv>): Promise<unknown> {
  if (c.req.method === 'GET') return null
  const type = c.req.header('content-type') ?? ''
  try {
    if (type.includes('form'))
      return redact(
        Object.fromEntries(Object.entries(await c.req.parseBody()).map(([key, value]) => [key, formValue(value)])),
      )
    if (!type.includes('json')) return null
    const text = await c.req.text()
    try {
      return redact(JSON.parse(text))
    } catch {
      return text.slice(0, TEXT_CHARS_MAX)
    }
  } catch {
    return null
  }
}

function formValue(value: unknown): unknown {
  return value instanceof File ? { name: value.name, type: value.type, size: value.size } : value
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isSecret(key, one) ? '…' : redact(one)]))
}

/** A template's language has a `code` too: only text under a secret's name at the top of a token exchange is one. */
function isSecret(key: string, value: unknown): boolean {
  return (
    typeof value === 'string' && SECRET_KEYS.test(key) && !(key === 'code' && /^[a-z]{2,3}(_[A-Za-z]+)?$/.test(value))
  )
}

function pathOf(url: string): string {
  const { pathname, searchParams } = new URL(url)
  for (const key of [...searchParams.keys()]) if (SECRET_KEYS.test(key)) searchParams.set(key, '…')
  const query = searchParams.toString()
  return query ? `${pathname}?${query}` : pathname
}
