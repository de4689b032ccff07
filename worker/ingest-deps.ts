import type { Bindings } from './env.ts'
import { findChannel, findOwnApp } from './features/channels/index.ts'
import type { IngestDeps } from './features/webhooks/index.ts'
import { inboxPort } from './objects.ts'
import { servicesOf } from './services.ts'

/** What taking webhooks works with. */
export function ingestDeps(env: Bindings): IngestDeps {
  const services = servicesOf(env)
  return {
    appSecret: services.settings.META_APP_SECRET,
    find: (place) => findChannel(services, place),
    findOwnApp: (channelKey) => findOwnApp(services, channelKey),
    inbox: (place) => inboxPort(env, { tenantId: place.tenantId, jurisdiction: place.jurisdiction }),
    db: services.db,
    intake: services.intake,
    bucket: env.BUCKET,
    queue: env.INTAKE_QUEUE,
    log: services.log,
  }
}
