import type { JournalEvent, WebhookEvent } from '../../contract/events.ts'
import type { Jurisdiction } from '../../ports.ts'

/** Where events of a number (or, without one, of an account) go. */
export interface Destination {
  tenantId: string
  jurisdiction: Jurisdiction
  channelId: string
  phoneNumberId: string
  wabaId: string
}

export type FindDestination = (place: {
  phoneNumberId: string | null
  wabaId: string | null
}) => Promise<Destination | null>

export type UnroutedReason = 'unknown_number' | 'foreign_signature' | 'no_number' | 'not_understood'

export interface RoutedEvents {
  tenants: Map<string, { tenantId: string; jurisdiction: Jurisdiction; events: JournalEvent[] }>
  unrouted: { reason: UnroutedReason; event: WebhookEvent }[]
}

/**
 * Sorts the events of a webhook by tenant. A tenant's own app speaks for its own number and account only.
 *
 * @param ownApp Whose app signed it; null for the deployment's.
 * @throws what `find` throws when the directory cannot be reached.
 */
export async function routeEvents(
  events: WebhookEvent[],
  ownApp: { phoneNumberId: string; wabaId: string } | null,
  find: FindDestination,
): Promise<RoutedEvents> {
  const routed: RoutedEvents = { tenants: new Map(), unrouted: [] }
  const destinations = new Map<string, Promise<Destination | null>>()
  for (const event of events) {
    const place = { phoneNumberId: event.phoneNumberId, wabaId: event.wabaId }
    const reason = refusal(place, ownApp)
    if (reason) {
      routed.unrouted.push({ reason, event })
      continue
    }
    const key = `${place.phoneNumberId}|${place.phoneNumberId ? '' : place.wabaId}`
    const destination = destinations.get(key) ?? find(place)
    destinations.set(key, destination)
    const found = await destination
    if (!found) {
      // A number that is not connected has no app that may speak for it.
      routed.unrouted.push({ reason: ownApp ? 'foreign_signature' : 'unknown_number', event })
      continue
    }
    const { tenantId, jurisdiction, channelId } = found
    const tenant = routed.tenants.get(tenantId) ?? { tenantId, jurisdiction, events: [] }
    routed.tenants.set(tenantId, tenant)
    tenant.events.push({ channelId, event: ofOneToOne(event) })
  }
  return routed
}

function refusal(
  { phoneNumberId, wabaId }: { phoneNumberId: string | null; wabaId: string | null },
  ownApp: { phoneNumberId: string; wabaId: string } | null,
): UnroutedReason | null {
  if (phoneNumberId === null && wabaId === null) return 'no_number'
  if (!ownApp) return null
  const foreign =
    (phoneNumberId !== null && phoneNumberId !== ownApp.phoneNumberId) || (wabaId !== null && wabaId !== ownApp.wabaId)
  return foreign ? 'foreign_signature' : null
}

/** What is said in a group must not land in the one-to-one thread of the person who said it: it is kept beside. */
export function ofOneToOne(event: WebhookEvent): WebhookEvent {
  if ((event.kind !== 'message' && event.kind !== 'status') || !event.groupId) return event
  const { phoneNumberId, wabaId, atMs } = event
  return {
    kind: 'channel',
    phoneNumberId,
    wabaId,
    field: `group_${event.kind}`,
    subject: event.groupId,
    atMs,
    value: event,
  }
}
