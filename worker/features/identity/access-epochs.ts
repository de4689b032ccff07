import { createLevels, type Levels, type RedisSettings } from '../../cache/index.ts'
import type { Database } from '../../db/connect.ts'
import type { Clock } from '../../kit/clock.ts'
import { selectAccess, type TenantAccess, TenantAccessShape } from './repo.ts'

export interface EpochServices {
  settings: RedisSettings
  db: Database
  now: Clock
}

/**
 * Whoever lost access has it 5 s longer at most, in the isolates that did not hear of it: 4 s in their memory, 1 s in
 * Redis. Where it was taken, the next request knows.
 */
const MEMORY_MS = 4_000
const REDIS_SECONDS = 1

/** What may be done in a tenant that is not there. */
export const NO_TENANT = { state: 'deleted', apiRequestsPerMinute: null } as const satisfies Partial<TenantAccess>

const made = new WeakMap<object, Levels<TenantAccess>>()

function accessOf({ settings, now }: EpochServices): Levels<TenantAccess> {
  const known =
    made.get(settings) ??
    createLevels<TenantAccess, TenantAccess>(settings, {
      max: 5_000,
      memoryMs: MEMORY_MS,
      missMs: MEMORY_MS,
      redisSeconds: REDIS_SECONDS,
      stored: TenantAccessShape,
      now,
      pack: (access) => access,
      unpack: (access) => access,
      redisKey: async (tenantId) => `access:${tenantId}`,
    })
  made.set(settings, known)
  return known
}

/** The present access epoch of a tenant, and whether it may work; null if there is no such tenant. */
export function readAccess(services: EpochServices, tenantId: string): Promise<TenantAccess | null> {
  return accessOf(services).read(tenantId, () => selectAccess(services.db, tenantId))
}

/** After a change of access was committed: what is remembered under the old number is asked for again. */
export function noteAccessChanged(services: EpochServices, tenantId: string): Promise<void> {
  return accessOf(services).forget(tenantId)
}
