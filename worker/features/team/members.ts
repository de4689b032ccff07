import type { z } from 'zod'
import { AppError } from '../../contract/problem.ts'
import { roleAllows } from '../../contract/roles.ts'
import type { Member, MemberChanges } from '../../contract/team.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import type { HubPort } from '../../ports.ts'
import {
  type EpochServices,
  findOpenInvitations,
  memberPlace,
  noteAccessChanged,
  type Person,
} from '../identity/index.ts'
import { type MemberRow, selectMember, selectMembers, setCapacity, updateMember } from './repo/team.ts'
import { tenantUpdated } from './tenant.ts'

type ReadingCtx = Pick<MembersCtx, 'actor' | 'asActor' | 'vault'>

export const ONLY_OWNERS = 'Only owners make owners, and change them.'

export interface MembersCtx extends EpochServices {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  hub: HubPort
  inbox: {
    /** Gives back what a member has who cannot answer any more. What does not come about now is found by the minute sweep. */
    release(memberId: string): Promise<void>
  }
}

/** Everybody who is or was in the tenant, in the order they joined; e-mail addresses only for those who manage members. */
export async function listMembers(ctx: ReadingCtx): Promise<Member[]> {
  const [{ rows }] = await ctx.asActor.batch(selectMembers(ctx.asActor))
  return Promise.all(rows.map((row) => presentMember(ctx, row)))
}

/**
 * Changes a role, a capacity, or ends or restores access. When the access changes, the member's sessions and sockets end at once, so that the change holds
 * everywhere; doing it again ends them again. Whose access ends leaves no open invitation, to them or by them; nor, by them,
 * who may not invite any more.
 *
 * @throws AppError NOT_FOUND; LAST_OWNER; FORBIDDEN if it makes or changes an owner and the actor is none.
 */
export async function changeMember(
  ctx: MembersCtx,
  memberId: string,
  { role, active, capacity }: z.infer<typeof MemberChanges>,
): Promise<Member> {
  const changesAccess = role !== undefined || active !== undefined
  const row = await getMemberRow(ctx, memberId)
  if (changesAccess) await changeAccess(ctx, row, { role, active })
  if (capacity !== undefined) {
    await ctx.asActor.batch(setCapacity(ctx.asActor, memberId, capacity, ctx.actor.memberId))
    await ctx.hub.publish([tenantUpdated])
  }
  return presentMember(ctx, await getMemberRow(ctx, memberId))
}

async function changeAccess(
  ctx: MembersCtx,
  row: MemberRow,
  { role, active }: Pick<z.infer<typeof MemberChanges>, 'role' | 'active'>,
): Promise<void> {
  const isOwner = ctx.actor.role === 'owner'
  const memberId = row.id
  if (!isOwner && (row.role === 'owner' || role === 'owner')) {
    throw new AppError('FORBIDDEN', ONLY_OWNERS)
  }
  const differs = (role !== undefined && role !== row.role) || (active !== undefined && active !== row.active)
  if (differs) {
    const by = { memberId: ctx.actor.memberId, isOwner }
    const invitationIds = active === false ? await findInvitationsTo(ctx, row) : []
    if (!(await updateMember(ctx.asActor, { memberId, role, active, by, invitationIds })))
      throw new AppError('LAST_OWNER')
  }
  await tellDeparture(ctx, memberId)
}

/** After somebody's access ended: nobody of them is listening any more, and what they had is given back. */
export async function tellDeparture(ctx: MembersCtx, memberId: string): Promise<void> {
  await noteAccessChanged(ctx, ctx.actor.tenantId)
  await ctx.hub.disconnect({ memberId })
  await ctx.hub.publish([tenantUpdated])
  await ctx.inbox.release(memberId)
}

/** The open invitations to a member's own address: what would bring them back. */
export async function findInvitationsTo(ctx: MembersCtx, row: MemberRow): Promise<string[]> {
  const place = memberPlace(row.id)
  const { email } = await ctx.vault.open<Person>(ctx.actor.tenantId, place, fromPgBytes(row.box))
  return findOpenInvitations(ctx, ctx.asActor, email)
}

/** Of somebody who has not left. @throws AppError NOT_FOUND */
export async function getMemberRow({ asActor }: MembersCtx, memberId: string): Promise<MemberRow> {
  const [{ rows }] = await asActor.batch(selectMember(asActor, memberId))
  if (!rows[0] || rows[0].leftAt !== null) throw new AppError('NOT_FOUND')
  return rows[0]
}

async function presentMember({ actor, vault }: ReadingCtx, row: MemberRow): Promise<Member> {
  const person = await vault.open<Person>(actor.tenantId, memberPlace(row.id), fromPgBytes(row.box))
  const showsEmail = row.id === actor.memberId || (roleAllows(actor.role, 'manageMembers') && row.leftAt === null)
  return {
    id: row.id,
    name: person.name,
    email: showsEmail ? person.email : null,
    role: row.role,
    active: row.active,
    capacity: row.capacity,
    joinedAt: toIso(row.createdAt),
    leftAt: toIso(row.leftAt),
  }
}
