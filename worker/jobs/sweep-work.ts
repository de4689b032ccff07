import type { Bindings } from '../env.ts'
import { claimDue, claimSends, type DueWork } from '../features/inbox/index.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { inboxStub, senderPort, type TenantPlace } from '../objects.ts'
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

/** Lets inboxes look again for somebody, where nobody was there or had room, and where members are away. */
export async function sweepAssignments(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachInbox(env, await claimDue(db, 'assignment'), (place, refIds) =>
    inboxStub(env, place).assign(place, refIds),
  )
}

/** Lets inboxes with waiting customers look whom to tell. */
export async function sweepNotices(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachInbox(env, await claimDue(db, 'notice'), (place) => inboxStub(env, place).noticeWaiting(place))
}

/** Tells customers what their inbox was to tell them, and perhaps did not. */
export async function sweepGreetings(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachInbox(env, await claimDue(db, 'greeting'), (place, refIds) => inboxStub(env, place).greet(place, refIds))
}

/** Lets inboxes close what is quiet, where the tenant wants that. */
export async function sweepClosures(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachInbox(env, await claimDue(db, 'closure'), (place) => inboxStub(env, place).closeQuiet(place))
}

export async function forEachInbox(
  env: Bindings,
  due: DueWork[],
  run: (place: TenantPlace, refIds: string[]) => Promise<void>,
): Promise<void> {
  const { log } = servicesOf(env)
  await Promise.all(
    [...Map.groupBy(due, ({ tenantId }) => tenantId)].map(async ([tenantId, rows]) => {
      const place = { tenantId, jurisdiction: rows[0]?.jurisdiction ?? 'default' }
      try {
        const refIds = rows.map(({ refId }) => refId)
        await run(place, refIds)
      } catch (error) {
        log.warn('inbox.unreachable', { tenantId, ...errorFacts(error) })
      }
    }),
  )
}

/** One after the other in each inbox; one that fails is due again when its lease ends, and keeps nobody waiting. */
function forEachDue(
  env: Bindings,
  due: DueWork[],
  run: (place: TenantPlace, refId: string) => Promise<unknown>,
): Promise<void> {
  const { log } = servicesOf(env)
  return forEachInbox(env, due, async (place, refIds) => {
    for (const refId of refIds) {
      try {
        await run(place, refId)
      } catch (error) {
        log.warn('work.failed', { tenantId: place.tenantId, id: refId, ...errorFacts(error) })
      }
    }
  })
}

/** Erases people whose time is over and whose inbox lost its timer. */
export async function sweepRemovals(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachDue(env, await claimDue(db, 'removal'), (place, contactId) =>
    inboxStub(env, place).erase(place, contactId),
  )
}

/** Hands scheduled messages whose time has come to their inboxes. */
export async function sweepScheduled(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachDue(env, await claimDue(db, 'schedule'), (place, id) => inboxStub(env, place).sendDue(place, id))
}

/** Brings back the conversations whose snooze is over. */
export async function sweepSnoozes(env: Bindings): Promise<void> {
  const { db } = servicesOf(env)
  await forEachInbox(env, await claimDue(db, 'snooze'), (place, refIds) => inboxStub(env, place).wake(place, refIds))
}
