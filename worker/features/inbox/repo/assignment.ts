import { sql } from 'drizzle-orm'
import type { AssignmentMode } from '../../../contract/team.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex, uuids } from '../../../db/columns.ts'

export function selectAssignment(db: TenantDb) {
  return db.build.execute<{ mode: AssignmentMode; awayMinutes: number }>(sql`
    select assignment as mode, away_minutes as "awayMinutes" from tenants
    where id = ${db.tenantId}::uuid and state = 'active'`)
}

export type CandidateRow = {
  id: string
  capacity: number
  /** Open conversations that they have; what is snoozed takes no room. */
  has: number
  givenAt: string | null
  teamIds: string[]
}

/** Those of these members who may answer, with the room they have. */
export function selectCandidates(db: TenantDb, memberIds: string[]) {
  return db.build.execute<CandidateRow>(sql`
    select m.id, coalesce(m.capacity, case when m.role = 'agent' then t.agent_capacity else 0 end)::int as capacity,
      (select count(*)::int from conversations v
        where v.tenant_id = m.tenant_id and v.assignee_id = m.id and v.closed = false and v.status = 'open') as has,
      m.given_at as "givenAt",
      coalesce((select json_agg(tm.team_id) from team_members tm
        where tm.tenant_id = m.tenant_id and tm.member_id = m.id), '[]') as "teamIds"
    from memberships m join tenants t on t.id = m.tenant_id
    where m.id = any (${uuids(memberIds)}) and m.active and m.role <> 'viewer'`)
}

export type UnassignedRow = { id: string; teamId: string | null; salt: Uint8Array | string }

/** Those of these conversations that are open and nobody's, longest waiting first. */
export function selectUnassigned(db: TenantDb, ids: string[]) {
  return db.build.execute<UnassignedRow>(sql`
    select v.id, v.team_id as "teamId", c.salt from conversations v
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
    where v.id = any (${uuids(ids)}) and v.assignee_id is null and v.status = 'open'
    order by v.waiting_since nulls last, v.id`)
}

export type AbandonedRow = { id: string; assigneeId: string; salt: Uint8Array | string }

/** Open conversations whose customer waits for somebody who is not among these. */
export function selectAbandoned(db: TenantDb, presentIds: string[]) {
  return db.build.execute<AbandonedRow>(sql`
    select v.id, v.assignee_id as "assigneeId", c.salt from conversations v
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
    where v.closed = false and v.waiting_since is not null and v.status = 'open'
      and v.assignee_id <> all (${uuids(presentIds)})
    order by v.waiting_since, v.id limit 200`)
}

export interface Handover {
  conversationId: string
  /** Whoever must still have it, for this to happen. */
  from: string | null
  to: string | null
  line: { id: string; box: Uint8Array; atMs: number; seq: number }
}

/** Hands a conversation over by itself: with its line, its audit row and its work, or not at all if somebody was faster. */
export function handOver(db: TenantDb, { conversationId, from, to, line }: Handover) {
  return db.build.execute<{ id: string }>(sql`
    with changed as (
      update conversations set assignee_id = ${to}::uuid
      where id = ${conversationId}::uuid and assignee_id is not distinct from ${from}::uuid and status = 'open'
      returning tenant_id, id, channel_id, contact_id
    ), line as (
      insert into messages (id, conversation_id, channel_id, contact_id, direction, type, box, author_kind, status,
        occurred_at, seq)
      select ${line.id}::uuid, id, channel_id, contact_id, 'internal', 'activity', ${toPgHex(line.box)}::bytea, 'system',
        'sent', ${new Date(line.atMs).toISOString()}::timestamptz, ${line.seq}::bigint
      from changed
    ), audited as (
      insert into audit_log (action, subject_id, details)
      select ${to === null ? 'conversation.unassigned' : 'conversation.assigned'}, id,
        jsonb_build_object('memberId', ${to ?? from}::uuid, 'automatic', true) from changed
    ), given as (
      update memberships set given_at = now() where id = ${to}::uuid and exists (select from changed)
    ), done as (
      delete from work_due w using changed c
      where ${to}::uuid is not null and w.tenant_id = c.tenant_id and w.kind = 'assignment' and w.ref_id = c.id
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select c.tenant_id, 'assignment', c.id, now() + interval '30 seconds'
      from changed c join tenants t on t.id = c.tenant_id
      where ${to}::uuid is null and t.assignment <> 'manual'
      on conflict do nothing
    )
    select id from changed`)
}

/** What is not waiting for anybody any more leaves the work list; the rest is looked at again by the next sweep. */
export function settleAssignments(db: TenantDb, ids: string[]) {
  return db.build.execute(sql`
    with settled as (
      delete from work_due w where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'assignment'
        and w.ref_id = any (${uuids(ids)}) and w.ref_id <> w.tenant_id
        and not exists (
          select from conversations v join tenants t on t.id = v.tenant_id
          where v.tenant_id = w.tenant_id and v.id = w.ref_id and v.assignee_id is null and v.status = 'open'
            and t.assignment <> 'manual')
      returning ref_id
    )
    update work_due w set due_at = now() + interval '30 seconds', lease_until = null
    where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'assignment' and w.ref_id = any (${uuids(ids)})
      and not exists (select from settled s where s.ref_id = w.ref_id)`)
}
