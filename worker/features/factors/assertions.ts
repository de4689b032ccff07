import { z } from 'zod'
import type { Assertions } from '../../crypto/assertions.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Database } from '../../db/connect.ts'
import { spendAssertion } from './repo.ts'

export interface OnceCtx {
  db: Database
  assertions: Assertions
  now(): number
  newId(): string
}

/** How long a ticket or a challenge is good. */
const SECONDS = 300

const Ticket = z.object({
  use: z.literal('mfa-ticket'),
  u: z.uuid(),
  t: z.uuid(),
  m: z.uuid(),
  s: z.boolean().optional(),
})

/** Whose sign-in waits for a second factor, and where it leads. */
export interface Waiting {
  userId: string
  tenantId: string
  memberId: string
  /** The first proof came from the tenant's own identity provider. */
  bySso?: boolean | undefined
  /** When they gave it, in epoch milliseconds; left out: just now. A second factor is given now. */
  provedAtMs?: number | undefined
}

/** For somebody whose first proof was good: worth nothing without a second factor. */
export function issueTicket(
  { assertions, newId }: OnceCtx,
  { userId, tenantId, memberId, bySso }: Waiting,
): Promise<string> {
  const claims: z.infer<typeof Ticket> = { use: 'mfa-ticket', u: userId, t: tenantId, m: memberId, s: bySso }
  return assertions.sign({ ...claims, jti: newId() }, SECONDS)
}

/** @returns null if it is not ours, or over. Whether it was used, {@link spend} says. */
export async function openTicket({ assertions }: OnceCtx, ticket: string): Promise<Waiting | null> {
  const opened = Ticket.safeParse(await assertions.open(ticket))
  if (!opened.success) return null
  const { u: userId, t: tenantId, m: memberId, s: bySso } = opened.data
  return { userId, tenantId, memberId, bySso }
}

/** What a passkey is asked to sign for. */
export type Ceremony = 'register' | 'sign-in' | 'mfa' | 'step-up'

const Challenge = z.object({ use: z.literal('passkey'), f: z.string(), c: z.string(), u: z.uuid().nullable() })

/** @param userId Whose passkey is wanted; null: whoever signs in says. */
export function signChallenge(
  { assertions }: OnceCtx,
  ceremony: Ceremony,
  userId: string | null,
  challenge: string,
): Promise<string> {
  const claims: z.infer<typeof Challenge> = { use: 'passkey', f: ceremony, c: challenge, u: userId }
  return assertions.sign(claims, SECONDS)
}

/** Spends a challenge, whatever comes of it. @returns null if it is not ours, not for this, over, or was used. */
export async function takeChallenge(
  ctx: OnceCtx,
  ceremony: Ceremony,
  userId: string | null,
  state: string,
): Promise<string | null> {
  const opened = Challenge.safeParse(await ctx.assertions.open(state))
  if (!opened.success || opened.data.f !== ceremony || opened.data.u !== userId) return null
  return (await spend(ctx, opened.data.c)) ? opened.data.c : null
}

/** @param seconds How long it would be good. @returns false if it was used before. */
export async function spend(
  { db, now }: Pick<OnceCtx, 'db' | 'now'>,
  once: string,
  seconds = SECONDS,
): Promise<boolean> {
  return spendAssertion(db, await hashToken(once), now() + seconds * 1000)
}
