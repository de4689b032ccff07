import { z } from 'zod'
import { createLevels, type Levels } from '../../cache/index.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from '../../kit/bytes.ts'
import { type EpochServices, readAccess } from './access-epochs.ts'
import { type FoundSession, FoundSessionShape, selectSession } from './repo.ts'

export interface StoreServices extends EpochServices {
  intake: IntakeKeys
}

/** Short enough that a session in use is noted as used in Postgres; what access allows is checked by its epoch. */
const REDIS_SECONDS = 300
const MEMORY_MS = 60_000
const PURPOSE = 'session'

const made = new WeakMap<object, Levels<FoundSession>>()

/** Memory, then Redis, then Postgres. Sealed in Redis: whoever can write there cannot sign themselves in. */
function storeOf({ settings, intake, now }: StoreServices): Levels<FoundSession> {
  const known =
    made.get(settings) ??
    createLevels<FoundSession, string>(settings, {
      max: 5_000,
      memoryMs: MEMORY_MS,
      missMs: 1_000,
      redisSeconds: REDIS_SECONDS,
      stored: z.string(),
      now,
      pack: async (found) => toBase64(await intake.seal(utf8(JSON.stringify(found)), PURPOSE)),
      unpack: async (box) => FoundSessionShape.parse(JSON.parse(fromUtf8(await intake.open(fromBase64(box), PURPOSE)))),
      redisKey: async (tokenHash) => `session:${tokenHash}`,
    })
  made.set(settings, known)
  return known
}

/** The session of a token, as it is under the tenant's present epoch; null if it is unknown, ended or over. */
export async function readSession(services: StoreServices, tokenHash: Uint8Array): Promise<FoundSession | null> {
  const store = storeOf(services)
  const key = toBase64Url(tokenHash)
  const load = () => selectSession(services.db, tokenHash)
  const known = await store.read(key, load)
  if (!known || (await isCurrent(services, known))) return known
  await store.forget(key)
  return store.read(key, load)
}

/** Whether nothing about access changed in the tenant since the session was looked up, and it is not over. */
export async function isCurrent(services: EpochServices, { tenantId, epoch, expiresAtMs }: FoundSession) {
  const present = await readAccess(services, tenantId)
  // A lookup may be newer than what this isolate remembers of the tenant.
  return present !== null && epoch >= present.epoch && expiresAtMs > services.now()
}

export const forgetSession = (services: StoreServices, tokenHash: Uint8Array): Promise<void> =>
  storeOf(services).forget(toBase64Url(tokenHash))
