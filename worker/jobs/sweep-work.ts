import type { Bindings } from '../env.ts'
import { claimRemovals, claimSends } from '../features/inbox/index.ts'
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

/** Erases people whose time is over and whose inbox lost its timer. */
export async function sweepRemovals(env: Bindings): Promise<void> {
  const { db, log } = servicesOf(env)
  await Promise.all(
    (await claimRemovals(db)).map(async ({ contactId, ...place }) => {
      try {
        await inboxStub(env, place).erase(place, contactId)
      } catch (error) {
        log.warn('contact.not_erased', { tenantId: place.tenantId, ...errorFacts(error) })
      }
    }),
  )
}
