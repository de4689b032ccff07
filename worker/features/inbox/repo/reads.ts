import { type SQL, sql } from 'drizzle-orm'
import type { ConversationQuery, CustomerNotice } from '../../../contract/conversation.ts'
import type { Direction, MediaInfo, MessageStatus, MessageType } from '../../../contract/message.ts'
import { priorities } from '../../../contract/priorities.ts'
import type { TenantDb } from '../../../db/actor.ts'
import { uuids } from '../../../db/columns.ts'
import type { Cursor } from '../../../db/cursor.ts'

/** Bytes as the driver gives them in a column, or as hex text within JSON. */
type Box = Uint8Array | string

export interface AnnotationRow {
  id: string
  type: MessageType
  direction: Direction
  status: MessageStatus
  box: Box
  occurredAt: string
  seq: number
}

/** A message with its edits and revocations. */
export type SaidRow = {
  id: string
  type: MessageType
  box: Box
  annotations: AnnotationRow[]
}

export type MessageReadRow = SaidRow & {
  conversationId: string | null
  channelId: string
  contactId: string
  clientMessageId: string | null
  direction: Direction
  status: MessageStatus
  failureCode: number | null
  dueAt: string | null
  authorKind: 'customer' | 'member' | 'business-app' | 'system'
  authorMemberId: string | null
  priceCategory: string | null
  occurredAt: string
  seq: string
  salt: Box
  hasQuote: boolean
  quote: (SaidRow & { direction: Direction }) | null
  media: (Omit<MediaInfo, 'bytes'> & { bytes: number | null }) | null
}

const annotation = sql`json_build_object('id', a.id, 'type', a.type, 'direction', a.direction, 'status', a.status,
  'box', a.box, 'occurredAt', a.occurred_at, 'seq', a.seq)`

/** Of the same contact only: what is sealed for another would not open. */
const annotationsOf = (message: SQL) => sql`coalesce((
  select json_agg(${annotation}) from messages a
  where a.tenant_id = ${message}.tenant_id and a.reply_to_id = ${message}.id and a.contact_id = ${message}.contact_id
    and a.type in ('reaction', 'edit', 'revoke')), '[]')`

const messageColumns = sql`
  m.id, m.conversation_id as "conversationId", m.channel_id as "channelId", m.contact_id as "contactId",
  m.client_message_id as "clientMessageId", m.direction, m.type, m.status, m.failure_code as "failureCode",
  m.due_at as "dueAt", m.author_kind as "authorKind", m.author_member_id as "authorMemberId",
  m.price_category as "priceCategory", m.occurred_at as "occurredAt", m.seq, m.box, c.salt,
  (m.reply_to_id is not null or m.reply_to_index is not null) as "hasQuote",
  case when m.reply_to_id is not null then (
    select json_build_object('id', q.id, 'type', q.type, 'direction', q.direction, 'box', q.box,
      'annotations', ${annotationsOf(sql`q`)})
    from messages q where q.tenant_id = m.tenant_id and q.id = m.reply_to_id) end as quote,
  ${annotationsOf(sql`m`)} as annotations,
  case when m.media_id is not null then (
    select json_build_object('id', f.id, 'state', f.state, 'mimeType', f.mime_type, 'bytes', f.bytes,
      'failure', f.failure, 'retryUntil', f.retry_until)
    from media f where f.tenant_id = m.tenant_id and f.id = m.media_id) end as media`

const withContact = sql`join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id`

/** Newest first by Meta's time; `before` is the last row of the page above. Annotations are on their messages. */
export function selectThread(
  db: TenantDb,
  conversationId: string,
  limit: number,
  before: { at: string; seq: number } | null,
) {
  const older = before ? sql`and (m.occurred_at, m.seq) < (${before.at}::timestamptz, ${before.seq}::bigint)` : sql``
  return db.build.execute<MessageReadRow>(sql`
    select ${messageColumns} from messages m ${withContact}
    where m.conversation_id = ${conversationId}::uuid and m.type not in ('reaction', 'edit', 'revoke') ${older}
    order by m.occurred_at desc, m.seq desc limit ${limit}`)
}

/** The readable ones of these messages and of those that quote `quotedIds`, annotations left out. */
export function selectMessages(db: TenantDb, ids: string[], quotedIds: string[] = []) {
  return db.build.execute<MessageReadRow>(sql`
    select ${messageColumns} from messages m ${withContact}
    where m.id = any (${withQuotes(ids, quotedIds)}) and m.type not in ('reaction', 'edit', 'revoke')`)
}

/** Whose conversations these messages, and those that quote `quotedIds`, are in. */
export function selectAssignees(db: TenantDb, messageIds: string[], quotedIds: string[]) {
  return db.build.execute<{ messageId: string; assigneeId: string | null }>(sql`
    select m.id as "messageId", v.assignee_id as "assigneeId" from messages m
    join conversations v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
    where m.id = any (${withQuotes(messageIds, quotedIds)})`)
}

const withQuotes = (ids: string[], quotedIds: string[]) =>
  quotedIds.length === 0
    ? uuids(ids)
    : sql`array(
        select unnest(${uuids(ids)}) union all
        select q.id from messages q where q.reply_to_id = any (${uuids(quotedIds)}))`

export function selectMessageByClientId(db: TenantDb, clientMessageId: string) {
  return db.build.execute<MessageReadRow>(sql`
    select ${messageColumns} from messages m ${withContact} where m.client_message_id = ${clientMessageId}`)
}

/** Why a customer cannot be written to as usual. */

export type ConversationListRow = {
  id: string
  channelId: string
  contactId: string
  status: 'open' | 'snoozed' | 'closed'
  assigneeId: string | null
  teamId: string | null
  unreadCount: number
  labelIds: string[]
  priority: number
  snoozedUntil: string | null
  windowClosesAt: string | null
  waitingSince: string | null
  lastMessageAt: string
  card: Box
  salt: Box
  lastStatus: MessageStatus | null
  /** The newest message, if it was edited or revoked after its card was sealed. */
  lastChanged: SaidRow | null
  notice: CustomerNotice | null
}

/** In the order in which the labels were made. */
export const labelIdsOf = (conversation: SQL) => sql`coalesce((
  select json_agg(l.label_id order by l.label_id) from conversation_labels l
  where l.tenant_id = ${conversation}.tenant_id and l.conversation_id = ${conversation}.id), '[]')`

/** Of a contact `c`. */
const notice = sql`
  case when c.blocked_at is not null then 'blocked' when c.opted_out_at is not null then 'opted_out'
    when c.unreachable_code is not null then 'unreachable' end`

/** As the row of a list says it, of a conversation. */
export const noticeOf = (conversation: SQL) => sql`(
  select ${notice} from contacts c
  where c.tenant_id = ${conversation}.tenant_id and c.id = ${conversation}.contact_id)`

/** Those of these conversations whose customer has one. */
export function selectNotices(db: TenantDb, conversationIds: string[]) {
  return db.build.execute<{ id: string; notice: CustomerNotice }>(sql`
    select v.id, ${notice} as notice from conversations v
    join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
    where v.id = any (${uuids(conversationIds)}) and ${notice} is not null`)
}

const conversationColumns = sql`
  v.id, v.channel_id as "channelId", coalesce(c.merged_into, c.id) as "contactId", v.status, v.assignee_id as "assigneeId",
  v.team_id as "teamId", v.unread_count as "unreadCount", v.window_closes_at as "windowClosesAt", v.waiting_since as "waitingSince",
  v.last_message_at as "lastMessageAt", v.card, c.salt, ${labelIdsOf(sql`v`)} as "labelIds",
  v.priority, v.snoozed_until as "snoozedUntil",
  (select m.status from messages m where m.tenant_id = v.tenant_id and m.id = v.last_message_id) as "lastStatus",
  (select json_build_object('id', q.id, 'type', q.type, 'box', q.box, 'annotations', json_agg(${annotation}))
    from messages a
    join messages q on q.tenant_id = a.tenant_id and q.id = a.reply_to_id and q.contact_id = a.contact_id
    where a.tenant_id = v.tenant_id and a.reply_to_id = v.last_message_id and a.type in ('edit', 'revoke')
    group by q.tenant_id, q.id) as "lastChanged",
  ${notice} as notice`

/** Whoever is being erased is not shown any more. */
const withPerson = sql`join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id and c.removed_at is null`

export type ListFilter = Omit<ConversationQuery, 'cursor' | 'ids' | 'limit'>

/** What a list shows, by leakproof operators alone: each combination walks an index of the tenant. */
function filtersOf(query: ListFilter, memberId: string): SQL[] {
  const states = [...new Set(query.status.split(','))]
  const filters: SQL[] = []
  if (!states.includes('closed')) filters.push(sql`v.closed = false`)
  else if (states.length === 1) filters.push(sql`v.closed = true`)
  if (states.length === 1 && states[0] !== 'closed') filters.push(sql`v.status = ${states[0]}`)
  if (states.length === 2 && states.includes('closed')) filters.push(sql`v.status = any (${texts(states)})`)
  if (query.assignee === 'none') filters.push(sql`v.assignee_id is null`)
  else if (query.assignee)
    filters.push(sql`v.assignee_id = ${query.assignee === 'me' ? memberId : query.assignee}::uuid`)
  if (query.team) filters.push(sql`v.team_id = ${query.team}::uuid`)
  if (query.channel) filters.push(sql`v.channel_id = ${query.channel}::uuid`)
  if (query.mentioned) {
    filters.push(sql`v.id in (
      select n.conversation_id from notifications n where n.member_id = ${memberId}::uuid and n.kind = 'mention')`)
  }
  if (query.contact) {
    filters.push(sql`v.contact_id in (
      select g.id from contacts g where g.id = ${query.contact}::uuid
      union all select g.id from contacts g where g.merged_into = ${query.contact}::uuid)`)
  }
  if (query.unread) filters.push(sql`v.unread_count > 0`)
  if (query.failed) filters.push(sql`v.id in (${failedLately})`)
  if (query.label) {
    filters.push(sql`exists (select from conversation_labels l
      where l.tenant_id = v.tenant_id and l.conversation_id = v.id and l.label_id = ${query.label}::uuid)`)
  }
  if (query.priority) filters.push(sql`v.priority = ${priorities.indexOf(query.priority)}`)
  if (query.window) filters.push(windows[query.window])
  if (query.sort === 'oldest-waiting') filters.push(sql`v.waiting_since is not null`)
  if (query.sort === 'window-closes') filters.push(windows.open)
  return filters
}

const whereOf = (filters: SQL[]) => (filters.length > 0 ? sql`where ${sql.join(filters, sql` and `)}` : sql``)

const windows = {
  open: sql`v.window_closes_at > now()`,
  closing: sql`v.window_closes_at > now() and v.window_closes_at <= now() + interval '2 hours'`,
  closed: sql`(v.window_closes_at is null or v.window_closes_at <= now())`,
}

/** Beyond this many a count says no more than that. */
export const COUNTED_MAX = 100

/** How many conversations a list would show, as far as that is counted. */
export function countListed(db: TenantDb, query: ListFilter, memberId: string) {
  return db.build.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from conversations v ${whereOf(filtersOf(query, memberId))} limit ${COUNTED_MAX}) counted`)
}

/** One page of the list: the key of each sort is unique through the id, so that pages hold under writes. */
export function selectConversations(
  db: TenantDb,
  query: ListFilter & { limit: number },
  memberId: string,
  before: Cursor | null,
) {
  const filters = filtersOf(query, memberId)
  const { order, after } = sorts[query.sort]
  if (before) filters.push(after(before))
  return db.build.execute<ConversationListRow>(sql`
    select ${conversationColumns} from conversations v ${withPerson} ${whereOf(filters)} order by ${order} limit ${query.limit + 1}`)
}

const sorts = {
  newest: {
    order: sql`v.last_message_at desc, v.id desc`,
    after: (b: Cursor) => sql`(v.last_message_at, v.id) < (${b.at}::timestamptz, ${b.id}::uuid)`,
  },
  'oldest-waiting': {
    order: sql`v.waiting_since, v.id`,
    after: (b: Cursor) => sql`(v.waiting_since, v.id) > (${b.at}::timestamptz, ${b.id}::uuid)`,
  },
  'window-closes': {
    order: sql`v.window_closes_at, v.id`,
    after: (b: Cursor) => sql`(v.window_closes_at, v.id) > (${b.at}::timestamptz, ${b.id}::uuid)`,
  },
  priority: {
    order: sql`v.priority desc, v.last_message_at desc, v.id desc`,
    after: (b: Cursor) =>
      sql`(v.priority, v.last_message_at, v.id) < (${b.rank ?? 0}::smallint, ${b.at}::timestamptz, ${b.id}::uuid)`,
  },
}

/** The column that a sort's cursor carries. */
export const sortKey = {
  newest: 'lastMessageAt',
  'oldest-waiting': 'waitingSince',
  'window-closes': 'windowClosesAt',
  priority: 'lastMessageAt',
} as const satisfies Record<ConversationQuery['sort'], keyof ConversationListRow>

export function selectConversationsById(db: TenantDb, ids: string[]) {
  return db.build.execute<ConversationListRow>(sql`
    select ${conversationColumns} from conversations v ${withPerson} where v.id = any (${uuids(ids)})`)
}

/** Conversations of the people whose number, user id or username this exactly is. */
export function selectConversationsByIdentity(db: TenantDb, indexes: string[], limit: number) {
  return db.build.execute<ConversationListRow>(sql`
    select ${conversationColumns} from conversations v ${withPerson}
    where v.contact_id in (
      select i.contact_id from contact_identities i
      where i.value_index = any (array(select value::bytea from json_array_elements_text(${JSON.stringify(indexes)}::json))))
    order by v.last_message_at desc, v.id desc limit ${limit}`)
}

/** Conversations where a message of the last 24 hours failed. */
const failedLately = sql`
  select m.conversation_id from messages m where m.status = 'failed' and m.occurred_at > now() - interval '24 hours'`

export type QueueRow = { waiting: number; longestWaitingSince: string | null; unassigned: number; closingSoon: number }

export function selectQueue(db: TenantDb) {
  return db.build.execute<QueueRow>(sql`
    select count(v.waiting_since)::int as waiting, min(v.waiting_since) as "longestWaitingSince",
      count(*) filter (where v.assignee_id is null)::int as unassigned,
      count(*) filter (where ${windows.closing})::int as "closingSoon"
    from conversations v where v.closed = false and v.status = 'open'`)
}

export function selectOpenPerMember(db: TenantDb) {
  return db.build.execute<{ memberId: string; count: number }>(sql`
    select v.assignee_id as "memberId", count(*)::int as count from conversations v
    where v.closed = false and v.status = 'open' and v.assignee_id is not null group by 1 order by 2 desc, 1`)
}

export function countFailed(db: TenantDb) {
  return db.build.execute<{ count: number }>(sql`
    select count(distinct f.conversation_id)::int as count from (${failedLately}) f`)
}

export type CountsRow = {
  mine: number
  unassigned: number
  all: number
  unread: number
  mentions: number
  notifications: number
  snoozed: number
  closing: number
}

export function selectCounts(db: TenantDb, memberId: string) {
  return db.build.execute<CountsRow>(sql`
    select count(*) filter (where v.status = 'open' and v.assignee_id = ${memberId}::uuid)::int as mine,
      count(*) filter (where v.status = 'open' and v.assignee_id is null)::int as unassigned,
      count(*) filter (where v.status = 'open')::int as all,
      count(*) filter (where v.unread_count > 0)::int as unread,
      count(*) filter (where v.status = 'snoozed')::int as snoozed,
      count(*) filter (where v.status = 'open' and ${windows.closing})::int as closing,
      (select count(*)::int from notifications n
        where n.member_id = ${memberId}::uuid and n.kind = 'mention' and n.read_at is null) as mentions,
      (select count(*)::int from notifications n where n.member_id = ${memberId}::uuid and n.read_at is null)
        as notifications
    from conversations v where v.closed = false`)
}

const texts = (values: string[]) =>
  sql`array(select value from json_array_elements_text(${JSON.stringify(values)}::json))`

export type IdentityRow = {
  id: string
  kind: 'phone' | 'user_id' | 'username'
  box: Box
  current: boolean
  note: string | null
  seenAt: string
}
export type EpisodeRow = {
  id: string
  openedAt: string
  firstReplyAt: string | null
  closedAt: string | null
  closedBy: string | null
}

export function selectIdentities(db: TenantDb, conversationId: string) {
  return db.build.execute<IdentityRow>(sql`
      select i.id, i.kind, i.box, i.current, i.note, i.seen_at as "seenAt"
      from conversations v join contact_identities i on i.tenant_id = v.tenant_id and i.contact_id = v.contact_id
      where v.id = ${conversationId}::uuid order by i.current desc, i.seen_at desc limit 50`)
}

export function selectEpisodes(db: TenantDb, conversationId: string) {
  return db.build.execute<EpisodeRow>(sql`
      select e.id, e.opened_at as "openedAt", e.first_reply_at as "firstReplyAt", e.closed_at as "closedAt",
        e.closed_by as "closedBy"
      from conversations v join conversation_episodes e on e.tenant_id = v.tenant_id and e.conversation_id = v.id
      where v.id = ${conversationId}::uuid order by e.opened_at desc limit 20`)
}

export function selectCustomer(db: TenantDb, conversationId: string) {
  return db.build.execute<{ since: string; labelIds: string[] }>(sql`
      select c.created_at as since, coalesce((
        select json_agg(l.label_id order by l.label_id) from contact_labels l
        where l.tenant_id = c.tenant_id and l.contact_id = c.id), '[]') as "labelIds"
      from conversations v
      join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id where v.id = ${conversationId}::uuid`)
}

export function selectStored(db: TenantDb, messageId: string) {
  return db.build.execute(sql`select 1 from messages where id = ${messageId}::uuid`)
}

export type SpotRow = {
  id: string
  channelId: string
  assigneeId: string | null
  sharedDrafts: boolean
  customerTyping: boolean
}

/** A conversation as far as telling who is in it needs it. */
export function selectSpot(db: TenantDb, conversationId: string) {
  return db.build.execute<SpotRow>(sql`
    select v.id, v.channel_id as "channelId", v.assignee_id as "assigneeId", t.shared_drafts as "sharedDrafts",
      t.customer_typing as "customerTyping"
    from conversations v join tenants t on t.id = v.tenant_id where v.id = ${conversationId}::uuid`)
}

export function selectExists(db: TenantDb, conversationId: string) {
  return db.build.execute(sql`select 1 from conversations where id = ${conversationId}::uuid`)
}

export type LedgerRow = {
  kind: 'received' | 'accepted' | 'attempted' | 'answered' | 'status' | 'retried'
  at: string
  attemptId: string | null
  status: string | null
  errorCode: number | null
  pricing: Record<string, unknown> | null
  box: Box | null
}

export function selectSealed(db: TenantDb, messageId: string) {
  return db.build.execute<{ salt: Box; box: Box; direction: string; occurredAt: string }>(sql`
      select c.salt, m.box, m.direction, m.occurred_at as "occurredAt" from messages m
      join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id where m.id = ${messageId}::uuid`)
}

/** In the order in which we learnt of it: Meta's times have whole seconds. */
export function selectLedger(db: TenantDb, messageId: string) {
  return db.build.execute<LedgerRow>(sql`
    select kind, at, attempt_id as "attemptId", status, error_code as "errorCode", pricing, box from (
      select kind, at, attempt_id, status, error_code, pricing, null::bytea as box,
        case kind when 'status' then greatest(recorded_at, at) else at end as learnt_at
      from message_events where message_id = ${messageId}::uuid
      union all
      select 'attempted', claimed_at, id, null, null, null, null, claimed_at
      from message_attempts where message_id = ${messageId}::uuid
      union all
      select 'answered', finished_at, id, outcome, error_code, null, box, finished_at
      from message_attempts where message_id = ${messageId}::uuid and outcome is not null
    ) entries order by learnt_at limit 500`)
}
