import type { Bindings } from '../env.ts'
import { claimSends, claimSnoozes } from '../features/inbox/index.ts'
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

/** Brings back the conversations whose snooze is over. */
export async function sweepSnoozes(env: Bindings): Promise<void> {
  const { db, log } = servicesOf(env)
  await Promise.all(
    (await claimSnoozes(db)).map(async ({ conversationIds, ...place }) => {
      try {
        await inboxStub(env, place).wake(place, conversationIds)
      } catch (error) {
        log.warn('inbox.unreachable', { tenantId: place.tenantId, ...errorFacts(error) })
      }
    }),
  )
}
