import type { Bindings } from '../env.ts'
import { listOldKeyed } from '../features/tenant/index.ts'
import { errorFacts } from '../kit/error-facts.ts'
import { type Services, servicesOf } from '../services.ts'

/** Docs/decisions/0001: random nonces are safe for 2^32 boxes under one key; nobody comes near in this time. */
export const KEY_DAYS = 90
/**
 * Two keys of a tenant cost up to eight requests (key service, reads, writes), of which a Worker has 1,000 in one run
 * (Cloudflare, Workers limits). What a night does not get through, the next one does: 9,000 tenants in 90 days.
 */
const NIGHT = { max: 20, rounds: 5 }

/**
 * Gives tenants new keys for content and secrets where theirs are old: what was sealed goes on opening. One that fails keeps
 * nobody waiting; it is due again tomorrow.
 *
 * @returns how many keys were renewed.
 */
export async function renewKeys(
  { db, keys, now, log }: Pick<Services, 'db' | 'keys' | 'now' | 'log'>,
  { max, rounds } = NIGHT,
): Promise<number> {
  const beforeMs = now() - KEY_DAYS * 24 * 3600_000
  let renewed = 0
  let after: string | null = null
  for (let round = 0; round < rounds; round++) {
    const due: string[] = await listOldKeyed(db, beforeMs, after, max)
    for (const tenantId of due) {
      try {
        for (const purpose of ['content', 'secret'] as const) {
          if (await keys.renew(tenantId, purpose, beforeMs)) renewed++
        }
      } catch (error) {
        log.error('keys.not_renewed', { tenantId, ...errorFacts(error) })
      }
    }
    if (due.length < max) break
    after = due.at(-1) ?? null
  }
  return renewed
}

export const renewOldKeys = (env: Bindings): Promise<number> => renewKeys(servicesOf(env))
