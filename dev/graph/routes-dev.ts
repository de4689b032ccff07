import { Hono } from 'hono'
import { z } from 'zod'
import { unknownObject } from './graph-error.ts'
import { asObject, asObjects } from './options.ts'
import { type GraphEnv, type Parts, readBody } from './parts.ts'
import type { RequestLog } from './request-log.ts'
import { describeTemplate, setTemplateStatus } from './routes-templates.ts'
import { metaJson } from './signature.ts'
import { postWebhook } from './webhook-target.ts'

/** A receiver that is just starting gets this long before `/__webhooks` gives up. */
const START_PATIENCE_MS = 15_000
const START_RETRY_MS = 500

const NewAccount = z.object({
  wabaId: z.string(),
  phoneNumberId: z.string(),
  displayPhoneNumber: z.string().regex(/^\d+$/),
  verifiedName: z.string(),
  businessId: z.string(),
  accessTokens: z.array(z.string()).min(1),
  appSecret: z.string().optional(),
  webhookUrl: z.url().optional(),
})
const NewStatus = z.object({
  status: z.enum(['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'PENDING_DELETION']),
  reason: z.string().default('NONE'),
})

/**
 * The development tools, none of which Meta has:
 * - `GET | POST | DELETE /__faults` shows, changes and resets the fault switches (faults.ts);
 * - `GET | DELETE /__log` is every Graph call, oldest first: `[{at, method, path, body, status, messageId?}]`;
 * - `GET /__stats` is `{openConnections, maxOpenConnections, sends, webhooksDelivered, webhooksPending}`, `DELETE` resets the maximum;
 * - `POST /__webhooks` signs and delivers the given body now and answers `{status}`; `?raw=1` sends the bytes as they are;
 * - `GET | POST /__accounts` lists the business numbers and adds one;
 * - `POST /__templates/{id}` {status, reason?} changes a template's status, with its webhook.
 */
export function devRoutes(parts: Parts, log: RequestLog) {
  const { faults, store, stats, webhooks } = parts
  return new Hono<GraphEnv>()
    .get('/__faults', (c) => c.json(faults.state))
    .post('/__faults', async (c) => c.json(faults.change(await readBody(c))))
    .delete('/__faults', (c) => c.json(faults.reset()))
    .get('/__log', (c) => c.json(log.list()))
    .delete('/__log', (c) => {
      log.clear()
      return c.body(null, 204)
    })
    .get('/__stats', (c) =>
      c.json({ ...stats, webhooksDelivered: webhooks.counts.delivered, webhooksPending: webhooks.counts.pending }),
    )
    .delete('/__stats', (c) => {
      stats.maxOpenConnections = stats.openConnections
      return c.body(null, 204)
    })
    .post('/__webhooks', async (c) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      const isRaw = c.req.query('raw') !== undefined
      const body = parseJson(bytes)
      if (body === undefined && !isRaw) return c.json({ error: 'The body is not JSON' }, 400)
      const entry = asObjects(asObject(body).entry)[0]
      const value = asObject(asObjects(entry?.changes)[0]?.value)
      const target = parts.targets.find(stringOf(entry?.id), stringOf(asObject(value.metadata).phone_number_id))
      parts.inbound.learn(body)
      await store.durable()
      const sent = isRaw ? bytes : metaJson(body)
      const giveUpAtMs = Date.now() + START_PATIENCE_MS
      let status = await postWebhook(target, sent)
      while (status === 0 && Date.now() < giveUpAtMs) {
        await new Promise((resolve) => setTimeout(resolve, START_RETRY_MS))
        status = await postWebhook(target, sent)
      }
      return c.json({ status })
    })
    .get('/__accounts', (c) =>
      c.json(parts.directory.all().map(({ accessTokens: _, appSecret: __, ...account }) => account)),
    )
    .post('/__accounts', async (c) => {
      const { appSecret, webhookUrl, ...account } = NewAccount.parse(await readBody(c))
      parts.directory.add({ ...account, ...(appSecret ? { appSecret } : {}), ...(webhookUrl ? { webhookUrl } : {}) })
      parts.templates.seed(account.wabaId)
      parts.chat.emit({ type: 'customers' })
      await store.durable()
      return c.json(account, 201)
    })
    .post('/__templates/:id', async (c) => {
      const template = parts.templates.find(c.req.param('id'))
      if (!template) throw unknownObject(c.req.param('id'), 'post')
      const { status, reason } = NewStatus.parse(await readBody(c))
      setTemplateStatus(parts, template, status, reason)
      await store.durable()
      return c.json(describeTemplate({ ...template, status, reason }))
    })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
