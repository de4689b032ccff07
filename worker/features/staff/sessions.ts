import { z } from 'zod'
import type { Staff, StaffAnswer, StaffChallenge, StaffSignIn } from '../../contract/admin.ts'
import { AppError } from '../../contract/problem.ts'
import { verifyPassword } from '../../crypto/password.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import type { Trail } from '../../db/actor.ts'
import { listMethods, type PasskeyCtx, proveFactor, spend } from '../factors/index.ts'
import { findUserByEmail, getUser, sessionCookieName } from '../identity/index.ts'
import type { StaffCtx } from './ctx.ts'
import { type FoundStaffSession, insertStaffSession, isStaff, selectStaffSession } from './repo/sessions.ts'

export interface StaffDoorCtx extends PasskeyCtx {
  device: { browser: string | null; system: string | null }
  trail: Trail
}

const TICKET_SECONDS = 300
const Ticket = z.object({ use: z.literal('staff-ticket'), u: z.uuid() })

/** Another one than a tenant's, which it is worth nothing beside. */
export const staffCookieName = (settings: Parameters<typeof sessionCookieName>[0]): string =>
  `${sessionCookieName(settings)}-staff`

/**
 * The first step. Answers and takes as long for everybody who is no staff as for a wrong password.
 *
 * @throws AppError WRONG_CREDENTIALS, FACTOR_MISSING
 */
export async function startStaffSignIn(ctx: StaffDoorCtx, { email, password }: StaffSignIn): Promise<StaffChallenge> {
  const user = await findUserByEmail(ctx, email)
  const isRight = await verifyPassword(password, user?.passwordHash ?? null)
  if (!user || !isRight || !(await isStaff(ctx.db, user.id))) throw new AppError('WRONG_CREDENTIALS')
  const methods = await listMethods(ctx.db, user.id)
  if (methods.length === 0) {
    throw new AppError('FACTOR_MISSING', 'Set up two-step sign-in in your own account first (Settings → Security).')
  }
  const claims: z.infer<typeof Ticket> = { use: 'staff-ticket', u: user.id }
  return { ticket: await ctx.assertions.sign({ ...claims, jti: ctx.newId() }, TICKET_SECONDS), methods }
}

/** Whose sign-in a ticket is for. @throws AppError SIGN_IN_OVER */
export async function getTicketUser({ assertions }: Pick<StaffDoorCtx, 'assertions'>, ticket: string): Promise<string> {
  const opened = Ticket.safeParse(await assertions.open(ticket))
  if (!opened.success) throw signInOver()
  return opened.data.u
}

/**
 * The second step: a session, if the factor is right. Uses up the factor and the ticket.
 *
 * @throws AppError WRONG_FACTOR, SIGN_IN_OVER
 */
export async function finishStaffSignIn(
  ctx: StaffDoorCtx,
  userId: string,
  { ticket, ...proof }: StaffAnswer,
): Promise<{ staff: Staff; token: string; expiresAtMs: number }> {
  const provedBy = await proveFactor(ctx, 'mfa', userId, proof)
  if (!provedBy) throw new AppError('WRONG_FACTOR')
  if (!(await spend(ctx, ticket))) throw signInOver()
  const token = newToken()
  const tokenHash = await hashToken(token)
  const row = { id: ctx.newId(), tokenHash, userId, provedBy, ...ctx.device }
  const expiresAtMs = await insertStaffSession(ctx.db, row, ctx.trail)
  const found = expiresAtMs === null ? null : await selectStaffSession(ctx.db, tokenHash)
  if (expiresAtMs === null || !found) throw signInOver()
  return { staff: await presentStaff(ctx, found), token, expiresAtMs }
}

/** Who a token belongs to, asked of the database each time: what ends a session ends it at once. */
export async function findStaff(
  { db }: Pick<StaffDoorCtx, 'db'>,
  token: string,
): Promise<{ door: Uint8Array; found: FoundStaffSession } | null> {
  if (token.length > 100) return null
  const door = await hashToken(token)
  const found = await selectStaffSession(db, door)
  return found && { door, found }
}

async function presentStaff(ctx: Parameters<typeof getUser>[0], found: FoundStaffSession): Promise<Staff> {
  const { name, email } = await getUser(ctx, found.userId)
  return { staffId: found.staffId, name, email, until: new Date(found.until).toISOString() }
}

/** Who the request comes from. */
export async function getStaff(ctx: StaffCtx): Promise<Staff> {
  const { staffId, userId, untilMs } = ctx
  const { name, email } = await getUser(ctx, userId)
  return { staffId, name, email, until: new Date(untilMs).toISOString() }
}

const signInOver = () => new AppError('SIGN_IN_OVER', 'This took too long. Sign in again.')
