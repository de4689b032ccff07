import type { Customer, StatusEvent } from '../contract/events.ts'
import type { Change, ReadItem } from './change.ts'
import { findCustomer, namingOf } from './customers.ts'
import { readErrors } from './errors.ts'
import { isRaw, type Raw, textOf, timeMsOf } from './raw.ts'

/** A status of a message that we sent; nothing when it names no message or no status. */
export const readStatus: ReadItem = (status, change) => {
  const wamid = textOf(status.id)
  const name = textOf(status.status)
  if (!wamid || !name) return []
  const group = status.recipient_type === 'group' ? textOf(status.recipient_id) : undefined
  return [
    {
      kind: 'status',
      phoneNumberId: change.phoneNumberId,
      wabaId: change.wabaId,
      wamid,
      status: name,
      atMs: timeMsOf(status.timestamp) ?? change.entryMs ?? 0,
      customer: recipientOf(status, change),
      participant: textOf(status.recipient_participant_id ?? status.recipient_participant_user_id) ?? null,
      ...(group && { groupId: group }),
      attemptId: textOf(status.biz_opaque_callback_data) ?? null,
      pricing: readPricing(status.pricing),
      ...(isRaw(status.conversation) && { conversation: status.conversation }),
      errors: readErrors(status.errors),
    },
  ]
}

// Meta spells the parent's key one way in its documentation and another way in what it sends.
function recipientOf(status: Raw, change: Change): Customer | null {
  const parent = status.recipient_parent_user_id ?? status.parent_recipient_user_id
  const phone = status.recipient_type === 'group' ? status.recipient_participant_id : status.recipient_id
  return findCustomer(change.contacts, namingOf(phone, status.recipient_user_id, parent))
}

function readPricing(pricing: unknown): StatusEvent['pricing'] {
  if (!isRaw(pricing)) return null
  const { category, ...rest } = pricing
  return { ...rest, ...(category !== undefined && { category: String(category) }) }
}
