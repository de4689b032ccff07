import { type SQL, sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { uuids } from '../../../db/columns.ts'
import { withdrawnWhere } from '../../identity/index.ts'

/** First in every transaction that changes owners: of two who remove each other at once, one stays. */
export function lockOwners(db: TenantDb) {
  return db.build.execute(sql`select id from memberships where role = 'owner' and active order by id for update`)
}

/** Whether membership `m` is not the last that owns the tenant. */
export const isNotLastOwner = sql`(
  m.role <> 'owner' or not m.active
  or exists (select from memberships other where other.role = 'owner' and other.active and other.id <> m.id))`

/** The work that gives back what members have who cannot answer any more; the inbox does it at once, or the sweep. */
export const releaseWork = (changed: SQL) => sql`
  insert into work_due (tenant_id, kind, ref_id, due_at)
  select tenant_id, 'release', id, now() from ${changed} where not active or role = 'viewer'
  on conflict (tenant_id, kind, ref_id) do update set due_at = excluded.due_at, lease_until = null`

/** Parts of a statement: whoever of `changed` may not come in, or not invite, leaves no open invitation that says otherwise. */
export const endedInvitations = (changed: SQL, toThemIds: readonly string[], byMemberId: string) =>
  withdrawnWhere(
    sql`exists (select from ${changed} c where (not c.active or c.role not in ('owner', 'admin')) and i.invited_by = c.id
      or not c.active and i.id = any (${uuids(toThemIds)}))`,
    sql`${byMemberId}::uuid`,
  )

/**
 * Ends a membership for good, with its sessions, its places in teams, its API tokens, what its browsers are told, and the open
 * invitations that would undo it: those to the person, and those that they made.
 *
 * @param invitationIds Open invitations to the person.
 * @returns false if they are gone already, would be the last owner, or are an owner and `by` is none.
 */
export async function endMembership(
  db: TenantDb,
  memberId: string,
  by: { memberId: string; isOwner: boolean },
  invitationIds: readonly string[],
): Promise<boolean> {
  const action = memberId === by.memberId ? 'member.left' : 'member.removed'
  const [, ended] = await db.batch(
    lockOwners(db),
    db.build.execute(sql`
      with ended as (
        update memberships m set active = false, left_at = now()
        where m.id = ${memberId}::uuid and m.left_at is null and (m.role <> 'owner' or ${by.isOwner}::boolean)
          and ${isNotLastOwner}
        returning m.tenant_id, m.id, m.active, m.role
      ), teamless as (
        delete from team_members tm using ended e where tm.tenant_id = e.tenant_id and tm.member_id = e.id
      ), untold as (
        delete from push_subscriptions p using ended e where p.tenant_id = e.tenant_id and p.member_id = e.id
      ), ${endedInvitations(sql`ended`, invitationIds, by.memberId)}, revoked as (
        update api_tokens k set revoked_at = now() from ended e
        where k.tenant_id = e.tenant_id and k.member_id = e.id and k.revoked_at is null returning k.id
      ), revoked_audited as (
        insert into audit_log (member_id, action, subject_id)
        select ${by.memberId}::uuid, 'api_token.revoked', id from revoked
      ), released as (${releaseWork(sql`ended`)}
      ), audited as (
        insert into audit_log (member_id, action, subject_id, details)
        select ${by.memberId}::uuid, ${action}, id, jsonb_build_object('role', role) from ended
      )
      select id, end_member_sessions(${db.tenantId}::uuid, id) from ended`),
  )
  return ended.rows.length > 0
}

/**
 * Another active member becomes owner, and an owner admin: both or neither.
 *
 * @returns false if the other is no active member, or `fromId` is no owner any more.
 */
export async function transferOwnership(db: TenantDb, fromId: string, toId: string): Promise<boolean> {
  const [, moved] = await db.batch(
    lockOwners(db),
    db.build.execute<{ id: string }>(sql`
      with pair as (
        select f.id as from_id, o.id as to_id from memberships f, memberships o
        where f.id = ${fromId}::uuid and f.role = 'owner' and f.active
          and o.id = ${toId}::uuid and o.active and o.id <> f.id
      ), moved as (
        update memberships m set role = case when m.id = pair.to_id then 'owner' else 'admin' end
        from pair where m.id in (pair.from_id, pair.to_id)
        returning m.id, m.role
      ), audited as (
        insert into audit_log (member_id, action, subject_id)
        select ${fromId}::uuid, 'tenant.owner_changed', to_id from pair
      )
      -- Whoever becomes owner signs in as one.
      select id, case when id = ${toId}::uuid then end_member_sessions(${db.tenantId}::uuid, id) end from moved`),
  )
  return moved.rows.length > 0
}
