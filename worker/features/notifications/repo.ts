import { sql } from 'drizzle-orm'
import type { NewNotificationSettings, NotificationKind } from '../../contract/notification.ts'
import type { Role } from '../../contract/roles.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toPgHex } from '../../db/columns.ts'

export type NotificationRow = {
  id: string
  memberId: string
  kind: NotificationKind
  conversationId: string
  messageId: string | null
  at: string
  readAt: string | null
}

const columns = sql`n.id, n.member_id as "memberId", n.kind, n.conversation_id as "conversationId",
  n.message_id as "messageId", n.at, n.read_at as "readAt"`

/** Unless they say otherwise, agents are not told of what nobody has. */
const mutedOf = sql`coalesce(s.muted, case when m.role = 'agent' then array['unassigned'] else '{}' end)`
/** Whoever the tenant shows only their own sees no other's conversation, and hears nothing of it. */
const maySee = sql`(not t.agents_see_own_only or m.role <> 'agent' or v.assignee_id is null or v.assignee_id = m.id)`
const withMember = sql`join tenants t on t.id = m.tenant_id
    left join notification_settings s on s.tenant_id = m.tenant_id and s.member_id = m.id`

export interface Notice {
  memberId: string
  kind: NotificationKind
  conversationId: string
  messageId: string | null
}

/**
 * Notes what members are to be told, as far as they want and may. A mention that is not wanted is kept as read: the list of
 * mentions is whole. A message's mention or failure is noted once; what concerns a conversation takes the place of what was
 * said of it before. Nothing is noted of a message that is not there: its insert may have found that it was written before.
 */
export function insertNotices(db: TenantDb, notices: Notice[]) {
  return db.build.execute<NotificationRow>(sql`
    insert into notifications as n (member_id, kind, conversation_id, message_id, ref_id, read_at)
    select distinct on (m.id, x.kind, x."conversationId", x."messageId")
      m.id, x.kind, v.id, x."messageId", case when x.kind in ('mention', 'failed') then x."messageId" else v.id end,
      case when x.kind = any (${mutedOf}) then now() end
    from json_to_recordset(${JSON.stringify(notices)}::json)
      as x("memberId" uuid, kind text, "conversationId" uuid, "messageId" uuid)
    join memberships m on m.id = x."memberId" and m.active
    join conversations v on v.tenant_id = m.tenant_id and v.id = x."conversationId"
    ${withMember}
    where (x."messageId" is null or exists (
        select from messages e where e.tenant_id = m.tenant_id and e.id = x."messageId"))
      and ${maySee} and (x.kind = 'mention' or not x.kind = any (${mutedOf}))
    on conflict (tenant_id, member_id, kind, ref_id) do update
      set at = now(), read_at = null, message_id = excluded.message_id where n.kind not in ('mention', 'failed')
    returning ${columns}`)
}

/** The failures of these messages, for whoever wrote them. */
export function selectFailures(db: TenantDb, messageIds: string[]) {
  return db.build.execute<{ memberId: string; conversationId: string; messageId: string }>(sql`
    select m.author_member_id as "memberId", m.conversation_id as "conversationId", m.id as "messageId" from messages m
    where m.id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(messageIds)}::json)))
      and m.author_member_id is not null and m.conversation_id is not null and m.status = 'failed'`)
}

/** Minutes that a customer waits before everybody is told that nobody has the conversation. */
const UNASSIGNED_MINUTES = 5
/** Hours before its window closes that an unanswered conversation is told of, and again. */
const WINDOW_HOURS = 2
const LAST_CALL_HOURS = 1
const NOTICED_MAX = 200

/** Customers who wait and whom nobody has, once for each time that they began to wait. */
export function insertUnassigned(db: TenantDb) {
  return db.build.execute<NotificationRow>(sql`
    with waiting as (
      select v.tenant_id, v.id, v.assignee_id, v.waiting_since, v.last_message_id from conversations v
      where v.closed = false and v.assignee_id is null and v.status = 'open'
        and v.waiting_since < now() - make_interval(mins => ${UNASSIGNED_MINUTES}) and v.waiting_since > now() - interval '1 day'
      order by v.waiting_since limit ${NOTICED_MAX}
    )
    insert into notifications as n (member_id, kind, conversation_id, message_id, ref_id)
    select m.id, 'unassigned', v.id, v.last_message_id, v.id
    from waiting v join memberships m on m.tenant_id = v.tenant_id and m.active and m.role <> 'viewer' ${withMember}
    where not 'unassigned' = any (${mutedOf}) and not exists (
      select from notifications o where o.tenant_id = v.tenant_id and o.member_id = m.id and o.kind = 'unassigned'
        and o.ref_id = v.id and o.at >= v.waiting_since)
    on conflict (tenant_id, member_id, kind, ref_id) do update
      set at = now(), read_at = null, message_id = excluded.message_id
    returning ${columns}`)
}

/**
 * Unanswered customers whose window closes soon, twice for each window. First whoever has them is told; in the last hour, or at
 * once where nobody has them or that member is away, also the team that they belong to, there or not. Where there is no team,
 * or nobody in it who may see them and wants to hear, it is everybody but agents.
 */
export function insertClosingWindows(db: TenantDb, presentIds: string[]) {
  return db.build.execute<NotificationRow>(sql`
    with closing as (
      select v.*, v.is_last_call or v.assignee_id is null or v.assignee_id <> all (
        array(select value::uuid from json_array_elements_text(${JSON.stringify(presentIds)}::json))) as escalates
      from (
        select v.tenant_id, v.id, v.assignee_id, v.team_id, v.window_closes_at, v.last_message_id,
          v.window_closes_at < now() + make_interval(hours => ${LAST_CALL_HOURS}::int) as is_last_call
        from conversations v
        where v.closed = false and v.window_closes_at > now()
          and v.window_closes_at < now() + make_interval(hours => ${WINDOW_HOURS}::int)
          and v.waiting_since is not null -- Also who is snoozed: then nobody else sees the window close.
        order by v.window_closes_at limit ${NOTICED_MAX}
      ) v
    ), hearing as (
      select v.*, m.id as member_id, m.id is not distinct from v.assignee_id as has_it, tm.member_id is not null as in_team,
        bool_or(tm.member_id is not null and m.id is distinct from v.assignee_id) over (partition by v.id) as has_team
      from closing v
      join memberships m on m.tenant_id = v.tenant_id and m.active and m.role <> 'viewer'
      left join team_members tm on tm.tenant_id = v.tenant_id and tm.team_id = v.team_id and tm.member_id = m.id
      ${withMember}
      where (m.id = v.assignee_id or v.escalates and (m.role <> 'agent' or tm.member_id is not null))
        and ${maySee} and not 'window' = any (${mutedOf})
    )
    insert into notifications as n (member_id, kind, conversation_id, message_id, ref_id)
    select v.member_id, 'window', v.id, v.last_message_id, v.id
    from hearing v
    where (v.has_it or v.in_team or not v.has_team) and not exists (
      select from notifications o where o.tenant_id = v.tenant_id and o.member_id = v.member_id and o.kind = 'window'
        and o.ref_id = v.id and o.at >= v.window_closes_at
          - make_interval(hours => case when v.is_last_call then ${LAST_CALL_HOURS}::int else ${WINDOW_HOURS}::int end))
    on conflict (tenant_id, member_id, kind, ref_id) do update
      set at = now(), read_at = null, message_id = excluded.message_id
    returning ${columns}`)
}

/**
 * Looks again with the next sweep, if somebody waits. If nobody does, the next message of a customer puts the tenant into the work
 * list again.
 */
export function settleNotices(db: TenantDb) {
  return db.build.execute(sql`
    with waiting as (
      select exists (select from conversations v where v.closed = false and v.waiting_since > '-infinity') as are
    ), settled as (
      delete from work_due w using waiting where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'notice'
        and w.ref_id = ${db.tenantId}::uuid and not waiting.are
    )
    update work_due w set due_at = now() + interval '30 seconds', lease_until = null
    from waiting where w.tenant_id = ${db.tenantId}::uuid and w.kind = 'notice' and w.ref_id = ${db.tenantId}::uuid
      and waiting.are`)
}

export function selectNotifications(
  db: TenantDb,
  memberId: string,
  { unread, limit }: { unread: boolean; limit: number },
  before: { at: string; id: string } | null,
) {
  return db.build.execute<NotificationRow>(sql`
    select ${columns} from notifications n
    where n.member_id = ${memberId}::uuid ${unread ? sql`and n.read_at is null` : sql``}
      ${before ? sql`and (n.at, n.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql``}
    order by n.at desc, n.id desc limit ${limit + 1}`)
}

/** One, or all, of a member's are read. @returns those that are there, read now or before. */
export function readNotifications(db: TenantDb, memberId: string, id: string | null) {
  const which = id === null ? sql`and n.read_at is null` : sql`and n.id = ${id}::uuid`
  return db.build.execute<{ id: string }>(sql`
    with found as (
      select n.id, n.read_at from notifications n where n.member_id = ${memberId}::uuid ${which} limit 1000
    ), changed as (
      update notifications n set read_at = now() from found
      where n.member_id = ${memberId}::uuid and n.id = found.id and found.read_at is null returning n.id
    ), audited as (
      insert into audit_log (member_id, action, subject_id, details)
      select ${memberId}::uuid, 'notification.read', ${id}::uuid, jsonb_build_object('count', count(*)) from changed
      having count(*) > 0
    )
    select id from found`)
}

/** Who opened a conversation knows what they were told of it. */
export function readOfConversations(db: TenantDb, memberId: string, conversationIds: string[]) {
  return db.build.execute(sql`
    update notifications set read_at = now()
    where conversation_id = any (
      array(select value::uuid from json_array_elements_text(${JSON.stringify(conversationIds)}::json)))
      and member_id = ${memberId}::uuid and read_at is null`)
}

export type SettingsRow = {
  role: Role
  muted: NotificationKind[] | null
  pushed: NotificationKind[] | null
  sound: boolean | null
  detail: 'none' | 'name' | 'text' | null
  quietFrom: number | null
  quietTo: number | null
  zone: string | null
}

export function selectSettings(db: TenantDb, memberId: string) {
  return db.build.execute<SettingsRow>(sql`
    select m.role, array_to_json(s.muted) as muted, array_to_json(s.pushed) as pushed, s.sound, s.detail,
      s.quiet_from as "quietFrom", s.quiet_to as "quietTo", s.zone
    from memberships m left join notification_settings s on s.tenant_id = m.tenant_id and s.member_id = m.id
    where m.id = ${memberId}::uuid`)
}

/** With its row of the audit log, which has what changed. */
export function upsertSettings(db: TenantDb, memberId: string, settings: NewNotificationSettings) {
  const kinds = (list: NotificationKind[]) =>
    sql`array(select distinct value from json_array_elements_text(${JSON.stringify(list)}::json))`
  const { muted, pushed, sound, detail, quiet, zone } = settings
  return db.build.execute(sql`
    with changed as (insert into notification_settings (member_id, muted, pushed, sound, detail, quiet_from, quiet_to, zone)
    values (${memberId}::uuid, ${kinds(muted)}, ${kinds(pushed)}, ${sound}::boolean, ${detail}, ${quiet?.from ?? null}::smallint,
      ${quiet?.to ?? null}::smallint, ${zone})
    on conflict (tenant_id, member_id) do update set muted = excluded.muted, pushed = excluded.pushed,
      sound = excluded.sound, detail = excluded.detail, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
      zone = excluded.zone
    returning member_id, to_jsonb(old) as before, to_jsonb(new) as after)
    insert into audit_log (member_id, action, subject_id, details)
    select member_id, 'notifications.changed', member_id, changed_fields(before, after, 'muted', 'pushed', 'sound', 'detail',
      'quiet_from', 'quiet_to', 'zone')
    from changed`)
}

export interface SubscriptionInput {
  id: string
  memberId: string
  endpointIndex: Uint8Array
  box: Uint8Array
}

/** A browser belongs to whoever subscribed in it last. The first id stays: the box is sealed for it. */
export function replaceSubscription(db: TenantDb, { id, memberId, endpointIndex, box }: SubscriptionInput) {
  return [
    db.build.execute(sql`delete from push_subscriptions where endpoint_index = ${toPgHex(endpointIndex)}::bytea`),
    db.build.execute(sql`
      insert into push_subscriptions (id, member_id, endpoint_index, box)
      values (${id}::uuid, ${memberId}::uuid, ${toPgHex(endpointIndex)}::bytea, ${toPgHex(box)}::bytea)`),
  ] as const
}

export function deleteSubscription(db: TenantDb, id: string, memberId: string) {
  return db.build.execute<{ id: string }>(sql`
    with gone as (
      delete from push_subscriptions where id = ${id}::uuid and member_id = ${memberId}::uuid returning id
    ), audited as (
      insert into audit_log (member_id, action, subject_id) select ${memberId}::uuid, 'push.unsubscribed', id from gone
    )
    select id from gone`)
}

/** Gone at the push service: nobody is told there any more. */
export function forgetSubscription(db: TenantDb, id: string) {
  return db.build.execute(sql`
    with gone as (delete from push_subscriptions where id = ${id}::uuid returning id)
    insert into audit_log (action, subject_id) select 'push.expired', id from gone`)
}

export type SubscriptionRow = { id: string; box: Uint8Array | string }

export function selectSubscriptions(db: TenantDb, memberId: string) {
  return db.build.execute<SubscriptionRow>(sql`
    select p.id, p.box from push_subscriptions p
    join memberships m on m.tenant_id = p.tenant_id and m.id = p.member_id and m.active
    join tenants t on t.id = p.tenant_id and t.state = 'active'
    where p.member_id = ${memberId}::uuid order by p.created_at desc limit 20`)
}

export function selectNotification(db: TenantDb, id: string) {
  return db.build.execute<NotificationRow>(sql`select ${columns} from notifications n where n.id = ${id}::uuid`)
}
