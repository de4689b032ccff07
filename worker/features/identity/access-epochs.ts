import { z } from 'zod'
import { createLevels, type Levels, type RedisSettings } from '../../cache/index.ts'
import type { Database } from '../../db/connect.ts'
import type { Clock } from '../../kit/clock.ts'
import { selectAccessEpoch } from './repo.ts'

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

const made = new WeakMap<object, Levels<number>>()

function epochsOf({ settings, now }: EpochServices): Levels<number> {
  const known =
    made.get(settings) ??
    createLevels<number, number>(settings, {
      max: 5_000,
      memoryMs: MEMORY_MS,
      missMs: MEMORY_MS,
      redisSeconds: REDIS_SECONDS,
      stored: z.number().int(),
      now,
      pack: (epoch) => epoch,
      unpack: (epoch) => epoch,
      redisKey: async (tenantId) => `epoch:${tenantId}`,
    })
  made.set(settings, known)
  return known
}

/** A number that grows with every change of who may do what in a tenant; null if there is no such tenant. */
export function readAccessEpoch(services: EpochServices, tenantId: string): Promise<number | null> {
  return epochsOf(services).read(tenantId, () => selectAccessEpoch(services.db, tenantId))
}

/** After a change of access was committed: what is remembered under the old number is asked for again. */
export function noteAccessChanged(services: EpochServices, tenantId: string): Promise<void> {
  return epochsOf(services).forget(tenantId)
}
