import { AppError } from '../../contract/problem.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Actor } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { assert } from '../../kit/assert.ts'
import type { EmailPort } from '../../ports.ts'
import { selectIsVerified, selectLinkOwner, selectUserById, verifyByLink } from './link-repo.ts'
import { type LinkCtx, linkIsOver, mailLink } from './links.ts'
import { openUser } from './users.ts'

/**
 * Confirms the address of whoever has the link, once. The link proves the mailbox, the session that the account is theirs: who
 * has the mailbox alone would confirm what a stranger made under their address.
 *
 * @param presentId Who is signed in where the link was opened; null: nobody.
 * @throws AppError NOT_FOUND; FORBIDDEN if it is another's link, which stays good
 */
export async function verifyEmail({ db }: { db: Database }, token: string, presentId: string | null): Promise<void> {
  const hash = await hashToken(token)
  const owner = await selectLinkOwner(db, hash, 'verify')
  if (!owner) throw linkIsOver()
  if (owner.id !== presentId) {
    throw new AppError('FORBIDDEN', 'Sign in with this address and its password, then follow the link again.')
  }
  if (!(await verifyByLink(db, hash))) throw linkIsOver()
}

/** Mails another link to confirm the address; nothing if it is confirmed. @throws AppError EMAIL_OFF */
export async function mailVerification(ctx: LinkCtx & { actor: Actor }): Promise<void> {
  assertMailing(ctx)
  const { userId } = ctx.actor
  if (await selectIsVerified(ctx.db, userId)) return
  const user = await selectUserById(ctx.db, userId)
  assert(user, 'a session belongs to a person')
  await mailLink(ctx, 'verify', { id: userId, email: (await openUser(ctx.vault, user)).email })
}

/**
 * For what must not be done under somebody else's address.
 *
 * @throws AppError EMAIL_NOT_VERIFIED; never where no e-mails are sent.
 */
export async function assertVerified(ctx: { db: Database; emails: EmailPort; actor: Actor }): Promise<void> {
  if (!ctx.emails.isConfigured || (await selectIsVerified(ctx.db, ctx.actor.userId))) return
  throw new AppError(
    'EMAIL_NOT_VERIFIED',
    'Confirm your e-mail address first: follow the link in the e-mail that we sent you, or ask for another.',
  )
}

/** @throws AppError EMAIL_OFF */
export function assertMailing({ emails }: { emails: EmailPort }): void {
  if (!emails.isConfigured) throw new AppError('EMAIL_OFF', 'No e-mails are sent here. Ask whoever runs this service.')
}
