import { z } from 'zod'
import { createLevels, type Levels } from '../../cache/index.ts'
import { TOKEN_PREFIX } from '../../contract/api-token.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Actor } from '../../db/actor.ts'
import { fromBase64, fromUtf8, toBase64, toBase64Url, utf8 } from '../../kit/bytes.ts'
import type { Jurisdiction } from '../../ports.ts'
import { type EpochServices, NO_TENANT, readAccess } from '../identity/index.ts'
import { assertWorking } from '../tenant/index.ts'
import { type FoundToken, FoundTokenShape, selectToken } from './repo.ts'

export interface TokenServices extends EpochServices {
  intake: IntakeKeys
}

export interface TokenActor {
  actor: Actor
  jurisdiction: Jurisdiction
  untilMs: number
  /** Sites whose pages may use it. */
  origins: string[]
  /** Of the plan; null: the deployment's. */
  apiRequestsPerMinute: number | null
}

/** As sessions are: what access allows is checked by the tenant's epoch, so that revoking works at once. */
const REDIS_SECONDS = 300
const MEMORY_MS = 60_000
const PURPOSE = 'api-token'

const made = new WeakMap<object, Levels<FoundToken>>()

function tokensOf({ settings, intake, now }: TokenServices): Levels<FoundToken> {
  const known =
    made.get(settings) ??
    createLevels<FoundToken, string>(settings, {
      max: 2_000,
      memoryMs: MEMORY_MS,
      missMs: 1_000,
      redisSeconds: REDIS_SECONDS,
      stored: z.string(),
      now,
      pack: async (found) => toBase64(await intake.seal(utf8(JSON.stringify(found)), PURPOSE)),
      unpack: async (box) => FoundTokenShape.parse(JSON.parse(fromUtf8(await intake.open(fromBase64(box), PURPOSE)))),
      redisKey: async (tokenHash) => `api-token:${tokenHash}`,
    })
  made.set(settings, known)
  return known
}

/**
 * Who acts with an API token; null if it is unknown, revoked, over, or its maker may not act any more.
 *
 * @param network Where the request comes from, without the last part of the address.
 * @throws AppError TENANT_SUSPENDED, TENANT_DELETED
 */
export async function findTokenActor(
  services: TokenServices,
  token: string,
  network: string | undefined,
): Promise<TokenActor | null> {
  if (!token.startsWith(TOKEN_PREFIX) || token.length > 100) return null
  const hash = await hashToken(token)
  const key = toBase64Url(hash)
  const tokens = tokensOf(services)
  const load = () => selectToken(services.db, hash, network ?? null)
  let found = await tokens.read(key, load)
  if (!found) return null
  const access = await readAccess(services, found.tenantId)
  if (!access || found.epoch < access.epoch) {
    await tokens.forget(key)
    found = await tokens.read(key, load)
  }
  if (!found || found.expiresAtMs <= services.now()) return null
  const { state, apiRequestsPerMinute } = access ?? NO_TENANT
  assertWorking(state)
  const { tokenId, tenantId, memberId, userId, role, sees, scopes, origins, jurisdiction, expiresAtMs } = found
  // No session, and nobody proved who they are: a token never does what wants a fresh proof.
  const actor = { tenantId, memberId, userId, role, sees, sessionId: '', provedAtMs: 0, tokenId, scopes }
  return { actor, jurisdiction, untilMs: expiresAtMs, origins, apiRequestsPerMinute }
}
