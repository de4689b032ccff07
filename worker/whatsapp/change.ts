import type { ChannelEvent, WebhookEvent } from '../contract/events.ts'
import type { Contacts } from './customers.ts'
import type { Raw } from './raw.ts'

/** One change of a webhook, on its way to events. */
export type Change = {
  phoneNumberId: string | null
  wabaId: string | null
  /** The business's own number in digits, when the webhook names it. */
  businessPhone: string | undefined
  field: string
  value: Raw
  contacts: Contacts
  /** `entry.time`; null for the field `messages`, which has none. */
  entryMs: number | null
  problems: string[]
}

/** Makes the events of one item of a list. Empty: it is malformed, and kept raw. */
export type ReadItem = (item: Raw, change: Change) => WebhookEvent[]

/** A channel event of this change. */
export function channelEvent(
  change: Change,
  value: Raw,
  { subject, atMs }: { subject?: string | undefined; atMs?: number | null } = {},
): ChannelEvent {
  return {
    kind: 'channel',
    phoneNumberId: change.phoneNumberId,
    wabaId: change.wabaId,
    field: change.field,
    subject: subject ?? null,
    atMs: atMs ?? change.entryMs,
    value,
  }
}
