import { sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex, uuids } from '../../../db/columns.ts'
import { type StandingRow, standing } from './changes.ts'

export type GreetableRow = {
  id: string
  channelId: string
  contactId: string
  assigneeId: string | null
  salt: Uint8Array | string
  contactBox: Uint8Array | string
  episodeId: string
  openedAt: string
  openedBy: 'customer' | 'member'
  firstReplyAt: string | null
  /** It was closed less than a day before it was opened again. */
  isResumed: boolean
  /** A person answered in the last hour. */
  isAttended: boolean
}

/** Whose customer waits, may be written to, and is not blocked. */
const greetable = sql`v.status = 'open' and v.waiting_since is not null and v.window_closes_at > now()
  and c.removed_at is null and c.blocked_at is null and h.state <> 'disconnected'
  and exists (select from tenants t where t.id = v.tenant_id and t.state = 'active')`

/** Those of these conversations in which a customer can be answered by itself, with the episode that is open. */
export function selectGreetable(db: TenantDb, ids: string[]) {
  return db.build.execute<GreetableRow>(sql`
    select v.id, v.channel_id as "channelId", v.contact_id as "contactId", v.assignee_id as "assigneeId", c.salt,
      c.box as "contactBox", e.id as "episodeId", e.opened_at as "openedAt", e.opened_by as "openedBy",
      e.first_reply_at as "firstReplyAt",
      exists (select from conversation_episodes p where p.tenant_id = v.tenant_id and p.conversation_id = v.id
        and p.closed_at > e.opened_at - interval '24 hours') as "isResumed",
      exists (select from messages m where m.tenant_id = v.tenant_id and m.conversation_id = v.id
        and m.occurred_at > now() - interval '60 minutes' and m.direction = 'outbound'
        and m.author_kind in ('member', 'business-app')) as "isAttended"
    from conversations v
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
    join channels h on h.tenant_id = v.tenant_id and h.id = v.channel_id
    join conversation_episodes e on e.tenant_id = v.tenant_id and e.conversation_id = v.id and e.closed_at is null
    where v.id = any (${uuids(ids)}) and ${greetable}`)
}

export interface AutomaticMessage {
  id: string
  conversationId: string
  kind: 'greeting' | 'away'
  box: Uint8Array
  /** The same whenever this is said for the same reason: it is said once. */
  clientMessageId: string
  atMs: number
  seq: number
  eventKey: Uint8Array
}

/**
 * A message of nobody's into the outbox, if the customer still waits and was not told before. It is no reply: the
 * customer goes on waiting, and the list goes on showing their words.
 */
export function insertAutomatic(db: TenantDb, message: AutomaticMessage) {
  const at = sql`${new Date(message.atMs).toISOString()}::timestamptz`
  return db.build.execute<{ id: string }>(sql`
    with inserted as (
      insert into messages (id, conversation_id, channel_id, contact_id, direction, type, box, author_kind,
        client_message_id, status, occurred_at, seq)
      select ${message.id}::uuid, v.id, v.channel_id, v.contact_id, 'outbound', 'text', ${toPgHex(message.box)}::bytea,
        'system', ${message.clientMessageId}, 'queued', ${at}, ${message.seq}::bigint
      from conversations v
      join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
      join channels h on h.tenant_id = v.tenant_id and h.id = v.channel_id
      where v.id = ${message.conversationId}::uuid and ${greetable}
      on conflict do nothing
      returning tenant_id, id, channel_id
    ), accepted as (
      insert into message_events (event_key, message_id, kind, at)
      select ${toPgHex(message.eventKey)}::bytea, id, 'accepted', ${at} from inserted
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select tenant_id, 'send', channel_id, ${at} + interval '15 seconds' from inserted
      on conflict do nothing
    ), audited as (
      insert into audit_log (action, subject_id, details)
      select 'message.written', id, jsonb_build_object('automatic', ${message.kind}::text) from inserted
    )
    select id from inserted`)
}

/** Whatever was to be said is in the outbox now. */
export function settleGreetings(db: TenantDb, ids: string[]) {
  return db.build.execute(sql`
    delete from work_due where tenant_id = ${db.tenantId}::uuid and kind = 'greeting' and ref_id = any (${uuids(ids)})`)
}

export type QuietRow = StandingRow & { afterDays: number }

/** Open conversations without a word for as long as the tenant says, of anybody or about them; longest first. */
export function selectQuiet(db: TenantDb, max: number) {
  return db.build.execute<QuietRow>(sql`
    select ${standing}, t.close_after_days as "afterDays" from tenants t
    join conversations v on v.tenant_id = t.id
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
    where t.id = ${db.tenantId}::uuid and t.close_after_days > 0 and v.closed = false and v.status = 'open'
      and c.removed_at is null and v.last_message_at < now() - make_interval(days => t.close_after_days)
      and not exists (
        select from messages m where m.tenant_id = v.tenant_id and m.conversation_id = v.id
          and m.occurred_at >= now() - make_interval(days => t.close_after_days))
    order by v.last_message_at limit ${max}`)
}

const CLOSURE_MINUTES = 15

/** Looks again later; at once if there may be more. */
export function settleClosure(db: TenantDb, isMore: boolean) {
  const minutes = isMore ? 0 : CLOSURE_MINUTES
  return db.build.execute(sql`
    update work_due set due_at = now() + make_interval(mins => ${minutes}), lease_until = null
    where tenant_id = ${db.tenantId}::uuid and kind = 'closure' and ref_id = ${db.tenantId}::uuid`)
}
