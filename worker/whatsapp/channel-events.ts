import { type Change, channelEvent, type ReadItem } from './change.ts'
import { findCustomer, namingOf } from './customers.ts'
import { readError } from './errors.ts'
import { phoneOf, type Raw, rawOf, textOf, timeMsOf } from './raw.ts'

/** What an event about a channel is about, most telling first. */
function subjectOf(value: Raw): string | undefined {
  return (
    textOf(value.message_template_id) ??
    textOf(value.id) ??
    textOf(value.group_id) ??
    phoneOf(value.wa_id) ??
    textOf(value.user_id) ??
    phoneOf(rawOf(value.contact).phone_number) ??
    phoneOf(value.display_phone_number) ??
    phoneOf(value.phone_number) ??
    textOf(value.entity_id) ??
    textOf(value.username) ??
    textOf(value.event)
  )
}

/** A call, a group, a preference, a contact of the app: each on its own, with the customer if the webhook names one. */
export const readChannelItem: ReadItem = (item, change) => {
  const naming = namingOf(item.wa_id ?? item.from ?? item.recipient_id, item.user_id ?? item.from_user_id, undefined)
  const customer = naming.phone || naming.userId ? findCustomer(change.contacts, naming) : null
  const atMs = timeMsOf(item.timestamp ?? rawOf(item.metadata).timestamp)
  return [channelEvent(change, { ...(customer && { customer }), ...item }, { subject: subjectOf(item), atMs })]
}

/** An error that stands beside the messages. */
export const readValueError: ReadItem = (error, change) => [
  channelEvent(change, { errors: [error] }, { subject: String(readError(error).code) }),
]

/** Everything else: the whole value, about a template, a number or the account. */
export function readChannelValue(change: Change) {
  return channelEvent(change, change.value, { subject: subjectOf(change.value) })
}
