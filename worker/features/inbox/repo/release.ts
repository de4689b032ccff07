import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { type StandingRow, standing } from './changes.ts'

/** Conversations `v` that are not closed and that member `m` has, who cannot answer any more. */
const stranded = sql`
  memberships m join conversations v on v.tenant_id = m.tenant_id and v.assignee_id = m.id
  join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id and c.removed_at is null
  where (not m.active or m.role = 'viewer') and v.closed = false`

export function selectStranded(db: TenantDb, memberId: string, max: number) {
  return db.build.execute<StandingRow>(sql`
    select ${standing} from ${stranded} and m.id = ${memberId}::uuid order by v.id limit ${max}`)
}

/** What a member who cannot answer any more meant to send later waits for a decision. */
export function holdTheirScheduled(db: TenantDb, memberId: string, keptDays: number) {
  return db.build.execute<{ conversationId: string; assigneeId: string | null }>(sql`
    with held as (
      update scheduled_messages s set state = 'held', held_reason = 'author_gone' from memberships m
      where m.id = ${memberId}::uuid and (not m.active or m.role = 'viewer')
        and s.tenant_id = m.tenant_id and s.member_id = m.id and s.state = 'waiting'
      returning s.tenant_id, s.id, s.conversation_id, s.send_at
    ), postponed as (
      update work_due w set due_at = h.send_at + make_interval(days => ${keptDays}), lease_until = null from held h
      where w.tenant_id = h.tenant_id and w.kind = 'schedule' and w.ref_id = h.id
    ), audited as (
      insert into audit_log (action, subject_id, details)
      select 'message.schedule_held', id, '{"reason": "author_gone"}' from held
    )
    select v.id as "conversationId", v.assignee_id as "assigneeId"
    from conversations v where v.id = any (array(select conversation_id from held))`)
}

/** Nothing of theirs is left to give back: the work is done. */
export function settleRelease(db: TenantDb, memberId: string) {
  return db.build.execute(sql`
    delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = 'release' and ref_id = ${memberId}::uuid
      and not exists (select from ${stranded} and m.id = ${memberId}::uuid)`)
}
