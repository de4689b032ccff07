import { createExecutionContext } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { type SQL, sql } from 'drizzle-orm'
import { createContext } from '../../../worker/context.ts'
import type { JournalEvent } from '../../../worker/contract/events.ts'
import type { MessageContent } from '../../../worker/contract/message.ts'
import { PLATFORM_TENANT_ID } from '../../../worker/crypto/kms/provider.ts'
import { type Actor, asTenant } from '../../../worker/db/actor.ts'
import { fromPgBytes, toPgHex } from '../../../worker/db/columns.ts'
import type { Database } from '../../../worker/db/connect.ts'
import type { Bindings } from '../../../worker/env.ts'
import { CustomerDirectory } from '../../../worker/features/contacts/index.ts'
import { applyEvents } from '../../../worker/features/inbox/index.ts'
import type { FetchDeps } from '../../../worker/features/media/index.ts'
import { mediaRoutes } from '../../../worker/features/media/routes.ts'
import { securityHeaders } from '../../../worker/http/middleware/headers.ts'
import { requestId } from '../../../worker/http/middleware/request-id.ts'
import { answerError } from '../../../worker/http/problem.ts'
import { newRouter } from '../../../worker/http/router.ts'
import { randomBytes, toBase64 } from '../../../worker/kit/bytes.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { createLog } from '../../../worker/kit/log.ts'
import { servicesOf } from '../../../worker/services.ts'
import { createGraphClient } from '../../../worker/whatsapp/client.ts'

export const env = bindings as unknown as Bindings
export type MediaBench = Awaited<ReturnType<typeof mediaBench>>

/** Files as their first bytes tell them, `size` bytes long, with a content that shows what is missing or moved. */
export const files = {
  jpeg: (size = 1000) => filled([0xff, 0xd8, 0xff, 0xe0], size),
  png: (size = 1000) => filled([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], size),
  webp: (size: number) => filled([...Buffer.from('RIFF\0\0\0\0WEBPVP8 ')], size),
  movingWebp: (size: number) => filled([...Buffer.from('RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x02')], size),
  pdf: (size = 1000) => filled([...Buffer.from('%PDF-1.7')], size),
  html: () => new Uint8Array(Buffer.from('<!doctype html><script>alert(1)</script>')),
}

function filled(first: number[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 0xff
  bytes.set(first.slice(0, size))
  return bytes
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** A tenant of its own with one number and one member, a clock, and an inbox that writes down what it is told. */
export async function mediaBench(accessToken = `token-${newId()}`) {
  const { db: database, vault, settings } = servicesOf(env)
  const [tenantId, channelId] = [newId(), newId()]
  const digits = String(Date.now()) + String(Math.floor(Math.random() * 10_000))
  const [phoneNumberId, wabaId] = [`1${digits}`, `2${digits}`]
  const db = asTenant(database, tenantId)
  const run = async (query: SQL) => (await db.batch(db.build.execute(query)))[0].rows as Record<string, unknown>[]
  await run(sql`insert into tenants (id, name) values (${tenantId}::uuid, 'Media')`)
  /** Of the tenant; staff can read who it is. @returns the member's id. */
  const newMember = async (): Promise<string> => {
    const [memberId, userId] = [newId(), newId()]
    const person = { name: 'Mia', email: `${userId}@test.example` }
    const [userBox, memberBox] = await Promise.all([
      vault.seal(PLATFORM_TENANT_ID, { table: 'users', id: userId }, person),
      vault.seal(tenantId, { table: 'memberships', id: memberId }, person),
    ])
    await database.execute(
      sql`select create_user(${userId}::uuid, ${toPgHex(randomBytes(32))}::bytea, ${toPgHex(userBox)}::bytea, 'scrypt-not-a-password')`,
    )
    await run(
      sql`insert into memberships (id, user_id, role, box) values (${memberId}::uuid, ${userId}::uuid, 'agent', ${toPgHex(memberBox)}::bytea)`,
    )
    return memberId
  }
  const memberId = await newMember()
  await run(sql`insert into accounts (waba_id, portfolio_id) values (${wabaId}, ${wabaId})`)
  const secrets = await vault.sealSecret(
    tenantId,
    { table: 'channels', id: channelId },
    { accessToken, appSecret: null },
  )
  await run(sql`
    insert into channels (id, name, phone_number_id, waba_id, portfolio_id, display_phone_number, secret_box)
    values (${channelId}::uuid, 'Media', ${phoneNumberId}, ${wabaId}, ${wabaId}, '15550001', ${toPgHex(secrets)}::bytea)`)

  const clock = { nowMs: Date.now() }
  const told: JournalEvent[] = []
  const inboxState = { takes: true }
  const logged: string[] = []
  let seq = clock.nowMs * 1000
  const applyCtx = {
    tenantId,
    db,
    vault,
    customers: new CustomerDirectory({ db, vault, now: Date.now, newId }),
    channel: async () => ({ id: channelId, wabaId, portfolioId: wabaId }),
    newId,
    nextSeq: () => ++seq,
    now: Date.now,
  }
  const inbox = () => ({
    receive: async (events: JournalEvent[]) => {
      if (inboxState.takes) told.push(...events)
      return inboxState.takes
    },
  })

  return {
    ...{ database, db, vault, settings, tenantId, channelId, memberId, phoneNumberId, wabaId, accessToken },
    ...{ clock, told, inboxState, logged, run, newMember },

    /** A customer's message with a file arrives, as a webhook tells it. */
    async receive(given: {
      remoteId?: string
      sha256?: Uint8Array | null
      mimeType?: string
      filename?: string
      type?: 'image' | 'document'
      phone?: string
    }) {
      const type = given.type ?? 'image'
      const customer = { phone: given.phone ?? `4915${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}` }
      const common = {
        ...({ kind: 'message', phoneNumberId, wabaId, source: 'customer', history: false, customer } as const),
        ...{ targetWamid: null, status: null },
      }
      const media = {
        id: given.remoteId ?? '1234567890',
        mimeType: given.mimeType ?? 'image/jpeg',
        sha256: given.sha256 ? toBase64(given.sha256) : null,
        filename: given.filename ?? null,
      }
      const wamid = `wamid.${newId()}`
      const content = { [type]: { caption: 'Look' } }
      const { frames, mediaIds } = await applyEvents(applyCtx, [
        { channelId, event: { ...common, wamid, atMs: Date.now(), type, content, media } },
      ])
      const { messageId = '', conversationId = '' } = frames[0]?.ids ?? {}
      /** The customer deletes it for everybody. */
      const revoke = () =>
        applyEvents(applyCtx, [
          {
            channelId,
            event: {
              ...{ ...common, wamid: `wamid.${newId()}`, atMs: Date.now(), targetWamid: wamid },
              ...{ type: 'revoke', content: { revoke: {} } as unknown as MessageContent, media: null },
            },
          },
        ])
      return { mediaId: mediaIds[0] ?? '', messageId, conversationId, revoke }
    },

    /** What fetching works with; Graph answers what `fetch` gives. */
    deps(fetch: typeof globalThis.fetch, more: Partial<FetchDeps> = {}): FetchDeps {
      return {
        db: database,
        vault,
        bucket: env.BUCKET,
        graph: createGraphClient({ baseUrl: 'https://graph.facebook.com', version: 'v26.0', fetch }),
        inbox,
        log: createLog((_, line) => void logged.push(line)),
        now: () => clock.nowMs,
        ...more,
      }
    },

    async row(mediaId: string) {
      const [row] = await run(sql`select * from media where id = ${mediaId}::uuid`)
      return { ...row, bytes: row?.bytes == null ? null : Number(row.bytes) } as Record<string, unknown>
    },
    async work(mediaId: string) {
      const [row] = await run(sql`
        select due_at, lease_until from work_due
        where tenant_id = ${tenantId}::uuid and kind = 'media' and ref_id = ${mediaId}::uuid`)
      if (!row) return null
      const ms = (value: unknown) => (value === null ? null : Date.parse(String(value)))
      return { dueAtMs: ms(row.due_at) ?? 0, leaseUntilMs: ms(row.lease_until) }
    },
    object: (mediaId: string) => env.BUCKET.get(`media/${tenantId}/${mediaId}`),
    async openBox(mediaId: string) {
      const [row] = await run(sql`select box from media where id = ${mediaId}::uuid`)
      const place = { table: 'media', id: mediaId }
      return vault.open<Record<string, unknown>>(tenantId, place, fromPgBytes(row?.box as string))
    },

    /** The routes, for a member of this tenant. */
    async request(path: string, init: RequestInit = {}, who: Partial<Actor> = {}, bindings: Bindings = env) {
      const nobody = { role: 'agent', sees: 'all', sessionId: newId(), provedAtMs: 0 } as const
      const actor: Actor = { tenantId, memberId, userId: newId(), ...nobody, ...who }
      const app = newRouter()
      app.onError(answerError)
      app.use(requestId, securityHeaders, async (c, next) => {
        const never = Number.POSITIVE_INFINITY
        c.set(
          'ctx',
          createContext(bindings, {
            actor,
            jurisdiction: 'default',
            untilMs: never,
            idleAtMs: never,
            apiRequestsPerMinute: null,
          }),
        )
        await next()
      })
      app.route('/api', mediaRoutes)
      return app.request(`http://localhost/api${path}`, init, bindings, createExecutionContext())
    },
    upload(
      bytes: Uint8Array<ArrayBuffer>,
      name: string,
      type: string,
      more: { channelId?: string; bindings?: Bindings } = {},
      who: Partial<Actor> = {},
    ) {
      const form = new FormData()
      form.set('channelId', more.channelId ?? channelId)
      form.set('file', new File([bytes], name, { type }))
      return this.request('/media', { method: 'POST', body: form }, who, more.bindings)
    },
  }
}

/** Graph's answers to looking a file up and fetching it; `calls` are the URLs asked, in order. */
export function graphWith(
  body: Uint8Array<ArrayBuffer> | (() => Response),
  info: Record<string, unknown> | (() => Response) = {},
) {
  const calls: { url: string; authorization: string | null }[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input)
    calls.push({ url, authorization: new Headers(init?.headers).get('authorization') })
    if (url.startsWith('https://graph.facebook.com/')) {
      if (typeof info === 'function') return info()
      const size = typeof body === 'function' ? undefined : body.length
      const link = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1'
      return Response.json({ id: '1234567890', url: link, mime_type: 'image/jpeg', file_size: size, ...info })
    }
    return typeof body === 'function'
      ? body()
      : new Response(body, { headers: { 'content-length': String(body.length) } })
  }
  return { fetch: fetch as typeof globalThis.fetch, calls }
}

export const graphError = (status: number, code: number) => () =>
  Response.json({ error: { code, message: 'no' } }, { status })

/** The database, gone at its `nth` batch from now on: as if the run had crashed there. */
export function dyingAt(database: Database, nth: number): Database {
  let batches = 0
  return new Proxy(database, {
    get(target, name, receiver) {
      if (name !== 'batch') return Reflect.get(target, name, receiver)
      return (...args: Parameters<Database['batch']>) => {
        batches += 1
        if (batches >= nth) return Promise.reject(new Error('crashed'))
        return target.batch(...args)
      }
    },
  })
}
