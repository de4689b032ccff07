import { z } from 'zod'
import { Role } from '../../contract/roles.ts'
import type { Assertions } from '../../crypto/assertions.ts'
import { hashToken } from '../../crypto/tokens.ts'
import { toBase64Url } from '../../kit/bytes.ts'
import type { Clock } from '../../kit/clock.ts'
import { LruMap } from '../../kit/lru.ts'
import type { FoundSession } from './repo.ts'

/** How long a pass is good: the store is asked once in this time, and at once after a change of access. */
export const PASS_SECONDS = 60

/** Short names: the pass travels with every request. */
const Claims = z.object({
  h: z.string().length(43),
  s: z.uuid(),
  u: z.uuid(),
  t: z.uuid(),
  m: z.uuid(),
  r: Role,
  v: z.enum(['all', 'own']),
  j: z.enum(['default', 'eu', 'us']),
  e: z.number().int(),
  p: z.number().int(),
  f: z.number().int().nullable(),
  x: z.number().int(),
  b: z.boolean(),
  l: z.number().int(),
  i: z.number().int(),
  exp: z.number().int(),
})

/** @param tokenHash base64url; a pass is worth nothing without its session's token. */
export function signPass(assertions: Assertions, tokenHash: string, found: FoundSession): Promise<string> {
  const claims: Omit<z.infer<typeof Claims>, 'exp'> = {
    h: tokenHash,
    s: found.sessionId,
    u: found.userId,
    t: found.tenantId,
    m: found.memberId,
    r: found.role,
    v: found.sees,
    j: found.jurisdiction,
    e: found.epoch,
    p: found.provedAtMs,
    f: found.factorDueMs,
    x: found.expiresAtMs,
    b: found.bySso,
    l: found.seenAtMs,
    i: found.idleAtMs,
  }
  return assertions.sign(claims, PASS_SECONDS)
}

export interface PassServices {
  assertions: Assertions
  now: Clock
}

const made = new WeakMap<Assertions, LruMap<string, FoundSession>>()

/** Passes that were good, with their tokens: a browser shows the same one for a minute. */
function openedOf({ assertions, now }: PassServices): LruMap<string, FoundSession> {
  const known = made.get(assertions) ?? new LruMap({ max: 5_000, ttlMs: PASS_SECONDS * 1_000, now })
  made.set(assertions, known)
  return known
}

/** What a pass says, if it is ours, not over, and of this token; null otherwise. */
export async function openPass(services: PassServices, token: string, pass: string): Promise<FoundSession | null> {
  const opened = openedOf(services)
  const name = `${token} ${pass}`
  const known = opened.get(name)
  if (known) return known
  const claims = Claims.safeParse(await services.assertions.open(pass))
  if (!claims.success || claims.data.h !== toBase64Url(await hashToken(token))) return null
  const { s, u, t, m, r, v, j, e, p, f, x, b, l, i, exp } = claims.data
  const found: FoundSession = {
    sessionId: s,
    userId: u,
    tenantId: t,
    memberId: m,
    role: r,
    sees: v,
    jurisdiction: j,
    epoch: e,
    provedAtMs: p,
    factorDueMs: f,
    expiresAtMs: x,
    bySso: b,
    seenAtMs: l,
    idleAtMs: i,
  }
  opened.set(name, found, exp * 1_000)
  return found
}
