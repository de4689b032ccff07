import { signal } from '@preact/signals'
import type { Person } from '../../worker/contract/conversation.ts'
import type { Price, ReplyCost } from '../../worker/contract/price.ts'
import { api } from '../api/endpoints.ts'
import { loadInto, loading } from './load.ts'
import { countryOf } from './phone.ts'
import { loadedThread } from './threads.ts'

/** The tenant's own table; empty until an admin fills it. */
export const prices = loading<readonly Price[]>()
export const readPrices = (): Promise<void> => loadInto(prices, async () => (await api.listPrices()).data)

export async function savePrices(next: readonly Price[]): Promise<void> {
  prices.value = { state: 'ready', value: (await api.replacePrices([...next])).data, error: null }
}

/** What a reply costs, as far as it can be known. */
export type Cost =
  | { kind: 'ad' }
  | { kind: 'allowance'; used: number; allowance: number }
  /** `price` is null while the table has none for the customer's country. */
  | { kind: 'billed'; price: Price | null }

/** The cost of the next reply, by conversation; asked again when it is opened. */
export const costs = signal<ReadonlyMap<string, ReplyCost>>(new Map())

export async function readCost(conversationId: string): Promise<void> {
  try {
    const cost = await api.getReplyCost(conversationId)
    costs.value = new Map(costs.peek()).set(conversationId, cost)
  } catch {
    // A hint that is not there misleads nobody.
  }
}

/** Free for an ad: WhatsApp said so, or the customer just came from one and the next reply opens the 72 hours. */
export function costOf(conversationId: string, contact: Person, facts: ReplyCost, nowMs: number): Cost {
  const isInAd = facts.freeUntil !== null && Date.parse(facts.freeUntil) > nowMs
  if (isInAd || cameFromAd(conversationId, nowMs)) return { kind: 'ad' }
  const { used, allowance } = facts
  if (used < allowance) return { kind: 'allowance', used, allowance }
  return { kind: 'billed', price: priceFor(prices.value.value ?? [], countryOf(contact.phone), 'utility', nowMs) }
}

/** A template is billed by its category, whatever was sent this month; `facts` is null for somebody never written to. */
export function templateCostOf(
  category: string,
  phone: string | null,
  conversationId: string | null,
  facts: ReplyCost | null,
  nowMs: number,
): Cost {
  const isInAd = facts?.freeUntil != null && Date.parse(facts.freeUntil) > nowMs
  if (isInAd || (conversationId !== null && cameFromAd(conversationId, nowMs))) return { kind: 'ad' }
  const price = priceFor(prices.value.value ?? [], countryOf(phone), category.toLowerCase(), nowMs)
  return { kind: 'billed', price }
}

const dayMs = 24 * 3_600_000

function cameFromAd(conversationId: string, nowMs: number): boolean {
  const messages = loadedThread(conversationId)?.messages.value ?? []
  return messages.some(
    (message) =>
      message.direction === 'inbound' &&
      message.referral !== undefined &&
      nowMs - Date.parse(message.occurredAt) < dayMs,
  )
}

/** The newest price in force for the country, else for every other one. A free-form reply is billed as utility. */
export function priceFor(
  table: readonly Price[],
  country: string | null,
  category: string,
  nowMs: number,
): Price | null {
  const today = new Date(nowMs).toISOString().slice(0, 10)
  const inForce = table
    .filter((price) => price.category === category && price.validFrom <= today)
    .sort((a, b) => b.validFrom.localeCompare(a.validFrom))
  return inForce.find((price) => price.country === country) ?? inForce.find((price) => price.country === '*') ?? null
}
