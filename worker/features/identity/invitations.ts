import type { MfaChallenge } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import type { AcceptInvitation, InvitationPreview } from '../../contract/team.ts'
import { normaliseEmail } from '../../crypto/normalise.ts'
import { verifyPassword } from '../../crypto/password.ts'
import { hashToken } from '../../crypto/tokens.ts'
import { asTenant, type TenantDb } from '../../db/actor.ts'
import { fromPgBytes } from '../../db/columns.ts'
import { assertWorking } from '../tenant/index.ts'
import type { LeakedCtx } from './leaked-passwords.ts'
import { assertStrong } from './passwords.ts'
import {
  acceptInvitationRow,
  type FoundInvitation,
  selectAccess,
  selectInvitation,
  selectMembership,
  selectOpenInvitations,
  type UserRow,
} from './repo.ts'
import { accessEnded, type SignedInNow, type SignInCtx, startOrChallenge } from './sign-in.ts'
import { findUserByEmail, invitationPlace, memberPlace, openUser, type Person, sealNewUser } from './users.ts'

/** @throws AppError NOT_FOUND, ALREADY_ACCEPTED, TENANT_SUSPENDED, TENANT_DELETED */
export async function previewInvitation(ctx: SignInCtx, token: string): Promise<InvitationPreview> {
  const { invitation, email } = await openInvitation(ctx, token)
  const user = await findUserByEmail(ctx, email)
  return { organization: invitation.organization, role: invitation.role, email, knownUser: user !== null }
}

/** The invitations of a tenant to an address that can be used. Addresses are sealed, so each open one is looked into. */
export async function findOpenInvitations(
  { vault }: Pick<SignInCtx, 'vault'>,
  db: TenantDb,
  email: string,
): Promise<string[]> {
  const [{ rows }] = await db.batch(selectOpenInvitations(db))
  const wanted = normaliseEmail(email)
  const found = rows.map(async ({ id, box }) => {
    const opened = await vault.open<{ email: string }>(db.tenantId, invitationPlace(id), fromPgBytes(box))
    return normaliseEmail(opened.email) === wanted ? [id] : []
  })
  return (await Promise.all(found)).flat()
}

/** Whose invitation it is, for counting attempts. @throws as {@link previewInvitation} */
export async function invitedEmail(ctx: SignInCtx, token: string): Promise<string> {
  return (await openInvitation(ctx, token)).email
}

/**
 * Makes the invited person a member, once. Somebody new gives a name and a password; somebody with an account proves to
 * be that person, by the password (their second factor is then asked for) or by being signed in.
 *
 * @param present Who is signed in where the link was opened, if anybody. They come in with the session that they have: it is
 *   no newer a proof than it was.
 * @throws AppError NOT_FOUND, ALREADY_ACCEPTED, WRONG_CREDENTIALS, ALREADY_EXISTS, INVALID_REQUEST, WEAK_PASSWORD,
 *   LEAKED_PASSWORD; FORBIDDEN if their access is switched off, or ended after the invitation was made
 */
export async function acceptInvitation(
  ctx: SignInCtx & LeakedCtx,
  input: AcceptInvitation,
  present: { userId: string; switchTo(tenantId: string): Promise<SignedInNow> } | null,
): Promise<SignedInNow | MfaChallenge> {
  const { invitation, email } = await openInvitation(ctx, input.token)
  const user = await findUserByEmail(ctx, email)
  const db = asTenant(ctx.db, invitation.tenantId, ctx.trail)
  if (user) await prove(user, input.password, present?.userId ?? null)
  const former = user && (await selectMembership(db, user.id))
  if (former?.active) throw alreadyMember()
  if (former?.isSuspended) throw accessEnded()

  const person = user ? { ...(await openUser(ctx.vault, user)), email } : newPerson(input, email)
  if (!user) await assertStrong(ctx, input.password ?? '', [email, person.name, invitation.organization])
  const userId = user?.id ?? ctx.newId()
  const memberId = former?.id ?? ctx.newId()
  const newUser = user ? null : await sealNewUser(ctx.vault, userId, person, input.password ?? '')
  const box = await ctx.vault.seal(invitation.tenantId, memberPlace(memberId), person)
  const otherIds = (await findOpenInvitations(ctx, db, email)).filter((id) => id !== invitation.id)
  if (!(await acceptInvitationRow(db, invitation, newUser, { id: memberId, userId, box }, otherIds))) {
    await openInvitation(ctx, input.token) // Somebody was faster, or it was withdrawn: says which.
    throw former ? accessEnded() : alreadyMember()
  }
  const { tenantId } = invitation
  return present?.userId === userId ? present.switchTo(tenantId) : startOrChallenge(ctx, { tenantId, userId, memberId })
}

async function openInvitation(
  { db, vault }: SignInCtx,
  token: string,
): Promise<{ invitation: FoundInvitation; email: string }> {
  const invitation = await selectInvitation(db, await hashToken(token))
  if (!invitation) throw new AppError('NOT_FOUND', 'This invitation is over or was withdrawn. Ask for a new one.')
  if (invitation.accepted) throw new AppError('ALREADY_ACCEPTED', 'This invitation was used already. Sign in instead.')
  assertWorking((await selectAccess(db, invitation.tenantId))?.state ?? 'deleted')
  const place = invitationPlace(invitation.id)
  return { invitation, email: (await vault.open<{ email: string }>(invitation.tenantId, place, invitation.box)).email }
}

async function prove(user: UserRow, password: string | undefined, signedInUserId: string | null): Promise<void> {
  if (signedInUserId === user.id) return
  if (await verifyPassword(password ?? '', user.passwordHash)) return
  throw new AppError('WRONG_CREDENTIALS', 'There is an account with this e-mail address. Give its password.')
}

function newPerson(input: AcceptInvitation, email: string): Person {
  const missing = (['name', 'password'] as const).filter((field) => input[field] === undefined)
  if (missing.length > 0) {
    const errors = missing.map((path) => ({ path, message: 'Needed for a new account.' }))
    throw new AppError('INVALID_REQUEST', 'A new account needs a name and a password.', { errors })
  }
  return { name: input.name ?? '', email }
}

const alreadyMember = () => new AppError('ALREADY_EXISTS', 'You are a member of this team already.')
