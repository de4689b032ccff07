import { sql } from 'drizzle-orm'
import type { Role } from '../../../contract/roles.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex, uuids } from '../../../db/columns.ts'
import { withdrawnWhere } from '../../identity/index.ts'
import { endedInvitations, isNotLastOwner, lockOwners, releaseWork } from './departures.ts'

export type MemberRow = {
  id: string
  userId: string
  role: Role
  active: boolean
  box: Uint8Array | string
  capacity: number | null
  createdAt: string
  leftAt: string | null
}

const memberColumns = sql`id, user_id as "userId", role, active, box, capacity, created_at as "createdAt",
  left_at as "leftAt"`

export function selectMembers(db: TenantDb) {
  return db.build.execute<MemberRow>(sql`select ${memberColumns} from memberships order by created_at, id`)
}

export function selectMember(db: TenantDb, memberId: string) {
  return db.build.execute<MemberRow>(sql`select ${memberColumns} from memberships where id = ${memberId}::uuid`)
}

export interface MemberChange {
  memberId: string
  role: Role | undefined
  active: boolean | undefined
  by: { memberId: string; isOwner: boolean }
  /** Open invitations to the member, for when their access ends. */
  invitationIds: readonly string[]
}

/**
 * Changes a member and ends their sessions, in one transaction. The owners' rows are locked first, so that of two owners
 * who remove each other at once one stays.
 *
 * @returns false if there is no such member, or it would take the last owner, or an owner from somebody who is none.
 */
export async function updateMember(
  db: TenantDb,
  { memberId, role, active, by, invitationIds }: MemberChange,
): Promise<boolean> {
  const [, changed] = await db.batch(
    lockOwners(db),
    db.build.execute(sql`
      with changed as (
        update memberships m
        set role = coalesce(${role ?? null}::text, m.role), active = coalesce(${active ?? null}::boolean, m.active)
        where m.id = ${memberId}::uuid and m.left_at is null
          and (m.role <> 'owner' or ${by.isOwner}::boolean)
          and (
            ${isNotLastOwner}
            or (coalesce(${role ?? null}::text, 'owner') = 'owner' and coalesce(${active ?? null}::boolean, true))
          )
        returning m.tenant_id, m.id, m.role, m.active, to_jsonb(old) as before, to_jsonb(new) as after
      ), ${endedInvitations(sql`changed`, invitationIds, by.memberId)}, released as (${releaseWork(sql`changed`)}
      ), audited as (
        insert into audit_log (member_id, action, subject_id, details)
        select ${by.memberId}::uuid, 'member.changed', id, changed_fields(before, after, 'role', 'active')
        from changed
      )
      select changed.id, end_member_sessions(${db.tenantId}::uuid, changed.id) from changed`),
  )
  return changed.rows.length > 0
}

/** How many conversations come to a member by themselves; null: as many as the tenant says. */
export function setCapacity(db: TenantDb, memberId: string, capacity: number | null, byMemberId: string) {
  return db.build.execute(sql`
    with changed as (
      update memberships set capacity = ${capacity}::smallint
      where id = ${memberId}::uuid and capacity is distinct from ${capacity}::smallint
      returning id, to_jsonb(old) as before, to_jsonb(new) as after
    )
    insert into audit_log (member_id, action, subject_id, details)
    select ${byMemberId}::uuid, 'member.changed', id, changed_fields(before, after, 'capacity') from changed`)
}

export type InvitationRow = {
  id: string
  role: Role
  box: Uint8Array | string
  createdAt: string
  expiresAt: string
  acceptedAt: string | null
}

const INVITATIONS_SHOWN = 200

/** Those that were not withdrawn, newest first. */
export function selectInvitations(db: TenantDb) {
  return db.build.execute<InvitationRow>(sql`
    select id, role, box, created_at as "createdAt", expires_at as "expiresAt", accepted_at as "acceptedAt"
    from invitations where revoked_at is null order by created_at desc, id desc limit ${INVITATIONS_SHOWN}`)
}

/** One that was not withdrawn. */
export function selectInvitation(db: TenantDb, invitationId: string) {
  return db.build.execute<InvitationRow>(sql`
    select id, role, box, created_at as "createdAt", expires_at as "expiresAt", accepted_at as "acceptedAt"
    from invitations where id = ${invitationId}::uuid and revoked_at is null`)
}

export interface InvitationLinks {
  tokenHash: Uint8Array
  /** null where no e-mails are sent. */
  mailTokenHash: Uint8Array | null
  expiresAtMs: number
}

export interface NewInvitationRow extends InvitationLinks {
  id: string
  role: Role
  box: Uint8Array
  invitedBy: string
  createdAtMs: number
}

/** In the place of those to the same address that are open. */
export function insertInvitation(db: TenantDb, row: NewInvitationRow, replacedIds: readonly string[]) {
  const [createdAt, expiresAt] = [row.createdAtMs, row.expiresAtMs].map((ms) => new Date(ms).toISOString())
  return db.build.execute(sql`
    with ${withdrawnWhere(sql`i.id = any (${uuids(replacedIds)})`, sql`${row.invitedBy}::uuid`)}
    insert into invitations (id, token_hash, mail_token_hash, role, box, invited_by, created_at, expires_at)
    values (${row.id}::uuid, ${toPgHex(row.tokenHash)}::bytea, ${hexOrNull(row.mailTokenHash)}::bytea, ${row.role}, ${toPgHex(row.box)}::bytea,
      ${row.invitedBy}::uuid, ${createdAt}::timestamptz, ${expiresAt}::timestamptz)`)
}

/** Gives other links to one that is neither used nor withdrawn. */
export function renewInvitation(
  db: TenantDb,
  invitationId: string,
  { tokenHash, mailTokenHash, expiresAtMs }: InvitationLinks,
  byMemberId: string,
) {
  return db.build.execute<{ id: string }>(sql`
    with renewed as (
      update invitations set token_hash = ${toPgHex(tokenHash)}::bytea,
        mail_token_hash = ${hexOrNull(mailTokenHash)}::bytea,
        expires_at = ${new Date(expiresAtMs).toISOString()}::timestamptz
      where id = ${invitationId}::uuid and revoked_at is null and accepted_at is null returning id
    )
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}::uuid, 'invitation.resent', id from renewed returning subject_id as id`)
}

const hexOrNull = (bytes: Uint8Array | null) => (bytes === null ? null : toPgHex(bytes))

/** @returns what became of it: withdrawn now, used before, or not there. */
export async function revokeInvitation(
  db: TenantDb,
  invitationId: string,
  byMemberId: string,
): Promise<'revoked' | 'accepted' | 'absent'> {
  const [revoked, found] = await db.batch(
    db.build.execute(sql`
      with revoked as (
        update invitations set revoked_at = now()
        where id = ${invitationId}::uuid and revoked_at is null and accepted_at is null returning id
      )
      insert into audit_log (member_id, action, subject_id)
      select ${byMemberId}::uuid, 'invitation.withdrawn', id from revoked returning id`),
    db.build.execute<{ accepted: boolean }>(sql`
      select accepted_at is not null as accepted from invitations where id = ${invitationId}::uuid`),
  )
  if (revoked.rows.length > 0) return 'revoked'
  return found.rows[0]?.accepted ? 'accepted' : 'absent'
}

export type TeamRow = { id: string; box: Uint8Array | string; memberIds: string[] }

export const TEAMS_MAX = 100

/** Every team with its members, oldest first. */
export function selectTeams(db: TenantDb) {
  return db.build.execute<TeamRow>(sql`
    select t.id, t.box, coalesce((
      select json_agg(m.member_id order by m.member_id) from team_members m
      where m.tenant_id = t.tenant_id and m.team_id = t.id), '[]') as "memberIds"
    from teams t order by t.created_at, t.id limit ${TEAMS_MAX}`)
}

export function insertTeam(db: TenantDb, team: { id: string; box: Uint8Array }) {
  return db.build.execute(sql`insert into teams (id, box) values (${team.id}::uuid, ${toPgHex(team.box)}::bytea)`)
}

export function updateTeamName(db: TenantDb, team: { id: string; box: Uint8Array }) {
  return db.build.execute(sql`update teams set box = ${toPgHex(team.box)}::bytea where id = ${team.id}::uuid`)
}

/** Exactly these are in the team; who is no member of the tenant is left out. */
export function setTeamMembers(db: TenantDb, teamId: string, memberIds: string[]) {
  const wanted = uuids(memberIds)
  return db.build.execute(sql`
    with gone as (
      delete from team_members where team_id = ${teamId}::uuid and member_id <> all (${wanted})
    )
    insert into team_members (team_id, member_id)
    select ${teamId}::uuid, m.id from memberships m where m.id = any (${wanted})
    on conflict do nothing`)
}

export function deleteTeam(db: TenantDb, teamId: string, byMemberId: string) {
  return db.build.execute<{ id: string }>(sql`
    with gone as (delete from teams where id = ${teamId}::uuid returning id)
    insert into audit_log (member_id, action, subject_id)
    select ${byMemberId}::uuid, 'team.deleted', id from gone returning subject_id as id`)
}
