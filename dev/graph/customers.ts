import { createHmac, randomUUID } from 'node:crypto'
import type { FaultSwitches } from './faults.ts'
import { type GraphAccount, present } from './options.ts'
import type { Store } from './store.ts'

export interface Customer {
  id: string
  name: string
  /** Digits with country code; null: the business never learns a number. */
  phone: string | null
  username: string | null
  /** Nobody plays this customer: always online, reads by itself. */
  auto: boolean
  online: boolean
}

interface CustomerRow extends Omit<Customer, 'auto' | 'online'> {
  auto: number
  online: number
}

export type Customers = ReturnType<typeof createCustomers>

/** The people with a WhatsApp account, and the ids each business portfolio knows them by. */
export function createCustomers(store: Store, faults: FaultSwitches, now: () => number) {
  const open = (row: CustomerRow | null): Customer | null =>
    row && {
      id: row.id,
      name: row.name,
      phone: row.phone,
      username: row.username,
      auto: row.auto === 1,
      online: row.online === 1,
    }
  const columns = 'select id, name, phone, username, auto, online from customers'
  const find = (id: string) => open(store.find<CustomerRow>(`${columns} where id = ?`, id))
  const findByPhone = (phone: string) => open(store.find<CustomerRow>(`${columns} where phone = ?`, phone))
  const findByUserId = (businessId: string, userId: string) => {
    const row = store.find<{ customer_id: string }>(
      'select customer_id from user_ids where business_id = ? and user_id = ?',
      businessId,
      userId,
    )
    return row && find(row.customer_id)
  }

  const create = (wish: {
    name: string
    phone?: string | null
    username?: string | null
    auto?: boolean
  }): Customer => {
    const phone = wish.phone ?? null
    const customer = {
      // The same phone gets the same ids after a reset, as the same person would.
      id: phone ? `c-${phone}` : `c-${randomUUID()}`,
      name: wish.name,
      phone,
      username: wish.username ?? null,
      auto: wish.auto ?? false,
      online: true,
    }
    store.run(
      'insert into customers (id, name, phone, username, auto, online, created_at_ms) values (?, ?, ?, ?, ?, 1, ?)',
      customer.id,
      customer.name,
      customer.phone,
      customer.username,
      customer.auto ? 1 : 0,
      now(),
    )
    return customer
  }

  /** The customer's id in one portfolio. */
  const userIdOf = (customer: Customer, businessId: string): string => {
    const known = store.find<{ user_id: string }>(
      'select user_id from user_ids where customer_id = ? and business_id = ?',
      customer.id,
      businessId,
    )
    if (known) return known.user_id
    const userId = newUserId(businessId, customer.id)
    rememberUserId(customer, businessId, userId)
    return userId
  }

  const rememberUserId = (customer: Customer, businessId: string, userId: string): void => {
    store.run(
      'insert or replace into user_ids (business_id, user_id, customer_id) values (?, ?, ?)',
      businessId,
      userId,
      customer.id,
    )
  }

  const knownPhone = (customer: Customer) => (faults.state.userIdOnly ? null : customer.phone)

  return {
    find,
    findByPhone,
    findByUserId,
    create,
    userIdOf,
    rememberUserId,
    knownPhone,
    list: (): Customer[] =>
      store.all<CustomerRow>(`${columns} order by auto, created_at_ms, id`).map((row) => present(open(row))),
    setOnline: (id: string, online: boolean) =>
      store.run('update customers set online = ? where id = ?', online ? 1 : 0, id),
    change: (customer: Customer) =>
      store.run(
        'update customers set name = ?, username = ?, auto = ? where id = ?',
        customer.name,
        customer.username,
        customer.auto ? 1 : 0,
        customer.id,
      ),
    /** The person moves to another number: every business knows them by a new user id from now on. */
    changePhone(customer: Customer, phone: string, businessIds: readonly string[]): Customer {
      store.run('update customers set phone = ? where id = ?', phone, customer.id)
      for (const businessId of businessIds) {
        store.run('delete from user_ids where business_id = ? and customer_id = ?', businessId, customer.id)
        rememberUserId(customer, businessId, newUserId(businessId, `${customer.id}:${phone}`))
      }
      return present(find(customer.id))
    },
    /** The entry of a webhook's `contacts` list. */
    contactOf(customer: Customer, account: GraphAccount) {
      const phone = knownPhone(customer)
      return {
        profile: { name: customer.name, ...(customer.username ? { username: `@${customer.username}` } : {}) },
        ...(phone ? { wa_id: phone } : {}),
        user_id: userIdOf(customer, account.businessId),
      }
    },
  }
}

/** `US.` and digits, the same every time. */
function newUserId(businessId: string, seed: string): string {
  const digest = createHmac('sha256', businessId).update(seed).digest()
  return `US.${digest.readBigUInt64BE().toString().padStart(20, '1')}`
}
