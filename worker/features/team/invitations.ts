import { AppError } from '../../contract/problem.ts'
import type { CreatedInvitation, Invitation, NewInvitation } from '../../contract/team.ts'
import { hashToken, newToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import type { Database } from '../../db/connect.ts'
import { findUserByEmail, invitationPlace } from '../identity/index.ts'
import { insertAudit } from '../tenant/index.ts'
import { insertInvitation, revokeInvitation, selectActiveMemberOfUser, selectInvitations } from './repo/team.ts'

const INVITATION_DAYS = 7

export interface InvitationsCtx {
  actor: Actor
  asActor: TenantDb
  db: Database
  vault: Vault
  settings: { APP_URL: string }
  now(): number
  newId(): string
}

/** Newest first, without those that were withdrawn. */
export async function listInvitations({
  actor,
  asActor,
  vault,
}: Pick<InvitationsCtx, 'actor' | 'asActor' | 'vault'>): Promise<Invitation[]> {
  const [{ rows }] = await asActor.batch(selectInvitations(asActor))
  return Promise.all(
    rows.map(async (row) => {
      const place = invitationPlace(row.id)
      const { email } = await vault.open<{ email: string }>(actor.tenantId, place, fromPgBytes(row.box))
      return {
        id: row.id,
        email,
        role: row.role,
        createdAt: toIso(row.createdAt),
        expiresAt: toIso(row.expiresAt),
        acceptedAt: toIso(row.acceptedAt),
      }
    }),
  )
}

/**
 * Makes an invitation. Its link is in this answer and nowhere else: the token is stored as a hash.
 *
 * @throws AppError ALREADY_EXISTS if the e-mail is an active member's.
 */
export async function invite(ctx: InvitationsCtx, { email, role }: NewInvitation): Promise<CreatedInvitation> {
  const { actor, asActor, vault } = ctx
  await assertNoMember(ctx, email)
  const id = ctx.newId()
  const token = newToken()
  const createdAtMs = ctx.now()
  const expiresAtMs = createdAtMs + INVITATION_DAYS * 24 * 60 * 60_000
  const [tokenHash, box] = await Promise.all([
    hashToken(token),
    vault.seal(actor.tenantId, invitationPlace(id), { email }),
  ])
  await asActor.batch(
    insertInvitation(asActor, { id, tokenHash, role, box, invitedBy: actor.memberId, createdAtMs, expiresAtMs }),
    insertAudit(asActor, { memberId: actor.memberId, action: 'invitation.created', subjectId: id, details: { role } }),
  )
  return {
    id,
    email,
    role,
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
    acceptedAt: null,
    // In the fragment: no server and no log sees it.
    link: `${ctx.settings.APP_URL}/invitation#token=${token}`,
  }
}

/** @throws AppError NOT_FOUND, also if it was withdrawn before; ALREADY_ACCEPTED */
export async function withdrawInvitation(
  { asActor, actor }: Pick<InvitationsCtx, 'asActor' | 'actor'>,
  invitationId: string,
): Promise<void> {
  const outcome = await revokeInvitation(asActor, invitationId, actor.memberId)
  if (outcome === 'accepted') throw new AppError('ALREADY_ACCEPTED')
  if (outcome === 'absent') throw new AppError('NOT_FOUND')
}

async function assertNoMember(ctx: InvitationsCtx, email: string): Promise<void> {
  const user = await findUserByEmail(ctx, email)
  if (!user) return
  const [{ rows }] = await ctx.asActor.batch(selectActiveMemberOfUser(ctx.asActor, user.id))
  if (rows.length > 0) throw new AppError('ALREADY_EXISTS', 'This person is a member already.')
}
