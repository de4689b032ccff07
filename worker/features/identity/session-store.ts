import { z } from 'zod'
import { createLevels, type Levels } from '../../cache/index.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from '../../kit/bytes.ts'
import { type EpochServices, readAccess } from './access-epochs.ts'
import { type FoundSession, FoundSessionShape, selectSession } from './repo.ts'

export interface StoreServices extends EpochServices {
  intake: IntakeKeys
}

/** What access allows is checked by its epoch. */
const REDIS_SECONDS = 300
/** Use is noted this often: no tenant takes a session for idle that was used a quarter of an hour ago. */
const NOTED_EVERY_MS = 5 * 60_000
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

/**
 * The session of a token, as it is under the tenant's present epoch; null if it is unknown, ended, idle or over.
 *
 * @param isUse The session is used by this: that is noted in Postgres, if it was not lately.
 */
export async function readSession(
  services: StoreServices,
  tokenHash: Uint8Array,
  isUse: boolean,
): Promise<FoundSession | null> {
  const store = storeOf(services)
  const key = toBase64Url(tokenHash)
  const load = () => selectSession(services.db, tokenHash, isUse)
  const known = await store.read(key, load)
  if (!known || (await isCurrent(services, known, isUse))) return known
  await store.forget(key)
  return store.read(key, load)
}

/**
 * Whether nothing about access changed in the tenant since the session was looked up, it is neither idle nor over, and its
 * use need not be noted.
 */
export async function isCurrent(services: EpochServices, found: FoundSession, isUse: boolean): Promise<boolean> {
  const { tenantId, epoch, expiresAtMs, idleAtMs, seenAtMs } = found
  const nowMs = services.now()
  if (isUse && seenAtMs + NOTED_EVERY_MS <= nowMs) return false
  const present = await readAccess(services, tenantId)
  // A lookup may be newer than what this isolate remembers of the tenant.
  return present !== null && epoch >= present.epoch && Math.min(expiresAtMs, idleAtMs) > nowMs
}

export const forgetSession = (services: StoreServices, tokenHash: Uint8Array): Promise<void> =>
  storeOf(services).forget(toBase64Url(tokenHash))
