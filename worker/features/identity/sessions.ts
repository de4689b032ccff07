import { sql } from 'drizzle-orm'
import type { SignedIn } from '../../context.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import { toPgHex } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import type { Settings } from '../../env.ts'
import { toHex } from '../../kit/bytes.ts'
import { newId } from '../../kit/ids.ts'
import { LruMap } from '../../kit/lru.ts'

export const SESSION_DAYS = 14
/** How long an ended session may still be honoured in another isolate. Sockets are cut off at once. */
const REMEMBERED_MS = 5_000

const remembered = new LruMap<string, SignedIn>({ max: 5_000, ttlMs: REMEMBERED_MS, now: Date.now })

/** `__Host-` needs https; on loopback in development there is none. */
export function sessionCookieName(settings: Settings): string {
  return settings.ENVIRONMENT === 'development' && settings.APP_URL.startsWith('http:') ? 'adsapp' : '__Host-adsapp'
}

type SessionRow = {
  sessionId: string
  userId: string
  tenantId: string
  memberId: string
  role: SignedIn['actor']['role']
  sees: 'all' | 'own'
  jurisdiction: SignedIn['jurisdiction']
}

/** Who a session token belongs to, as the database knows it; null if it is unknown, ended or over. */
export async function findSignedIn({ db }: { db: Database }, token: string): Promise<SignedIn | null> {
  if (token.length > 100) return null
  const hash = await hashToken(token)
  const key = toHex(hash)
  const known = remembered.get(key)
  if (known) return known
  const { rows } = await db.execute<SessionRow>(sql`
    select session_id as "sessionId", user_id as "userId", tenant_id as "tenantId", member_id as "memberId", role, sees,
      jurisdiction
    from find_session(${toPgHex(hash)}::bytea)`)
  const row = rows[0]
  if (!row) return null
  const { jurisdiction, ...actor } = row
  const signedIn = { actor, jurisdiction }
  remembered.set(key, signedIn)
  return signedIn
}

/** @returns The token for the cookie; it is stored only as a hash. */
export async function createSession(
  { db, now }: { db: Database; now: () => number },
  who: { userId: string; tenantId: string; memberId: string },
): Promise<{ token: string; expiresAtMs: number }> {
  const token = newToken()
  const expiresAtMs = now() + SESSION_DAYS * 24 * 60 * 60_000
  await db.execute(sql`
    select create_session(${newId()}::uuid, ${toPgHex(await hashToken(token))}::bytea, ${who.userId}::uuid,
      ${who.tenantId}::uuid, ${who.memberId}::uuid, ${new Date(expiresAtMs).toISOString()}::timestamptz)`)
  return { token, expiresAtMs }
}

/** @returns The session that ended, so that its sockets can be cut; null if it had ended before. */
export async function endSession(
  { db }: { db: Database },
  token: string,
): Promise<{ tenantId: string; sessionId: string } | null> {
  const hash = await hashToken(token)
  remembered.delete(toHex(hash))
  const { rows } = await db.execute<{ tenantId: string; sessionId: string }>(sql`
    select tenant_id as "tenantId", session_id as "sessionId" from end_session(${toPgHex(hash)}::bytea)`)
  return rows[0] ?? null
}

/** After a role or access changed: asks the database again from now on, in this isolate. */
export function forgetSessions(): void {
  remembered.clear()
}
