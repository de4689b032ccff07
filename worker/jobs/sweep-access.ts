import type { Bindings } from '../env.ts'
import { noteAccessChanged, purgeAccessRows, tellSignInFailures } from '../features/identity/index.ts'
import { claimDue, settleDue } from '../features/inbox/index.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { hubPort, inboxStub } from '../objects.ts'
import { servicesOf } from '../services.ts'
import { forEachInbox } from './sweep-work.ts'

/** Cuts the sockets of tenants that were suspended, deleted or restored: those who may come back do. */
export async function sweepStates(env: Bindings): Promise<void> {
  const services = servicesOf(env)
  const due = await claimDue(services.db, 'state')
  await Promise.all(
    due.map(async ({ tenantId, jurisdiction }) => {
      try {
        await noteAccessChanged(services, tenantId)
        await hubPort(env, { tenantId, jurisdiction }).disconnect({})
        await settleDue(services.db, 'state', tenantId)
      } catch (error) {
        services.log.warn('hub.unreachable', { tenantId, ...errorFacts(error) })
      }
    }),
  )
}

/** Lets inboxes give back what members have who cannot answer any more, where that did not come about at once. */
export async function sweepReleases(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachInbox(env, await claimDue(db, 'release'), (place, memberIds) =>
    inboxStub(env, place).release(place, memberIds),
  )
}

/** Short transactions; what a night does not get through, the next one does. */
const PURGE = { max: 1_000, rounds: 50 }

/** Deletes sessions, links, tickets and challenges that are over. */
export async function purgeAccess(env: Bindings, { max, rounds } = PURGE): Promise<void> {
  const { db } = servicesOf(env)
  for (let round = 0; round < rounds; round++) {
    if ((await purgeAccessRows(db, max)) < max) return
  }
}

/** Writes failed sign-ins of hours that are over into the audit logs; what is left, the next minute takes. */
export const sweepFailures = (env: Bindings): Promise<number> => tellSignInFailures(servicesOf(env).db, 500)
