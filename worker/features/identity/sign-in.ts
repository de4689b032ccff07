import type { MfaChallenge } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import type { Me, SignIn } from '../../contract/team.ts'
import type { Assertions } from '../../crypto/assertions.ts'
import { hashPassword, isOutdated, verifyPassword } from '../../crypto/password.ts'
import type { Vault } from '../../crypto/vault.ts'
import { asTenant, type Trail } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import type { EmailPort } from '../../ports.ts'
import { challengeFor, type Waiting } from '../factors/index.ts'
import { assertWorking } from '../tenant/index.ts'
import { replacePasswordHash } from './link-repo.ts'
import { getMe } from './me.ts'
import { type Device, selectMemberships, type UserRow } from './repo.ts'
import { createSession, type StartedSession } from './sessions.ts'
import { findUserByEmail } from './users.ts'

export interface SignInCtx {
  db: Database
  vault: Vault
  assertions: Assertions
  emails: EmailPort
  now(): number
  newId(): string
  /** The browser that asks. */
  device: Device
  /** For the audit log. */
  trail?: Trail
}

export interface SignedInNow {
  me: Me
  session: StartedSession
}

/**
 * Takes as long for somebody we do not know as for a wrong password.
 *
 * @throws AppError WRONG_CREDENTIALS; FORBIDDEN for somebody whose last membership was ended.
 */
export async function signIn(ctx: SignInCtx, { email, password }: SignIn): Promise<SignedInNow | MfaChallenge> {
  const user = await findUserByEmail(ctx, email)
  const isRight = await verifyPassword(password, user?.passwordHash ?? null)
  if (!user || !isRight) throw new AppError('WRONG_CREDENTIALS')
  await keepUpToDate(ctx, user, password)
  return startOrChallenge(ctx, await getHome(ctx.db, user.id))
}

/**
 * Where somebody is taken who signs in by what is theirs, a password or a passkey: the tenant that they used last, of those
 * that work and do not want their own provider.
 *
 * @throws AppError FORBIDDEN if their last membership was ended; TENANT_SUSPENDED, TENANT_DELETED if none of theirs works;
 *   SSO_REQUIRED if all of them want their own provider.
 */
export async function getHome(db: Database, userId: string): Promise<Waiting> {
  const memberships = await selectMemberships(db, userId)
  if (memberships.length === 0) throw accessEnded()
  const membership = memberships.find(({ ssoOnly }) => !ssoOnly)
  if (!membership) throw ssoRequired()
  assertWorking(membership.state)
  const { tenantId, memberId } = membership
  return { userId, tenantId, memberId }
}

/**
 * For somebody of whom we have seen one proof: the password, or a link in their mailbox. Who has a second factor gets a
 * ticket instead of a session.
 */
export async function startOrChallenge(ctx: SignInCtx, who: Waiting): Promise<SignedInNow | MfaChallenge> {
  return (await challengeFor(ctx, who)) ?? startSession(ctx, who)
}

/** The parameters of hashing grow with the years; only now is there a password to hash anew. */
async function keepUpToDate({ db }: SignInCtx, { id, passwordHash }: UserRow, password: string): Promise<void> {
  if (isOutdated(passwordHash)) await replacePasswordHash(db, id, passwordHash, await hashPassword(password))
}

/** For somebody who proved all that is wanted of them. @throws AppError SSO_REQUIRED; FORBIDDEN if the membership was ended. */
export async function startSession(ctx: SignInCtx, who: Waiting): Promise<SignedInNow> {
  const { userId, tenantId, memberId, bySso = false, provedAtMs } = who
  const session = await createSession(ctx, { userId, tenantId, memberId, bySso, provedAtMs, device: ctx.device })
  if (!session) {
    const memberships = await selectMemberships(ctx.db, userId)
    if (memberships.some((each) => each.tenantId === tenantId && each.ssoOnly)) throw ssoRequired()
    throw accessEnded()
  }
  return { session, me: await getMe(asTenant(ctx.db, tenantId), ctx, memberId, bySso) }
}

export const accessEnded = () => new AppError('FORBIDDEN', 'Your access was ended. Ask an administrator of your team.')

export const ssoRequired = () =>
  new AppError('SSO_REQUIRED', 'Your organization wants its own sign-in: choose “Sign in with your organization”.')
