import { emailLimits, type Limits } from '../../cache/index.ts'
import { PASSWORD_SCORE_MIN, scorePassword } from '../../contract/password-strength.ts'
import { AppError } from '../../contract/problem.ts'
import type { PasswordChange, PasswordReset } from '../../contract/team.ts'
import { hashPassword, verifyPassword } from '../../crypto/password.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Actor } from '../../db/actor.ts'
import { insertEmail, type SealedEmail, sealEmail } from '../emails/index.ts'
import { isLeaked, type LeakedCtx } from './leaked-passwords.ts'
import { changePasswordRow, resetPasswordRow, selectLinkOwner, selectUserById } from './link-repo.ts'
import { type LinkCtx, linkIsOver, mailLink } from './links.ts'
import { selectMemberships } from './repo.ts'
import { type EndingServices, rotateSession, type SessionServices, type StartedSession, tellEnded } from './sessions.ts'
import { findUserByEmail, openUser, type Person } from './users.ts'

/** A changed password is news for a day. */
const NEWS_MS = 24 * 60 * 60_000

/** @param about What others know of the person. @throws AppError WEAK_PASSWORD, LEAKED_PASSWORD */
export async function assertStrong(ctx: LeakedCtx, password: string, about: readonly string[]): Promise<void> {
  if ((await scorePassword(password, about)) < PASSWORD_SCORE_MIN) {
    throw new AppError(
      'WEAK_PASSWORD',
      'This password is easy to guess. Take several words that do not belong together.',
    )
  }
  if (await isLeaked(ctx, password)) {
    throw new AppError('LEAKED_PASSWORD', 'This password is in lists of leaked ones. Choose another.')
  }
}

/** Mails a link to choose a new password, if there is such an account. For after the answer: it takes longer if there is. */
export async function mailReset(ctx: LinkCtx, email: string): Promise<void> {
  const user = await findUserByEmail(ctx, email)
  // To the address of the account: the one that was typed may only look like it.
  if (user) await mailLink(ctx, 'reset', { id: user.id, email: (await openUser(ctx.vault, user)).email })
}

/** Mails the owner of an address that somebody signed up with it, three times an hour at most. */
export async function mailKnown(ctx: LinkCtx & { limits: Limits }, email: string): Promise<void> {
  const user = ctx.emails.isConfigured ? await findUserByEmail(ctx, email) : null
  if (!user || !(await ctx.limits.take(emailLimits.known, user.id)).allowed) return
  const person = await openUser(ctx.vault, user)
  const id = ctx.newId()
  const values = { link: `${ctx.settings.APP_URL}/signin` }
  const known = { kind: 'known' as const, to: person.email, locale: ctx.locale, values }
  await insertEmail(ctx.db, await sealEmail(ctx.vault, id, known, ctx.now() + NEWS_MS))
  await ctx.emails.wake(id)
}

/**
 * Another password, by the mailed link, once. Ends every session of the person, and starts none: whoever wants in signs
 * in, with all that is wanted of them. What was set up while nobody had proved the address goes: factors, API tokens.
 *
 * @throws AppError NOT_FOUND, WEAK_PASSWORD, LEAKED_PASSWORD
 */
export async function resetPassword(
  ctx: LinkCtx & EndingServices & LeakedCtx,
  { token, password }: PasswordReset,
): Promise<void> {
  const hash = await hashToken(token)
  const user = await selectLinkOwner(ctx.db, hash, 'reset')
  if (!user) throw linkIsOver()
  const [person, organizations] = await Promise.all([openUser(ctx.vault, user), organizationsOf(ctx, user.id)])
  await assertStrong(ctx, password, [person.email, person.name, ...organizations])
  const email = await sealChanged(ctx, person)
  const ended = await resetPasswordRow(ctx.db, hash, await hashPassword(password), email)
  if (!ended) throw linkIsOver()
  await tellEnded(ctx, ended)
  if (email) await ctx.emails.wake(email.id)
}

/**
 * Another password, for who knows the present one. Ends the person's other sessions; this one goes on under another token.
 *
 * @param sessionToken Of the session that asks.
 * @throws AppError WRONG_CREDENTIALS, WEAK_PASSWORD, LEAKED_PASSWORD, UNAUTHENTICATED
 */
export async function changePassword(
  ctx: LinkCtx & EndingServices & SessionServices & LeakedCtx & { actor: Actor },
  sessionToken: string,
  { current, password }: PasswordChange,
): Promise<StartedSession> {
  const { userId } = ctx.actor
  const [user, organizations] = await Promise.all([selectUserById(ctx.db, userId), organizationsOf(ctx, userId)])
  const isRight = await verifyPassword(current, user?.passwordHash ?? null)
  if (!user || !isRight) throw new AppError('WRONG_CREDENTIALS', 'This is not your present password.')
  const person = await openUser(ctx.vault, user)
  await assertStrong(ctx, password, [person.email, person.name, ...organizations])
  const email = await sealChanged(ctx, person)
  const hashes = { from: user.passwordHash, to: await hashPassword(password) }
  const ended = await changePasswordRow(ctx.db, ctx.actor, hashes, email)
  if (!ended) throw new AppError('WRONG_CREDENTIALS', 'The password was changed elsewhere just now.')
  await tellEnded(ctx, ended)
  if (email) await ctx.emails.wake(email.id)
  const session = await rotateSession(ctx, ctx.actor, sessionToken, { isProved: false })
  if (!session) throw new AppError('UNAUTHENTICATED')
  return session
}

async function organizationsOf({ db }: LinkCtx, userId: string): Promise<string[]> {
  return (await selectMemberships(db, userId)).map(({ organization }) => organization)
}

/** null where no e-mails are sent. */
async function sealChanged(ctx: LinkCtx, { email }: Person): Promise<SealedEmail | null> {
  if (!ctx.emails.isConfigured) return null
  const values = { link: `${ctx.settings.APP_URL}/forgot-password` }
  const changed = { kind: 'passwordChanged' as const, to: email, locale: ctx.locale, values }
  return sealEmail(ctx.vault, ctx.newId(), changed, ctx.now() + NEWS_MS)
}
