import type { FactorMethod, MfaAnswer, PasskeyProof, StepUp } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import { verifyPassword } from '../../crypto/password.ts'
import { asTenant } from '../../db/actor.ts'
import { findUserByEmail, getUser } from '../identity/index.ts'
import { insertAudit } from '../tenant/index.ts'
import { openTicket, spend, type Waiting } from './assertions.ts'
import { methodsOf } from './challenge.ts'
import { type PasskeyCtx, provePasskey } from './passkeys.ts'
import { proveFactor } from './prove-factor.ts'
import { selectFactors } from './repo.ts'

/** Whose sign-in a ticket is for. @throws AppError SIGN_IN_OVER */
export async function getWaiting(ctx: PasskeyCtx, ticket: string): Promise<Waiting> {
  const waiting = await openTicket(ctx, ticket)
  if (!waiting) throw signInOver()
  return waiting
}

/**
 * The second step of a sign-in. Uses up the code and the ticket; a wrong code leaves the ticket for another try.
 *
 * @throws AppError WRONG_FACTOR, SIGN_IN_OVER
 */
export async function answerChallenge(ctx: PasskeyCtx, who: Waiting, answer: MfaAnswer): Promise<void> {
  const by = await proveFactor(ctx, 'mfa', who.userId, answer)
  if (!by) throw wrongFactor()
  if (!(await spend(ctx, answer.ticket))) throw signInOver()
  await noteProof(ctx, who, { for: 'sign-in', by })
}

/** @returns whose passkey it is. @throws AppError WRONG_FACTOR */
export async function proveForSignIn(ctx: PasskeyCtx, passkey: PasskeyProof): Promise<string> {
  const userId = await provePasskey(ctx, 'sign-in', null, passkey)
  if (userId === null) throw wrongFactor()
  return userId
}

/**
 * Whoever is signed in proves again who they are: by a factor, where they have one, else by the password.
 *
 * @throws AppError WRONG_FACTOR, WRONG_CREDENTIALS
 */
export async function proveAgain(ctx: PasskeyCtx, who: Waiting, { password, ...proof }: StepUp): Promise<void> {
  if (password !== undefined) await provePassword(ctx, who.userId, password)
  const by = password === undefined ? await proveFactor(ctx, 'step-up', who.userId, proof) : 'password'
  if (!by) throw wrongFactor()
  await noteProof(ctx, who, { for: 'step-up', by })
}

async function provePassword(ctx: PasskeyCtx, userId: string, password: string): Promise<void> {
  if (methodsOf(await selectFactors(ctx.db, userId)).length > 0) {
    throw new AppError('WRONG_FACTOR', 'Your account has two-step sign-in: give a code, or use a passkey.')
  }
  const user = await findUserByEmail(ctx, (await getUser(ctx, userId)).email)
  if (!(await verifyPassword(password, user?.passwordHash ?? null))) {
    throw new AppError('WRONG_CREDENTIALS', 'The password is wrong.')
  }
}

async function noteProof(
  { db }: PasskeyCtx,
  { tenantId, memberId }: Waiting,
  details: { for: 'sign-in' | 'step-up'; by: FactorMethod | 'password' },
): Promise<void> {
  const tenant = asTenant(db, tenantId)
  await tenant.batch(insertAudit(tenant, { memberId, action: 'member.proved', subjectId: memberId, details }))
}

export const wrongFactor = () => new AppError('WRONG_FACTOR')
const signInOver = () => new AppError('SIGN_IN_OVER', 'This took too long. Sign in again.')
