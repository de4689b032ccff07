import type { Customer } from '../contract/events.ts'
import { defined, isRaw, phoneOf, type Raw, rawOf, textOf } from './raw.ts'

/** The people that a webhook names beside its messages. */
export type Contacts = {
  byUserId: ReadonlyMap<string, Customer>
  byPhone: ReadonlyMap<string, Customer>
  /** Set when exactly one is named. */
  only: Customer | null
}

/** What a message or status says about whom it is from or to. */
export type Naming = Pick<Customer, 'phone' | 'userId' | 'parentUserId'>

/** Reads `contacts[]`; what is no contact is left out. */
export function readContacts(contacts: unknown): Contacts {
  const byUserId = new Map<string, Customer>()
  const byPhone = new Map<string, Customer>()
  const all = Array.isArray(contacts) ? contacts.filter(isRaw).map(readContact) : []
  for (const contact of all) {
    if (contact.userId) byUserId.set(contact.userId, contact)
    if (contact.phone) byPhone.set(contact.phone, contact)
  }
  return { byUserId, byPhone, only: all.length === 1 ? (all[0] ?? null) : null }
}

/**
 * The customer that a message or status is about, with the name the webhook gives beside it. A name is taken from a
 * contact only if it has the same user id or phone, or if it is the only one and contradicts neither: a message must
 * never get another person's name.
 *
 * @returns null when nothing says who it is.
 */
export function findCustomer(contacts: Contacts, naming: Naming): Customer | null {
  const contact =
    (naming.userId && contacts.byUserId.get(naming.userId)) ||
    (naming.phone && contacts.byPhone.get(naming.phone)) ||
    contacts.only
  if (contact && agrees(contact.userId, naming.userId) && agrees(contact.phone, naming.phone)) {
    const customer = { ...contact, ...naming }
    return customer.phone || customer.userId ? customer : null
  }
  return naming.phone || naming.userId ? naming : null
}

/** The three ways Meta names one person, from the keys it uses for them here. */
export function namingOf(phone: unknown, userId: unknown, parentUserId: unknown): Naming {
  return defined<Naming>({ phone: phoneOf(phone), userId: textOf(userId), parentUserId: textOf(parentUserId) })
}

function readContact(contact: Raw): Customer {
  const profile = rawOf(contact.profile)
  return defined<Customer>({
    ...namingOf(contact.wa_id, contact.user_id, contact.parent_user_id),
    username: textOf(profile.username ?? contact.username)?.replace(/^@/, ''),
    name: textOf(profile.name),
  })
}

const agrees = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b
