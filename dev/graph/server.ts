import { createDirectory } from './accounts.ts'
import { createApp, isGraphPath } from './app.ts'
import { createChat } from './chat.ts'
import { createCustomers } from './customers.ts'
import { createFaults } from './faults.ts'
import { serve } from './http.ts'
import { createInbound } from './inbound.ts'
import { createLifecycle } from './lifecycle.ts'
import { createLinkLoader } from './link-loader.ts'
import { createMedia } from './media.ts'
import type { GraphOptions } from './options.ts'
import { createPacing } from './pacing.ts'
import { createPricing } from './pricing.ts'
import { createRefusals } from './refusals.ts'
import { reviewTemplates } from './routes-templates.ts'
import { openStore } from './store.ts'
import { createTemplates } from './templates.ts'
import { createTargets } from './webhook-target.ts'
import { createWebhooks } from './webhooks.ts'

const REVIEW_EVERY_MS = 1000

export type { AccessToken, GraphAccount, GraphOptions } from './options.ts'

/**
 * Starts a stand-in of Meta's Graph API for WhatsApp on 127.0.0.1, with a phone simulator at `/`.
 *
 * It accepts what Meta accepts, refuses what Meta refuses, and calls `webhookUrl` the way Meta does. Messages, chats, media,
 * undelivered webhooks and the log lie in `dataDir`; nothing that was acknowledged is lost by a crash.
 *
 * @returns The base URL, and `close()` which stops at once: what was not delivered is delivered after the next start.
 */
export async function startGraph(options: GraphOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const now = options.now ?? Date.now
  const store = openStore(options.dataDir)
  const faults = createFaults(store)
  const directory = createDirectory(options, store, now)
  const customers = createCustomers(store, faults, now)
  const chat = createChat(store)
  const media = createMedia(store, options.dataDir, now)
  const targets = createTargets(options, store, directory, faults)
  const webhooks = createWebhooks({
    store,
    targets,
    faults,
    now,
    retryBaseMs: options.retryBaseMs ?? 500,
    retryMaxMs: options.retryMaxMs ?? 8000,
    onAccepted: (ids) => {
      for (const id of ids) if (chat.find(id)?.status === 'pending') chat.setStatus(id, 'sent', null)
    },
  })
  const fetchLink = createLinkLoader({ chat, media, directory, now })
  const lifecycle = createLifecycle({ chat, customers, directory, faults, webhooks, now, fetchLink })
  const inbound = createInbound({ store, chat, customers, directory, webhooks, now })
  const refusals = createRefusals({ store, customers, webhooks, now })
  const templates = createTemplates(store)
  for (const account of directory.all()) templates.seed(account.wabaId)

  const stats = { openConnections: 0, maxOpenConnections: 0, sends: 0 }
  const parts = {
    options,
    store,
    faults,
    directory,
    customers,
    chat,
    media,
    targets,
    webhooks,
    lifecycle,
    inbound,
    refusals,
    templates,
    stats,
    now,
    assertPace: createPacing(faults, now),
    priceOf: createPricing(chat, now),
  }
  const reviews = setInterval(() => reviewTemplates(parts), REVIEW_EVERY_MS)
  const server = await serve(createApp(parts), options.port, (path) => {
    if (!isGraphPath(path)) return () => {}
    stats.openConnections += 1
    stats.maxOpenConnections = Math.max(stats.maxOpenConnections, stats.openConnections)
    let waiting = true
    return () => {
      if (waiting) stats.openConnections -= 1
      waiting = false
    }
  })

  return {
    url: server.url,
    async close() {
      clearInterval(reviews)
      lifecycle.close()
      webhooks.close()
      await server.close()
      await store.durable()
      store.close()
    },
  }
}
