import type { Customer, Customers } from './customers.ts'
import { metadataOf } from './lifecycle.ts'
import type { GraphAccount } from './options.ts'
import type { Store } from './store.ts'
import type { Webhooks } from './webhooks.ts'

/** What a customer does not want of a business. */
export interface Refusal {
  /** Marketing templates fail with 131050; the business is told. */
  marketing: boolean
  /** Nothing gets through in either direction, and the business is told nothing: its messages fail with 131026. */
  blocked: boolean
}

export type Refusals = ReturnType<typeof createRefusals>

export function createRefusals(deps: { store: Store; customers: Customers; webhooks: Webhooks; now: () => number }) {
  const { store, customers, webhooks } = deps

  const of = (customer: Customer, phoneNumberId: string): Refusal => {
    const row = store.find<{ marketing: number; blocked: number }>(
      'select marketing, blocked from refusals where phone_number_id = ? and customer_id = ?',
      phoneNumberId,
      customer.id,
    )
    return { marketing: row?.marketing === 1, blocked: row?.blocked === 1 }
  }

  const announceMarketing = (customer: Customer, account: GraphAccount, stopped: boolean) => {
    const contact = customers.contactOf(customer, account)
    const { wa_id, user_id } = contact as { wa_id?: string; user_id: string }
    webhooks.enqueue({
      account,
      lane: `${account.phoneNumberId}:${customer.id}`,
      field: 'user_preferences',
      value: {
        messaging_product: 'whatsapp',
        metadata: metadataOf(account),
        contacts: [contact],
        user_preferences: [
          {
            ...(wa_id ? { wa_id } : {}),
            user_id,
            detail: `User requested to ${stopped ? 'stop' : 'resume'} marketing messages`,
            category: 'marketing_messages',
            value: stopped ? 'stop' : 'resume',
            timestamp: Math.floor(deps.now() / 1000),
          },
        ],
      },
    })
  }

  return {
    of,
    set(customer: Customer, account: GraphAccount, change: Partial<Refusal>): Refusal {
      const before = of(customer, account.phoneNumberId)
      const after = { ...before, ...change }
      store.run(
        'insert or replace into refusals (phone_number_id, customer_id, marketing, blocked) values (?, ?, ?, ?)',
        account.phoneNumberId,
        customer.id,
        after.marketing ? 1 : 0,
        after.blocked ? 1 : 0,
      )
      if (after.marketing !== before.marketing) announceMarketing(customer, account, after.marketing)
      return after
    },
  }
}
