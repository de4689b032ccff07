import { AppError } from '../../contract/problem.ts'
import { noteAccessChanged } from '../identity/index.ts'
import { findInvitationsTo, getMemberRow, type MembersCtx, ONLY_OWNERS, tellDeparture } from './members.ts'
import { endMembership, transferOwnership } from './repo/departures.ts'
import { tenantUpdated } from './tenant.ts'

/**
 * Takes somebody out of the tenant for good: their sessions and windows end at once, their open conversations are
 * nobody's again; open invitations to them, and those that they made, are withdrawn, and their API tokens revoked. What they
 * wrote keeps their name. A later invitation brings them back.
 *
 * @throws AppError NOT_FOUND; LAST_OWNER; FORBIDDEN if it is an owner and the actor is none.
 */
export async function removeMember(ctx: MembersCtx, memberId: string): Promise<void> {
  const { actor } = ctx
  const row = await getMemberRow(ctx, memberId)
  const isOwner = actor.role === 'owner'
  if (row.role === 'owner' && !isOwner) throw new AppError('FORBIDDEN', ONLY_OWNERS)
  const invitationIds = await findInvitationsTo(ctx, row)
  if (!(await endMembership(ctx.asActor, memberId, { memberId: actor.memberId, isOwner }, invitationIds))) {
    await getMemberRow(ctx, memberId) // Somebody was faster.
    throw new AppError('LAST_OWNER')
  }
  await tellDeparture(ctx, memberId)
}

/**
 * Another member owns the tenant instead of the actor, who stays as an admin. The other signs in anew, as an owner.
 *
 * @throws AppError NOT_FOUND if there is no such active member; INVALID_REQUEST for oneself.
 */
export async function giveOwnership(ctx: MembersCtx, memberId: string): Promise<void> {
  const { actor, hub } = ctx
  if (memberId === actor.memberId) throw new AppError('INVALID_REQUEST', 'You are an owner already.')
  if (!(await transferOwnership(ctx.asActor, actor.memberId, memberId))) throw new AppError('NOT_FOUND')
  await noteAccessChanged(ctx, actor.tenantId)
  await Promise.all([hub.disconnect({ memberId }), hub.disconnect({ memberId: actor.memberId })])
  await hub.publish([tenantUpdated])
}
