import { z } from 'zod'
import { asTenant } from '../db/actor.ts'
import type { Bindings } from '../env.ts'
import { findPreview } from '../features/inbox/index.ts'
import { type PushDeps, sendPush } from '../features/notifications/index.ts'
import { backoffSeconds } from '../kit/backoff.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { type Services, servicesOf } from '../services.ts'

const Nudge = z.object({ tenantId: z.uuid(), notificationId: z.uuid() })

/** Tells browsers. A nudge that is lost costs a push; what it would have said stands in the app. */
export async function consumePush(batch: MessageBatch<unknown>, env: Bindings): Promise<void> {
  const services = servicesOf(env)
  await Promise.all(
    batch.messages.map(async (message) => {
      const nudge = Nudge.safeParse(message.body)
      try {
        const deps = nudge.success ? pushDeps(services, nudge.data.tenantId) : null
        if (deps && nudge.success) await sendPush(deps, nudge.data.notificationId)
        message.ack()
      } catch (error) {
        services.log.warn('push.retry', { id: message.id, attempts: message.attempts, ...errorFacts(error) })
        message.retry({ delaySeconds: backoffSeconds(message.attempts) })
      }
    }),
  )
}

/** null where the deployment has no VAPID keys. */
function pushDeps({ db, vault, settings, log, now }: Services, tenantId: string): PushDeps | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT, APP_URL, ENVIRONMENT } = settings
  if (!publicKey || !privateKey) return null
  const tenant = asTenant(db, tenantId)
  return {
    db: tenant,
    vault,
    vapid: { publicKey, privateKey, subject: VAPID_SUBJECT ?? APP_URL },
    environment: ENVIRONMENT,
    fetch: (input, init) => fetch(input, init),
    now,
    log,
    words: ({ conversationId }) => findPreview(tenant, vault, conversationId),
  }
}
