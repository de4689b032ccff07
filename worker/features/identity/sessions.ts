import { hashToken, newToken } from '../../crypto/tokens.ts'
import { type Actor, asTenant } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { toHex } from '../../kit/bytes.ts'
import { newId } from '../../kit/ids.ts'
import { LruMap } from '../../kit/lru.ts'
import type { HubPort, Jurisdiction } from '../../ports.ts'
import { endSessionRow, insertSession, selectSession } from './repo.ts'

export const SESSION_DAYS = 14
/** How long an ended session may still be honoured in another isolate. Sockets are cut off at once. */
const REMEMBERED_MS = 5_000

export interface SignedIn {
  actor: Actor
  jurisdiction: Jurisdiction
}

const remembered = new LruMap<string, SignedIn>({ max: 5_000, ttlMs: REMEMBERED_MS, now: Date.now })

/** `__Host-` needs https; on loopback in development there is none. */
export function sessionCookieName(settings: { ENVIRONMENT: string; APP_URL: string }): string {
  return settings.ENVIRONMENT === 'development' && settings.APP_URL.startsWith('http:') ? 'adsapp' : '__Host-adsapp'
}

/**
 * Who a session token belongs to, as the database knows it; null if it is unknown, ended or over.
 *
 * @param afresh Asks the database even if the answer is remembered: for sockets, which live on.
 */
export async function findSignedIn(
  { db }: { db: Database },
  token: string,
  { afresh = false } = {},
): Promise<SignedIn | null> {
  if (token.length > 100) return null
  const hash = await hashToken(token)
  const key = toHex(hash)
  const known = remembered.get(key)
  if (known && !afresh) return known
  const row = await selectSession(db, hash)
  if (!row) {
    remembered.delete(key)
    return null
  }
  const { jurisdiction, ...actor } = row
  const signedIn = { actor, jurisdiction }
  remembered.set(key, signedIn)
  return signedIn
}

export interface StartedSession {
  /** For the cookie; it is stored only as a hash. */
  token: string
  expiresAtMs: number
}

export async function createSession(
  { db, now }: { db: Database; now: () => number },
  who: { userId: string; tenantId: string; memberId: string },
): Promise<StartedSession> {
  const token = newToken()
  const expiresAtMs = now() + SESSION_DAYS * 24 * 60 * 60_000
  await insertSession(db, { ...who, id: newId(), tokenHash: await hashToken(token), expiresAtMs })
  return { token, expiresAtMs }
}

/** Ends the session that the actor came with, and its sockets. */
export async function endSession(
  { db, actor, hub }: { db: Database; actor: Actor; hub: HubPort },
  token: string,
): Promise<void> {
  const hash = await hashToken(token)
  await endSessionRow(asTenant(db, actor.tenantId), hash, actor)
  remembered.delete(toHex(hash))
  await hub.disconnect({ sessionId: actor.sessionId })
}

/** After a role or access changed: asks the database again from now on, in this isolate. */
export function forgetSessions(): void {
  remembered.clear()
}
