import { sql } from 'drizzle-orm'
import type { Role } from '../../../contract/roles.ts'
import type { HeldReason } from '../../../contract/scheduled.ts'
import type { Actor, TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'

type Box = Uint8Array | string

export type ScheduledRow = {
  id: string
  conversationId: string
  memberId: string
  clientMessageId: string
  box: Box
  salt: Box
  sendAt: string
  state: 'waiting' | 'sending' | 'held'
  heldReason: HeldReason | null
  assigneeId: string | null
  windowClosesAt: string | null
  /** Of the author. */
  role: Role
  active: boolean
  sees: Actor['sees']
}

const columns = sql`
  s.id, s.conversation_id as "conversationId", s.member_id as "memberId", s.client_message_id as "clientMessageId",
  s.box, c.salt, s.send_at as "sendAt", s.state, s.held_reason as "heldReason", v.assignee_id as "assigneeId",
  v.window_closes_at as "windowClosesAt", m.role, m.active,
  case when t.agents_see_own_only and m.role = 'agent' then 'own' else 'all' end as sees`
const joined = sql`
  scheduled_messages s
  join conversations v on v.tenant_id = s.tenant_id and v.id = s.conversation_id
  join contacts c on c.tenant_id = s.tenant_id and c.id = s.contact_id
  join memberships m on m.tenant_id = s.tenant_id and m.id = s.member_id
  join tenants t on t.id = s.tenant_id`

/** Of a conversation, the next first. */
export function selectScheduled(db: TenantDb, conversationId: string) {
  return db.build.execute<ScheduledRow>(sql`
    select ${columns} from ${joined} where s.conversation_id = ${conversationId}::uuid order by s.send_at, s.id limit 100`)
}

export function selectOneScheduled(db: TenantDb, id: string) {
  return db.build.execute<ScheduledRow>(sql`select ${columns} from ${joined} where s.id = ${id}::uuid`)
}

export function selectScheduledByClientId(db: TenantDb, clientMessageId: string) {
  return db.build.execute<ScheduledRow>(sql`
    select ${columns} from ${joined} where s.client_message_id = ${clientMessageId}`)
}

export interface NewScheduledRow {
  id: string
  conversationId: string
  contactId: string
  memberId: string
  clientMessageId: string
  box: Uint8Array
  sendAt: string
}

/** The row and the work that finds it; nothing if the client's id was used before. */
export function insertScheduled(db: TenantDb, row: NewScheduledRow) {
  return db.build.execute<{ id: string }>(sql`
    with inserted as (
      insert into scheduled_messages (id, conversation_id, contact_id, member_id, client_message_id, box, send_at)
      values (${row.id}::uuid, ${row.conversationId}::uuid, ${row.contactId}::uuid, ${row.memberId}::uuid,
        ${row.clientMessageId}, ${toPgHex(row.box)}::bytea, ${row.sendAt}::timestamptz)
      on conflict do nothing returning tenant_id, id, send_at
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at) select tenant_id, 'schedule', id, send_at from inserted
    ), audited as (
      insert into audit_log (member_id, action, subject_id)
      select ${row.memberId}::uuid, 'message.scheduled', id from inserted
    )
    select id from inserted`)
}

/** Another time, or other words, which are whose they are; a held one waits again. No row: it is being sent, or gone. */
export function updateScheduled(
  db: TenantDb,
  {
    id,
    box,
    sendAt,
    memberId,
    authorId,
  }: Pick<NewScheduledRow, 'id' | 'box' | 'sendAt' | 'memberId'> & { authorId: string },
) {
  return db.build.execute<{ id: string }>(sql`
    with changed as (
      update scheduled_messages set box = ${toPgHex(box)}::bytea, send_at = ${sendAt}::timestamptz, state = 'waiting',
        held_reason = null, member_id = ${authorId}::uuid
      where id = ${id}::uuid and state <> 'sending' returning tenant_id, id, send_at
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at) select tenant_id, 'schedule', id, send_at from changed
      on conflict (tenant_id, kind, ref_id) do update set due_at = excluded.due_at, lease_until = null
    ), audited as (
      insert into audit_log (member_id, action, subject_id)
      select ${memberId}::uuid, 'message.schedule_changed', id from changed
    )
    select id from changed`)
}

/** From here on nothing holds it any more. No row: somebody else has it, it is held, or gone. */
export function takeScheduled(db: TenantDb, id: string, from: readonly ('waiting' | 'sending' | 'held')[]) {
  return db.build.execute<{ id: string }>(sql`
    update scheduled_messages set state = 'sending', held_reason = null
    where id = ${id}::uuid and state = any (array(select value from json_array_elements_text(${JSON.stringify(from)}::json)))
    returning id`)
}

/** Sent: nothing waits any more. */
export function finishScheduled(db: TenantDb, id: string) {
  return db.build.execute(sql`
    with gone as (delete from scheduled_messages where id = ${id}::uuid returning tenant_id, id)
    delete from work_due w using gone g where w.tenant_id = g.tenant_id and w.kind = 'schedule' and w.ref_id = g.id`)
}

/** Taken back before it was sent. No row: too late. */
export function cancelScheduledRow(db: TenantDb, id: string, memberId: string) {
  return db.build.execute<{ id: string }>(sql`
    with gone as (
      delete from scheduled_messages where id = ${id}::uuid and state <> 'sending' returning tenant_id, id
    ), done as (
      delete from work_due w using gone g where w.tenant_id = g.tenant_id and w.kind = 'schedule' and w.ref_id = g.id
    ), audited as (
      insert into audit_log (member_id, action, subject_id)
      select ${memberId}::uuid, 'message.schedule_cancelled', id from gone
    )
    select id from gone`)
}

/** Not sent before somebody decides. */
export function holdScheduled(db: TenantDb, id: string, reason: HeldReason) {
  return db.build.execute(sql`
    with held as (
      update scheduled_messages set state = 'held', held_reason = ${reason}
      where id = ${id}::uuid and state <> 'held' returning id
    )
    insert into audit_log (action, subject_id, details)
    select 'message.schedule_held', id, jsonb_build_object('reason', ${reason}::text) from held`)
}

/** What nobody decided about since it was due before then is gone. */
export function expireHeld(db: TenantDb, id: string, before: string) {
  return db.build.execute<{ id: string }>(sql`
    with gone as (
      delete from scheduled_messages
      where id = ${id}::uuid and state = 'held' and send_at <= ${before}::timestamptz returning id
    ), audited as (
      insert into audit_log (action, subject_id) select 'message.schedule_expired', id from gone
    )
    select id from gone`)
}

/** The work of a held message comes when it is to be gone; work without its row would come back for ever. */
export function postponeHeld(db: TenantDb, id: string, days: number) {
  return db.build.execute(sql`
    with postponed as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select tenant_id, 'schedule', id, send_at + make_interval(days => ${days}) from scheduled_messages
      where id = ${id}::uuid and state = 'held'
      on conflict (tenant_id, kind, ref_id) do update set due_at = excluded.due_at, lease_until = null
    )
    delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = 'schedule' and ref_id = ${id}::uuid
      and not exists (select from scheduled_messages where id = ${id}::uuid)`)
}
