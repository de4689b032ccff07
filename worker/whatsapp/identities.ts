import type { Customer, IdentityEvent } from '../contract/events.ts'
import type { Change, ReadItem } from './change.ts'
import { findCustomer, namingOf } from './customers.ts'
import { defined, isRaw, phoneOf, type Raw, rawOf, textOf, timeMsOf } from './raw.ts'

type Pair = { previous: Customer; current: Customer }
type Changed = (system: Raw, message: Raw, sender: Customer) => Pair

const USER_ID = /\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}\b/g

const changes = new Map<string, Changed>([
  ['user_changed_number', changedNumber],
  // The name of the same change in older versions of the API.
  ['customer_changed_number', changedNumber],
  ['user_changed_user_id', changedUserId],
  // Another device key, the same person: there is a line to show, and nothing to change.
  ['customer_identity_changed', (_system, _message, sender) => ({ previous: sender, current: sender })],
])

/** @returns null when the system message is about something else, or does not say who became whom. */
export function readIdentity(message: Raw, change: Change): IdentityEvent | null {
  const { system } = message
  if (!isRaw(system)) return null
  const naming = namingOf(message.from, message.from_user_id, message.from_parent_user_id)
  const sender = findCustomer(change.contacts, naming) ?? {}
  const pair = changes.get(textOf(system.type) ?? '')?.(system, message, sender)
  const wamid = textOf(message.id)
  if (!pair || !wamid) return null
  return identityEvent(change, pair, { wamid, atMs: timeMsOf(message.timestamp), body: textOf(system.body) })
}

/** An item of the field `user_id_update`. */
export const readUserIdUpdate: ReadItem = (item, change) => {
  const userId = rawOf(item.user_id)
  const parent = rawOf(item.parent_user_id)
  const named = findCustomer(change.contacts, namingOf(item.wa_id, undefined, undefined)) ?? {}
  const pair = {
    previous: { ...named, ...namingOf(item.wa_id, userId.previous, parent.previous) },
    current: { ...named, ...namingOf(item.wa_id, userId.current, parent.current ?? item.parent_user_id) },
  }
  if (!pair.previous.userId || !pair.current.userId) return []
  const event = identityEvent(change, pair, { wamid: null, atMs: timeMsOf(item.timestamp), body: textOf(item.detail) })
  return event ? [event] : []
}

/** New API: `from` is the old number and `wa_id` the new one. Older: `customer` and `new_wa_id`. */
function changedNumber(system: Raw, message: Raw, sender: Customer): Pair {
  const previous = namingOf(system.customer ?? message.from, system.previous_user_id ?? message.from_user_id, undefined)
  const current = namingOf(system.wa_id ?? system.new_wa_id, system.user_id, system.parent_user_id)
  return { previous: { ...sender, ...previous }, current }
}

function changedUserId(system: Raw, message: Raw, sender: Customer): Pair {
  const current = namingOf(system.wa_id, system.user_id, system.parent_user_id)
  const spoken = textOf(system.body)
    ?.match(USER_ID)
    ?.find((userId) => userId !== current.userId)
  const previousId = textOf(system.previous_user_id) ?? textOf(message.from_user_id) ?? sender.userId ?? spoken
  const previous = defined<Customer>({ ...sender, phone: phoneOf(message.from) ?? sender.phone, userId: previousId })
  return { previous, current }
}

function identityEvent(
  change: Change,
  { previous, current }: Pair,
  { wamid, atMs, body }: { wamid: string | null; atMs: number | null; body: string | undefined },
): IdentityEvent | null {
  if (!(previous.phone || previous.userId) || !(current.phone || current.userId)) return null
  return {
    kind: 'identity',
    phoneNumberId: change.phoneNumberId,
    wabaId: change.wabaId,
    wamid,
    atMs: atMs ?? change.entryMs ?? 0,
    previous,
    current,
    body: body ?? '',
  }
}
