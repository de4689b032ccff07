import { Hono } from 'hono'
import { AppError } from '../contract/problem.ts'
import { findOwnApp } from '../features/channels/index.ts'
import { BODY_BYTES_MAX, ingestWebhook } from '../features/webhooks/index.ts'
import { ingestDeps } from '../ingest-deps.ts'
import { servicesOf } from '../services.ts'
import { handshake } from '../whatsapp/signature.ts'
import { readBody } from './read-body.ts'
import type { AppEnv } from './router.ts'

/** Meta sends at once, and again if it was not. */
const BODY_PATIENCE_MS = 30_000

/**
 * Meta's doors: `/whatsapp` for the deployment's app, `/whatsapp/{channelKey}` for a tenant's own. Never limited by
 * address. GET is the handshake when the address is pasted into Meta; POST takes events and answers 200 once they are
 * durable.
 */
export const webhookRoutes = new Hono<AppEnv>()
  .get('/whatsapp/:channelKey?', async (c) => {
    const { settings } = servicesOf(c.env)
    const channelKey = c.req.param('channelKey')
    const ownToken = channelKey
      ? (await findOwnApp(servicesOf(c.env), channelKey))?.verifyToken
      : settings.META_VERIFY_TOKEN
    const challenge = handshake(new URL(c.req.url).searchParams, ownToken ? [ownToken] : [])
    if (challenge === null) throw new AppError('FORBIDDEN', 'The verify token is not the one of this address.')
    return c.text(challenge, 200)
  })
  .post('/whatsapp/:channelKey?', async (c) => {
    await ingestWebhook(ingestDeps(c.env), {
      body: await readBody(c.req.raw, { bytesMax: BODY_BYTES_MAX, patienceMs: BODY_PATIENCE_MS }),
      signature: c.req.header('x-hub-signature-256') ?? null,
      channelKey: c.req.param('channelKey') ?? null,
    })
    return c.body(null, 200)
  })
