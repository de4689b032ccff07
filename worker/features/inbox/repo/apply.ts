import { type SQL, sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import { toBase64 } from '../../../kit/bytes.ts'
import type {
  AttemptRow,
  ChangedStatus,
  ChannelEventRow,
  ConversationRow,
  ConversationState,
  CustomerFlag,
  FlaggedConversation,
  MediaRow,
  MessageRow,
  PreferenceRow,
  StatusRow,
} from '../apply-rows.ts'

// Every statement takes its rows as one JSON parameter and works on the whole set. The inserts decide: whatever a row
// does to its conversation, message or work list hangs on the row really having been inserted, so that the same event
// days later changes nothing.

const iso = (ms: number) => new Date(ms).toISOString()
const hex = (bytes: Uint8Array | null) => (bytes === null ? null : toPgHex(bytes))

const countRepeats = sql`
      on conflict (tenant_id, event_key) do update set times = r.times + excluded.times, last_at = excluded.last_at`

/** Counts what `input` holds more often than the insert of these rows took. */
const again = (inserted: SQL) => sql`again as (
      insert into repeated_events as r (event_key, times)
      select x."eventKey", count(*) - (i.event_key is not null)::int from input x left join ${inserted} i on i.event_key = x."eventKey"
      group by 1, i.event_key having count(*) > (i.event_key is not null)::int
      ${countRepeats})`

export function insertConversations(db: TenantDb, rows: ConversationRow[]) {
  const input = JSON.stringify(rows.map((row) => ({ ...row, card: hex(row.card), at: iso(row.atMs) })))
  return db.build.execute(sql`
    insert into conversations (id, channel_id, contact_id, status, card, last_message_at, created_at)
    select x.id, x."channelId", x."contactId", x.status, x.card, x.at, x.at
    from json_to_recordset(${input}::json) as x(id uuid, "channelId" uuid, "contactId" uuid, status text, card bytea, at timestamptz)
    on conflict do nothing`)
}

/** One cell whatever the batch: the driver walks every cell of every row, which cost more than sealing them. */
export type InsertedMessages = {
  inserted: {
    /** null: none was new */
    fresh: { id: string; replyToId: string | null; conversationId: string }[] | null
    conversations: ConversationState[] | null
    /** Messages that came before: those that quote one of these, and those that an annotation waited for. */
    linked: string[] | null
    /** Conversations that somebody is to be found for. */
    unassigned: string[] | null
    /** Conversations whose customer may be told something by itself. */
    greetable: string[] | null
  }
}

/** Inserts messages, and does what those that are new do to their conversations (migrations/0250_messages_linked.sql). */
export function insertMessages(db: TenantDb, rows: MessageRow[]) {
  const input = JSON.stringify(
    // A batch goes out piece by piece while webhooks come in: what is null or false is not sent.
    rows.map(({ atMs, ...row }) => ({
      ...row,
      box: toBase64(row.box),
      wamidIndex: row.wamidIndex ? toBase64(row.wamidIndex) : undefined,
      replyToIndex: row.replyToIndex ? toBase64(row.replyToIndex) : undefined,
      mediaId: row.mediaId ?? undefined,
      card: row.card ? toBase64(row.card) : undefined,
      counts: row.counts || undefined,
      opensWindow: row.opensWindow || undefined,
      shows: row.shows || undefined,
      answers: row.answers || undefined,
      copies: row.copies > 1 ? row.copies : undefined,
      at: iso(atMs),
    })),
  )
  return db.build.execute<InsertedMessages>(sql`select insert_messages(${input}::json) as inserted`)
}

/** Messages by WhatsApp's id; of two numbers of the business that talk to each other, both have one. */
export function selectByWamid(db: TenantDb, indexes: Uint8Array[]) {
  const input = JSON.stringify(indexes.map(toPgHex))
  return db.build.execute<{ id: string; channelId: string; type: string; wamidIndex: string }>(sql`
    select id, channel_id as "channelId", type, encode(wamid_index, 'hex') as "wamidIndex" from messages
    where wamid_index = any (array(select value::bytea from json_array_elements_text(${input}::json)))`)
}

/** The file of a message that was a placeholder until now, on the message and where it is the newest of its conversation. */
export function completeMessages(db: TenantDb, rows: MessageRow[]) {
  const input = JSON.stringify(rows.map(({ box, card, ...row }) => ({ ...row, box: hex(box), card: hex(card) })))
  return db.build.execute(sql`
    with input as (
      select * from json_to_recordset(${input}::json) as x(id uuid, "contactId" uuid, type text, box bytea, card bytea,
        "mediaId" uuid)
    ), completed as (
      update messages m set type = x.type, box = x.box, media_id = x."mediaId" from input x
      -- Sealed for this contact: under another's row it would not open.
      where m.id = x.id and m.contact_id = x."contactId" and m.media_id is null
      returning m.id, m.conversation_id, x.card
    )
    update conversations v set card = c.card from completed c
    where v.id = c.conversation_id and v.last_message_id = c.id`)
}

/** Files to fetch: the row, and the work that finds it. */
export function insertMedia(db: TenantDb, rows: MediaRow[]) {
  const input = JSON.stringify(rows.map((row) => ({ ...row, box: hex(row.box), at: iso(row.atMs) })))
  return db.build.execute<{ id: string }>(sql`
    with inserted as (
      insert into media (id, message_id, contact_id, channel_id, kind, mime_type, box, retry_until, created_at)
      select x.id, x."messageId", x."contactId", x."channelId", x.kind, x."mimeType", x.box, x.at + interval '7 days', x.at
      from json_to_recordset(${input}::json) as x(id uuid, "messageId" uuid, "contactId" uuid, "channelId" uuid, kind text,
        "mimeType" text, box bytea, at timestamptz)
      on conflict do nothing
      returning id, tenant_id
    ), due as (
      insert into work_due (tenant_id, kind, ref_id, due_at)
      select tenant_id, 'media', id, now() + interval '30 seconds' from inserted
      on conflict do nothing
    )
    select id from inserted`)
}

/** What the new lines `ledger` do to their messages: forward only, and a failure counts only for the newest attempt. */
const moveForward = sql`
    best as (
      select distinct on (l.message_id) l.message_id, l.status, l.error_code
      from ledger l join messages m on m.id = l.message_id
      where l.status in ('sent', 'delivered', 'read', 'played', 'failed')
        and (l.status <> 'failed' or l.attempt_id is null or m.attempt_id = l.attempt_id)
      order by l.message_id, status_rank(l.status) desc
    ), changed as (
      update messages m set status = b.status, due_at = null,
        failure_code = case when b.status = 'failed' then b.error_code end,
        price_category = coalesce(
          (select max(l.pricing ->> 'category') from ledger l where l.message_id = m.id), m.price_category)
      from best b
      where m.id = b.message_id and m.direction = 'outbound' and status_rank(b.status) > status_rank(m.status)
      returning m.id, m.conversation_id, m.contact_id, m.status, m.failure_code
    ), reachable as (
      update contacts c set unreachable_code = null from changed u
      where c.id = u.contact_id and u.status in ('delivered', 'read', 'played') and c.unreachable_code is not null
    )`
const movedForward = sql`
    select u.id as "messageId", u.conversation_id as "conversationId", c.assignee_id as "assigneeId", u.status,
      u.failure_code as "failureCode", null as "retryAt"
    from changed u left join conversations c on c.id = u.conversation_id`

/** Statuses into the ledger, and onto their messages; an attempt without an answer learns its wamid from them. */
export function insertStatuses(db: TenantDb, rows: StatusRow[]) {
  const input = JSON.stringify(
    rows.map((row) => ({
      ...row,
      eventKey: hex(row.eventKey),
      wamidIndex: hex(row.wamidIndex),
      attemptBox: hex(row.attemptBox),
      at: iso(row.atMs),
    })),
  )
  return db.build.execute<ChangedStatus>(sql`
    with input as materialized (
      select * from json_to_recordset(${input}::json) as x("eventKey" bytea, "attemptId" uuid, "wamidIndex" bytea,
        "attemptBox" bytea, status text, "errorCode" integer, pricing jsonb, at timestamptz)
    ), learnt as (
      update message_attempts a set wamid_index = x."wamidIndex", box = x."attemptBox"
      from input x where a.id = x."attemptId" and a.wamid_index is null
    ), ledger as (
      insert into message_events (event_key, message_id, attempt_id, wamid_index, kind, status, error_code, pricing, at)
      select x."eventKey", coalesce(a.message_id, w.message_id, m.id), coalesce(a.id, w.id), x."wamidIndex", 'status',
        x.status, x."errorCode", x.pricing, x.at
      from input x
      left join message_attempts a on a.id = x."attemptId"
      left join lateral (
        select id, message_id from message_attempts where wamid_index = x."wamidIndex" limit 1) w on a.id is null
      left join lateral (
        select id from messages where wamid_index = x."wamidIndex" limit 1) m on a.id is null and w.id is null
      on conflict do nothing
      returning event_key, message_id, attempt_id, status, error_code, pricing
    ), ${again(sql`ledger`)}, ${moveForward}, priced as (
      update messages m set price_category = p.category
      from (select message_id, max(pricing ->> 'category') as category from ledger
            where message_id is not null group by 1) p
      where m.id = p.message_id and p.category is not null and m.price_category is distinct from p.category
        and not exists (select from best b where b.message_id = m.id and status_rank(b.status) > status_rank(m.status))
    )${movedForward}`)
}

/** Statuses that came before the message of the business's own phone that they speak of. */
export function claimEarlyStatuses(db: TenantDb, rows: MessageRow[]) {
  const echoes = JSON.stringify(rows.filter((row) => row.direction === 'outbound').map((row) => row.id))
  return db.build.execute<ChangedStatus>(sql`
    with ledger as (
      update message_events e set message_id = m.id from messages m
      where m.id = any (array(select value::uuid from json_array_elements_text(${echoes}::json)))
        and e.message_id is null and e.wamid_index = m.wamid_index
      returning e.message_id, e.attempt_id, e.status, e.error_code, e.pricing
    ), ${moveForward}${movedForward}`)
}

/**
 * How attempts ended. A status that came before its attempt's wamid was known is found here and counts; a retry puts
 * the message back into the outbox; an attempt that ended already changes nothing.
 */
export function finishAttempts(db: TenantDb, rows: AttemptRow[]) {
  const input = JSON.stringify(
    rows.map((row) => ({
      ...row,
      box: hex(row.box),
      wamidIndex: hex(row.wamidIndex),
      at: iso(row.atMs),
      retryAt: row.retryAtMs === null ? null : iso(row.retryAtMs),
    })),
  )
  return db.build.execute<ChangedStatus>(sql`
    with input as materialized (
      select * from json_to_recordset(${input}::json) as x("messageId" uuid, "attemptId" uuid, outcome text,
        "errorCode" integer, box bytea, "wamidIndex" bytea, at timestamptz, "retryAt" timestamptz)
    ), finished as (
      update message_attempts a set outcome = x.outcome, error_code = x."errorCode", finished_at = x.at,
        -- A status may have told the wamid of an attempt that got no answer.
        box = case when x."wamidIndex" is null and a.wamid_index is not null then a.box else x.box end,
        wamid_index = coalesce(x."wamidIndex", a.wamid_index)
      from input x where a.id = x."attemptId" and a.outcome is null
      returning a.id, a.message_id, a.wamid_index
    ), early as (
      update message_events e set message_id = f.message_id, attempt_id = f.id
      from finished f where e.message_id is null and e.wamid_index = f.wamid_index
      returning e.message_id, e.status, e.error_code
    ), ends as (
      select x."messageId" as id, x."attemptId" as attempt_id, x.outcome, x."errorCode" as error_code, x."retryAt" as retry_at,
        coalesce((select e.status from early e where e.message_id = x."messageId"
          and status_rank(e.status) > 40 order by status_rank(e.status) desc limit 1),
          case x.outcome when 'retry' then 'queued' else x.outcome end) as status
      from input x join finished f on f.id = x."attemptId"
    ), changed as (
      update messages m set status = n.status,
        failure_code = case when n.status in ('failed', 'unconfirmed', 'queued') then n.error_code end,
        due_at = case when n.status = 'queued' then n.retry_at end
      from ends n
      where m.id = n.id and m.attempt_id = n.attempt_id
        and case when n.status = 'queued' then m.status = 'sending' else status_rank(n.status) > status_rank(m.status) end
      returning m.id, m.conversation_id, m.status, m.failure_code, m.due_at
    )
    select u.id as "messageId", u.conversation_id as "conversationId", c.assignee_id as "assigneeId", u.status,
      u.failure_code as "failureCode", u.due_at as "retryAt"
    from changed u left join conversations c on c.id = u.conversation_id`)
}

/** A refusal that says something about the customer: not reachable (its code), or does not want marketing any more. */
export function flagContacts(db: TenantDb, rows: CustomerFlag[]) {
  const input = JSON.stringify(rows.map((row) => ({ ...row, wamidIndex: hex(row.wamidIndex), at: iso(row.atMs) })))
  return db.build.execute<FlaggedConversation>(sql`
    with input as (
      select * from json_to_recordset(${input}::json) as x("attemptId" uuid, "wamidIndex" bytea,
        "unreachableCode" integer, "optedOut" boolean, at timestamptz)
    ), named as (
      select x.*, coalesce(
        (select a.message_id from message_attempts a where a.id = x."attemptId"),
        (select a.message_id from message_attempts a where a.wamid_index = x."wamidIndex" limit 1)) as message_id
      from input x
    ), flagged as (
      update contacts c set unreachable_code = coalesce(n."unreachableCode", c.unreachable_code),
        opted_out_at = case when n."optedOut" then n.at else c.opted_out_at end,
        granted_at = case when n."optedOut" then null else c.granted_at end,
        consent_source = case when n."optedOut" then 'whatsapp' else c.consent_source end
      from named n join messages m on m.id = n.message_id
      where c.id = m.contact_id
      returning c.id
    )
    select v.id, v.assignee_id as "assigneeId" from flagged f join conversations v on v.contact_id = f.id`)
}

/** What customers want of marketing; the newest word of a batch comes last and stays. */
export function applyPreferences(db: TenantDb, rows: PreferenceRow[]) {
  const input = JSON.stringify(
    rows.flatMap((row) =>
      row.valueIndexes.map((index) => ({ index: toPgHex(index), optedOut: row.optedOut, at: iso(row.atMs) })),
    ),
  )
  return db.build.execute<FlaggedConversation>(sql`
    with newest as (
      select distinct on (i.contact_id) i.contact_id, x."optedOut", x.at
      from json_to_recordset(${input}::json) as x(index bytea, "optedOut" boolean, at timestamptz)
      join contact_identities i on i.value_index = x.index and i.current
      order by i.contact_id, x.at desc
    ), flagged as (
      update contacts c set opted_out_at = case when n."optedOut" then n.at end,
        granted_at = case when n."optedOut" then null else n.at end, consent_source = 'whatsapp', changed_at = now()
      from (
        select contact_id, "optedOut", at from newest
        union -- What one number of a person says holds for the person.
        select p.merged_into, n."optedOut", n.at from newest n
        join contacts p on p.id = n.contact_id where p.merged_into is not null
      ) n
      where c.id = n.contact_id and (c.opted_out_at is null or c.opted_out_at < n.at)
      returning c.id
    )
    select v.id, v.assignee_id as "assigneeId" from flagged f join conversations v on v.contact_id = f.id`)
}

export function insertChannelEvents(db: TenantDb, rows: ChannelEventRow[]) {
  const input = JSON.stringify(
    rows.map((row) => ({ ...row, eventKey: hex(row.eventKey), box: hex(row.box), at: iso(row.atMs) })),
  )
  return db.build.execute<{ channelId: string; eventKey: string }>(sql`
    with input as materialized (
      select * from json_to_recordset(${input}::json) as x("eventKey" bytea, "channelId" uuid, field text, box bytea,
        at timestamptz)
    ), inserted as (
      insert into channel_events (event_key, channel_id, field, box, at)
      select x."eventKey", x."channelId", x.field, x.box, x.at from input x
      on conflict do nothing
      returning event_key, channel_id
    ), ${again(sql`inserted`)}
    select channel_id as "channelId", encode(event_key, 'hex') as "eventKey" from inserted`)
}
