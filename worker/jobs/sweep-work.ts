import type { Bindings } from '../env.ts'
import { claimScheduled, claimSends } from '../features/inbox/index.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { inboxStub, senderPort } from '../objects.ts'
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

/** Hands scheduled messages whose time has come to their inboxes; what fails is due again when its lease ends. */
export async function sweepScheduled(env: Bindings): Promise<void> {
  const { db, log } = servicesOf(env)
  const due = await claimScheduled(db)
  await Promise.all(
    due.map(async ({ tenantId, jurisdiction, scheduledId }) => {
      const place = { tenantId, jurisdiction }
      try {
        await inboxStub(env, place).sendDue(place, scheduledId)
      } catch (error) {
        log.warn('inbox.unreachable', { tenantId, ...errorFacts(error) })
      }
    }),
  )
}
