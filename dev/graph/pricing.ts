import type { Chat } from './chat.ts'
import type { JsonObject } from './options.ts'

/** Free-form replies that cost nothing, per business number and month (since 1 October 2026). */
const FREE_REPLIES_PER_MONTH = 1000

/**
 * The `pricing` object of a message's statuses: per-message pricing, which since October 2026 covers replies too.
 *
 * @returns A function that prices one accepted message. `category` is the template's, or `service` for a free-form reply.
 */
export function createPricing(chat: Chat, now: () => number) {
  const used = new Map<string, number>()

  return function priceOf(phoneNumberId: string, category: string): JsonObject {
    if (category !== 'service') return { billable: true, pricing_model: 'PMP', type: 'regular', category }
    const at = new Date(now())
    const monthMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth())
    const key = `${phoneNumberId}:${monthMs}`
    const count = (used.get(key) ?? chat.freeRepliesSince(phoneNumberId, monthMs)) + 1
    used.set(key, count)
    return count <= FREE_REPLIES_PER_MONTH
      ? { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category }
      : { billable: true, pricing_model: 'PMP', type: 'regular', category }
  }
}
