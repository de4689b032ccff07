import type { Bindings } from '../env.ts'
import { claimSends } from '../features/inbox/index.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { senderPort } from '../objects.ts'
import { servicesOf } from '../services.ts'

/** Wakes the senders of numbers that have due messages and perhaps no alarm. */
export async function sweepSends(env: Bindings): Promise<void> {
  const { db, log } = servicesOf(env)
  const due = await claimSends(db)
  await Promise.all(
    due.map(async ({ tenantId, jurisdiction, channelId }) => {
      try {
        await senderPort(env, { tenantId, jurisdiction }).wake(channelId)
      } catch (error) {
        log.warn('sender.unreachable', { tenantId, channelId, ...errorFacts(error) })
      }
    }),
  )
}
