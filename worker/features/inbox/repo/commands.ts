import { sql } from 'drizzle-orm'
import type { AuditAction } from '../../../contract/audit-actions.ts'
import type { CustomerNotice } from '../../../contract/conversation.ts'
import type { MessageStatus, MessageType } from '../../../contract/message.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { ConversationState } from '../apply-rows.ts'
import { labelIdsOf, noticeOf } from './reads.ts'

export type ConversationFacts = {
  id: string
  channelId: string
  /** Whom messages are sealed for and sent to. */
  contactId: string
  /** Who is shown: the same, or whom they were merged into. */
  personId: string
  status: 'open' | 'snoozed' | 'closed'
  assigneeId: string | null
  teamId: string | null
  unreadCount: number
  windowClosesAt: string | null
  lastMessageAt: string
  lastStatus: MessageStatus | null
  card: Uint8Array | string
  salt: Uint8Array | string
  contactBox: Uint8Array | string
  optedOut: boolean
  blocked: boolean
  unreachableCode: number | null
  wabaId: string
  channelState: 'active' | 'paused' | 'disconnected'
  onlyAssigneeSends: boolean
  readReceipts: boolean
  signature: 'none' | 'first' | 'full'
  /** The membership of who reads this, where replies are signed. */
  signerBox: Uint8Array | string | null
}

/** A conversation with what every command on it needs. */
export function selectFacts(db: TenantDb, conversationId: string) {
  return db.build.execute<ConversationFacts>(sql`
    select v.id, v.channel_id as "channelId", v.contact_id as "contactId", coalesce(c.merged_into, c.id) as "personId",
      v.status, v.assignee_id as "assigneeId", v.team_id as "teamId", v.unread_count as "unreadCount", v.window_closes_at as "windowClosesAt",
      v.last_message_at as "lastMessageAt", t.only_assignee_sends as "onlyAssigneeSends",
      t.read_receipts as "readReceipts", t.signature,
      case when t.signature <> 'none' then (
        select m.box from memberships m
        where m.tenant_id = v.tenant_id and m.id = nullif(current_setting('app.member_id'), '')::uuid) end as "signerBox",
      (select m.status from messages m where m.tenant_id = v.tenant_id and m.id = v.last_message_id) as "lastStatus",
      v.card, c.salt, c.box as "contactBox", c.opted_out_at is not null or s.opted_out_at is not null as "optedOut",
      c.blocked_at is not null as blocked,
      c.unreachable_code as "unreachableCode", h.waba_id as "wabaId", h.state as "channelState"
    from conversations v
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id and c.removed_at is null
    left join contacts s on s.tenant_id = c.tenant_id and s.id = c.merged_into
    join channels h on h.tenant_id = v.tenant_id and h.id = v.channel_id
    join tenants t on t.id = v.tenant_id
    where v.id = ${conversationId}::uuid`)
}

export type UploadedMedia = {
  id: string
  kind: string
  state: string
  mimeType: string | null
  box: Uint8Array | string
}

/** Uploaded files that wait to be sent over this channel. */
export function selectUploads(db: TenantDb, ids: string[], channelId: string) {
  return db.build.execute<UploadedMedia>(sql`
    select id, kind, state, mime_type as "mimeType", box from media
    where id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json)))
      and channel_id = ${channelId}::uuid and uploaded_by is not null`)
}

export interface NewOutbound {
  id: string
  conversationId: string
  channelId: string
  contactId: string
  direction: 'outbound' | 'internal'
  type: string
  box: Uint8Array
  replyToId: string | null
  memberId: string
  clientMessageId: string
  mediaId: string | null
  status: 'queued' | 'sent'
  atMs: number
  seq: number
  /** The list shows it: not for notes and reactions. */
  card: Uint8Array | null
  /** Reopens, ends the waiting, counts as first reply: not for notes and reactions. */
  answers: boolean
  eventKey: Uint8Array
}

export type InsertedOutbound = ConversationState & {
  notice: CustomerNotice | null
  /** A held message asks for no template any more. */
  resolvesHeld: boolean
}

/**
 * The outbox row and what hangs on it, in one statement: nothing happens if the client's id was used before.
 * @returns the conversation as it is now, or no row.
 */
export function insertOutbound(db: TenantDb, message: NewOutbound) {
  const at = new Date(message.atMs).toISOString()
  const card = message.card ? toPgHex(message.card) : null
  return db.build.execute<InsertedOutbound>(sql`
    with inserted as (
      insert into messages (id, conversation_id, channel_id, contact_id, direction, type, box, reply_to_id, author_kind,
        author_member_id, client_message_id, media_id, status, occurred_at, seq)
      values (${message.id}::uuid, ${message.conversationId}::uuid, ${message.channelId}::uuid, ${message.contactId}::uuid,
        ${message.direction}, ${message.type}, ${toPgHex(message.box)}::bytea, ${message.replyToId}::uuid, 'member',
        ${message.memberId}::uuid, ${message.clientMessageId}, ${message.mediaId}::uuid, ${message.status}, ${at}::timestamptz,
        ${message.seq}::bigint)
      on conflict do nothing
      returning tenant_id, id
    ), changed as (
      update conversations v set
        status = case when ${message.answers} then 'open' else v.status end,
        snoozed_until = case when ${message.answers} then null else v.snoozed_until end,
        waiting_since = case when ${message.answers} then null else v.waiting_since end,
        last_message_id = case when ${card}::bytea is null then v.last_message_id else i.id end,
        last_message_at = case when ${card}::bytea is null then v.last_message_at
          else greatest(v.last_message_at, ${at}::timestamptz) end,
        card = coalesce(${card}::bytea, v.card)
      from inserted i where v.id = ${message.conversationId}::uuid
      returning v.*
    ), accepted as (
      insert into message_events (event_key, message_id, kind, member_id, at)
      select ${toPgHex(message.eventKey)}::bytea, i.id, 'accepted', ${message.memberId}::uuid, ${at}::timestamptz from inserted i
    ), attached as (
      update media f set message_id = i.id, contact_id = coalesce(f.contact_id, ${message.contactId}::uuid)
      from inserted i where f.id = ${message.mediaId}::uuid and f.message_id is null
    ), resolved as (
      update scheduled_messages s set held_reason = 'template_sent' from inserted
      where ${message.type} = 'template' and s.conversation_id = ${message.conversationId}::uuid
        and s.held_reason = 'window_closed'
      returning s.id
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select i.tenant_id, 'send', ${message.channelId}::uuid, ${at}::timestamptz + interval '15 seconds'
      from inserted i where ${message.status} = 'queued'
      on conflict do nothing
    ), first_reply as (
      update conversation_episodes e set first_reply_at = ${at}::timestamptz, first_reply_by = ${message.memberId}::uuid
      from inserted where ${message.answers} and e.conversation_id = ${message.conversationId}::uuid
        and e.closed_at is null and e.first_reply_at is null
    ), episode as (
      insert into conversation_episodes (conversation_id, opened_at, opened_by, first_reply_at, first_reply_by)
      select ${message.conversationId}::uuid, ${at}::timestamptz, 'member', ${at}::timestamptz, ${message.memberId}::uuid
      from inserted where ${message.answers} and not exists (
        select from conversation_episodes e
        where e.conversation_id = ${message.conversationId}::uuid and e.closed_at is null)
      on conflict do nothing
    ), audited as (
      insert into audit_log (member_id, action, subject_id)
      select ${message.memberId}::uuid, 'message.written', id from inserted
    )
    select v.id, v.channel_id as "channelId", v.contact_id as "contactId", v.status, v.assignee_id as "assigneeId",
      v.team_id as "teamId", v.unread_count as "unreadCount", ${labelIdsOf(sql`v`)} as "labelIds",
      v.priority, v.snoozed_until as "snoozedUntil", v.window_closes_at as "windowClosesAt",
      v.waiting_since as "waitingSince", v.last_message_at as "lastMessageAt", v.last_message_id as "lastMessageId",
      ${noticeOf(sql`v`)} as notice, exists (select from resolved) as "resolvesHeld"
    from changed v`)
}

/** Those of these members who are active and may see a conversation of this assignee's. */
export function selectMentionable(db: TenantDb, memberIds: string[], assigneeId: string | null) {
  return db.build.execute<{ id: string }>(sql`
    select m.id from memberships m join tenants t on t.id = m.tenant_id
    where m.id = any (array(select value::uuid from json_array_elements_text(${JSON.stringify(memberIds)}::json)))
      and m.active and (not t.agents_see_own_only or m.role <> 'agent' or ${assigneeId}::uuid is null
        or m.id = ${assigneeId}::uuid)`)
}

export function selectTeamExists(db: TenantDb, teamId: string | null) {
  return db.build.execute<{ id: string }>(sql`select id from teams where id = ${teamId}::uuid`)
}

export function audit(db: TenantDb, memberId: string, action: AuditAction, subjectId: string, details: object = {}) {
  return db.build.execute(sql`
    insert into audit_log (member_id, action, subject_id, details)
    values (${memberId}::uuid, ${action}, ${subjectId}::uuid, ${JSON.stringify(details)}::jsonb)`)
}

export function selectActiveMember(db: TenantDb, memberId: string | null) {
  return db.build.execute<{ id: string }>(sql`
    select id from memberships where id = ${memberId}::uuid and active and role <> 'viewer'`)
}

export type RetryRow = {
  id: string
  conversationId: string | null
  channelId: string
  status: string
  direction: string
  type: MessageType
  assigneeId: string | null
  windowClosesAt: string | null
  onlyAssigneeSends: boolean
}

export function selectForRetry(db: TenantDb, messageId: string) {
  return db.build.execute<RetryRow>(sql`
    select m.id, m.conversation_id as "conversationId", m.channel_id as "channelId", m.status, m.direction,
      m.type, v.assignee_id as "assigneeId", v.window_closes_at as "windowClosesAt",
      t.only_assignee_sends as "onlyAssigneeSends"
    from messages m left join conversations v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
    join tenants t on t.id = m.tenant_id
    where m.id = ${messageId}::uuid`)
}

/** Back into the outbox, only from where it stood when the person decided; what was tried before counts no more. */
export function requeue(db: TenantDb, messageId: string, memberId: string, eventKey: Uint8Array) {
  return db.build.execute<{ id: string }>(sql`
    with changed as (
      update messages set status = 'queued', failure_code = null, due_at = null, attempt_count = 0
      where id = ${messageId}::uuid and status in ('failed', 'unconfirmed')
      returning tenant_id, id, channel_id
    ), noted as (
      insert into message_events (event_key, message_id, kind, member_id, at)
      select ${toPgHex(eventKey)}::bytea, id, 'retried', ${memberId}::uuid, now() from changed
    ), audited as (
      insert into audit_log (member_id, action, subject_id)
      select ${memberId}::uuid, 'message.retried', id from changed
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select tenant_id, 'send', channel_id, now() + interval '15 seconds' from changed on conflict do nothing
    )
    select id from changed`)
}

export type TemplateRow = {
  components: ({ type: string } & Record<string, unknown>)[]
  status: string
  category: string
}

export function selectTemplate(db: TenantDb, wabaId: string, name: string, language: string) {
  return db.build.execute<TemplateRow>(sql`
      select components, status, category from templates
      where waba_id = ${wabaId} and name = ${name} and language = ${language}`)
}

export function selectConversationOf(db: TenantDb, contactId: string, channelId: string) {
  return db.build.execute<{ id: string }>(sql`
      select v.id from conversations v join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
      where v.channel_id = ${channelId}::uuid and c.removed_at is null and v.contact_id in (
        select g.id from contacts g where g.id = ${contactId}::uuid
        union all select g.id from contacts g where g.merged_into = ${contactId}::uuid)
      order by v.last_message_at desc limit 1`)
}
