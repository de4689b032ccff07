import { sql } from 'drizzle-orm'
import type { AuditAction } from '../../../contract/audit-actions.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex, uuids } from '../../../db/columns.ts'
import type { Change, Standing } from '../changes.ts'
import { labelIdsOf } from './reads.ts'

export type StandingRow = Standing & {
  id: string
  channelId: string
  readReceipts: boolean
  salt: Uint8Array | string
}

/** Of a conversation `v` and its contact `c`. */
export const standing = sql`v.id, v.channel_id as "channelId", v.status, v.snoozed_until as "snoozedUntil", v.assignee_id as "assigneeId", v.team_id as "teamId",
  v.priority, v.unread_count as "unreadCount", v.waiting_since as "waitingSince", ${labelIdsOf(sql`v`)} as "labelIds", c.salt,
  (select t.read_receipts from tenants t where t.id = v.tenant_id) as "readReceipts"`
const withPerson = sql`join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id and c.removed_at is null`

/** Those of the conversations that are there, as they stand. */
export function selectStandings(db: TenantDb, ids: string[]) {
  return db.build.execute<StandingRow>(sql`
    select ${standing} from conversations v ${withPerson} where v.id = any (${uuids(ids)})`)
}

/** Those of the conversations whose time to come back has come. */
export function selectDueSnoozes(db: TenantDb, ids: string[], nowMs: number) {
  return db.build.execute<StandingRow>(sql`
    select ${standing} from conversations v ${withPerson}
    where v.id = any (${uuids(ids)}) and v.status = 'snoozed' and v.snoozed_until <= ${iso(nowMs)}::timestamptz`)
}

/** A change with the line that the thread gets. */
export interface ChangeWrite extends Change {
  action: AuditAction
  details: object
  line: { id: string; box: Uint8Array; seq: number } | null
}

/**
 * Writes changes, each only where the conversation still stands as it did when the change was decided: with its line,
 * its episode, its row in the audit log, and the work that ends a snooze or finds somebody for it.
 *
 * @param memberId null: the system.
 * @returns which were written.
 */
export function writeChanges(db: TenantDb, changes: ChangeWrite[], memberId: string | null, nowMs: number) {
  const input = changes.map(({ id, before, after, episode, afterDays, action, details, line }) => ({
    ...{ id, before, after, episode, afterDays, action, details, lineId: line?.id, seq: line?.seq },
    box: line && toPgHex(line.box),
  }))
  const now = sql`${iso(nowMs)}::timestamptz`
  return db.build.execute<{ id: string }>(sql`
    with input as materialized (
      select * from json_to_recordset(${JSON.stringify(input)}::json) as x(id uuid, before jsonb, after jsonb, episode text,
        "afterDays" integer, action text, details jsonb, "lineId" uuid, box bytea, seq bigint)
    ), changed as (
      update conversations v set
        status = coalesce(x.after ->> 'status', v.status),
        snoozed_until = case when x.after ? 'snoozedUntil' then (x.after ->> 'snoozedUntil')::timestamptz else v.snoozed_until end,
        assignee_id = case when x.after ? 'assigneeId' then (x.after ->> 'assigneeId')::uuid else v.assignee_id end,
        team_id = case when x.after ? 'teamId' then (x.after ->> 'teamId')::uuid else v.team_id end,
        priority = coalesce((x.after ->> 'priority')::smallint, v.priority),
        unread_count = coalesce((x.after ->> 'unreadCount')::integer, v.unread_count),
        waiting_since = case when x.after ? 'waitingSince' then (x.after ->> 'waitingSince')::timestamptz else v.waiting_since end
      from input x
      where v.id = x.id and v.id = any (array(select id from input))
        and v.status = coalesce(x.before ->> 'status', v.status)
        and (not x.before ? 'assigneeId' or v.assignee_id is not distinct from (x.before ->> 'assigneeId')::uuid)
        and (not x.before ? 'teamId' or v.team_id is not distinct from (x.before ->> 'teamId')::uuid)
        and (not x.before ? 'snoozedUntil' or v.snoozed_until is not distinct from (x.before ->> 'snoozedUntil')::timestamptz)
        and v.priority = coalesce((x.before ->> 'priority')::smallint, v.priority)
        and v.unread_count = coalesce((x.before ->> 'unreadCount')::integer, v.unread_count)
        and (x."afterDays" is null or v.last_message_at < now() - make_interval(days => x."afterDays"))
      returning v.tenant_id, v.id, v.channel_id, v.contact_id, v.snoozed_until, v.assignee_id, v.team_id, x.before, x.after,
        x.action, x.details, x.episode, x."lineId", x.box, x.seq
    ), lines as (
      insert into messages (id, conversation_id, channel_id, contact_id, direction, type, box, author_kind,
        author_member_id, status, occurred_at, seq)
      select "lineId", id, channel_id, contact_id, 'internal', 'activity', box,
        ${memberId === null ? 'system' : 'member'}, ${memberId}::uuid, 'sent', ${now}, seq
      from changed where "lineId" is not null
    ), closed as (
      update conversation_episodes e set closed_at = ${now}, closed_by = ${memberId}::uuid
      from changed c where c.episode = 'close' and e.conversation_id = c.id and e.closed_at is null
        and e.conversation_id = any (array(select id from changed))
    ), opened as (
      insert into conversation_episodes (conversation_id, opened_at, opened_by)
      select id, ${now}, 'member' from changed where episode = 'open' on conflict do nothing
    ), again as (
      update conversation_episodes e set closed_at = null, closed_by = null
      where e.id = any (array(
        select (select l.id from conversation_episodes l where l.conversation_id = c.id order by l.opened_at desc limit 1)
        from changed c where c.episode = 'again'))
    ), dropped as (
      delete from conversation_episodes e using changed c
      where c.episode = 'drop' and e.conversation_id = c.id and e.closed_at is null
        and e.conversation_id = any (array(select id from changed))
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select tenant_id, 'snooze', id, snoozed_until from changed where after ? 'snoozedUntil' and snoozed_until is not null
      on conflict (tenant_id, kind, ref_id) do update set due_at = excluded.due_at, lease_until = null
    ), given as (
      -- Whoever gets it by hand needs no automatic assignment any more.
      delete from work_due w using changed c
      where w.tenant_id = c.tenant_id and w.kind = 'assignment' and w.ref_id = c.id
        and c.after ? 'assigneeId' and c.assignee_id is not null
    ), wanting as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select c.tenant_id, 'assignment', c.id, now() + interval '30 seconds' from changed c join tenants t on t.id = c.tenant_id
      where c.assignee_id is null and t.assignment <> 'manual' and (
        c.after ->> 'teamId' is distinct from c.before ->> 'teamId' and c.team_id is not null
        or ${memberId === null} and (c.after ->> 'status' = 'open' or c.after ? 'assigneeId'))
      on conflict do nothing
    ), audited as (
      insert into audit_log (member_id, action, subject_id, details)
      select ${memberId}::uuid, action, id, details from changed
    )
    select id from changed`)
}

/** What is not due any more, or not yet: the snooze that stands now says when. */
export function settleSnoozes(db: TenantDb, ids: string[], nowMs: number) {
  return db.build.execute(sql`
    delete from work_due w where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'snooze' and w.ref_id = any (${uuids(ids)})
      and w.due_at <= ${iso(nowMs)}::timestamptz`)
}

const UNDO_FOR = sql`interval '1 minute'`

/** Remembers changes for a minute, and forgets the member's older ones. */
export function rememberChanges(db: TenantDb, bulkId: string, memberId: string, changes: Change[]) {
  return db.build.execute(sql`
    with forgotten as (
      delete from bulk_changes where member_id = ${memberId}::uuid and created_at < now() - ${UNDO_FOR}
    )
    insert into bulk_changes (id, member_id, changes)
    values (${bulkId}::uuid, ${memberId}::uuid, ${JSON.stringify(changes)}::jsonb)`)
}

export function selectChanges(db: TenantDb, bulkId: string, memberId: string) {
  return db.build.execute<{ changes: Change[] }>(sql`
    select changes from bulk_changes
    where id = ${bulkId}::uuid and member_id = ${memberId}::uuid and created_at >= now() - ${UNDO_FOR}`)
}

export function forgetChanges(db: TenantDb, bulkId: string) {
  return db.build.execute(sql`delete from bulk_changes where id = ${bulkId}::uuid`)
}

const iso = (ms: number) => new Date(ms).toISOString()
