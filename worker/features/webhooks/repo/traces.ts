import { type SQL, sql } from 'drizzle-orm'
import type { TenantDb } from '../../../db/actor.ts'
import { toPgHex } from '../../../db/columns.ts'
import type { TraceCursor } from '../trace-cursor.ts'

/** What to look for. `phones` and `wamids` are blind indexes; null: not asked for. */
export interface TraceQuery {
  from: string
  to: string
  phones: Uint8Array[] | null
  wamids: Uint8Array[] | null
  after: TraceCursor | null
  limit: number
}

/** `us`: the time in microseconds, which orders the rows of all sources. `key`: unique within a source. */
export type TraceRow = {
  key: string
  us: string
  recordedAt: string | null
  name: string
  errorCode: number | null
  repeats: number | null
  lastAt: string | null
  channelId: string | null
  conversationId: string | null
  messageId: string | null
}

/** Sources at one time follow each other in this order. */
export const traceRanks = { message: 0, status: 1, channel: 2, parked: 3, unrouted: 4 } as const

const us = (column: SQL) => sql`(extract(epoch from ${column}) * 1000000)::bigint::text as us`
const instant = (micros: string) => sql`(timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond')`
const list = (values: Uint8Array[]) =>
  sql`array(select value::bytea from json_array_elements_text(${JSON.stringify(values.map(toPgHex))}::json))`

/** The rows of one source in the range and after the cursor. */
function within(query: TraceQuery, rank: number, at: SQL, key: SQL, keyType: SQL): SQL {
  const range = sql`${at} >= ${query.from}::timestamptz and ${at} <= ${query.to}::timestamptz`
  const { after } = query
  if (!after) return range
  if (rank > after.rank) return sql`${range} and ${at} <= ${instant(after.us)}`
  if (rank < after.rank) return sql`${range} and ${at} < ${instant(after.us)}`
  return sql`${range} and (${at}, ${key}) < (${instant(after.us)}, ${after.key}::${keyType})`
}

const conversationsOf = (phones: Uint8Array[]) => sql`
  array(select v.id from conversations v where v.contact_id = any (
    array(select i.contact_id from contact_identities i where i.value_index = any (${list(phones)}))))`

/** What customers said, and what the business said on its own phone. */
export function selectMessageTraces(db: TenantDb, query: TraceQuery) {
  const filters = [within(query, traceRanks.message, sql`m.occurred_at`, sql`m.id`, sql`uuid`)]
  if (query.wamids) filters.push(sql`m.wamid_index = any (${list(query.wamids)})`)
  if (query.phones) filters.push(sql`m.conversation_id = any (${conversationsOf(query.phones)})`)
  return db.build.execute<TraceRow>(sql`
    select m.id::text as key, ${us(sql`m.occurred_at`)}, to_timestamp(m.seq / 1000000.0) as "recordedAt", m.type as name,
      null as "errorCode", r.times as repeats, r.last_at as "lastAt", m.channel_id as "channelId",
      m.conversation_id as "conversationId", m.id as "messageId"
    from messages m left join lateral (
      select times, last_at from repeated_events where event_key = uuid_send(m.id) limit 1) r on true
    where ${sql.join(filters, sql` and `)} and (m.direction = 'inbound' or m.author_kind = 'business-app')
    order by m.occurred_at desc, m.id desc limit ${query.limit}`)
}

/** @param waitingOnly Only statuses whose message is not known. */
export function selectStatusTraces(db: TenantDb, query: TraceQuery, waitingOnly: boolean) {
  const filters = [within(query, traceRanks.status, sql`e.at`, sql`e.event_key`, sql`bytea`)]
  if (waitingOnly) filters.push(sql`e.message_id is null`)
  if (query.wamids) filters.push(sql`e.wamid_index = any (${list(query.wamids)})`)
  if (query.phones) {
    filters.push(sql`e.message_id = any (
      array(select m.id from messages m where m.conversation_id = any (${conversationsOf(query.phones)})))`)
  }
  return db.build.execute<TraceRow>(sql`
    select '\\x' || encode(e.event_key, 'hex') as key, ${us(sql`e.at`)}, e.recorded_at as "recordedAt",
      coalesce(e.status, '') as name, e.error_code as "errorCode", r.times as repeats, r.last_at as "lastAt",
      m.channel_id as "channelId", m.conversation_id as "conversationId", e.message_id as "messageId"
    from message_events e
    left join messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
    left join lateral (select times, last_at from repeated_events where event_key = e.event_key limit 1) r on true
    where e.kind = 'status' and ${sql.join(filters, sql` and `)}
    order by e.at desc, e.event_key desc limit ${query.limit}`)
}

/** What Meta said about the numbers and their account. */
export function selectChannelTraces(db: TenantDb, query: TraceQuery) {
  return db.build.execute<TraceRow>(sql`
    select '\\x' || encode(e.event_key, 'hex') as key, ${us(sql`e.at`)}, null as "recordedAt", e.field as name,
      null as "errorCode", r.times as repeats, r.last_at as "lastAt", e.channel_id as "channelId",
      null as "conversationId", null as "messageId"
    from channel_events e
    left join lateral (select times, last_at from repeated_events where event_key = e.event_key limit 1) r on true
    where ${within(query, traceRanks.channel, sql`e.at`, sql`e.event_key`, sql`bytea`)}
    order by e.at desc, e.event_key desc limit ${query.limit}`)
}

export type ParkedTraceRow = {
  id: string
  us: string
  channelId: string | null
  kind: string
  reason: string
  replayedAt: string | null
  box: Uint8Array | string
}

export function selectParkedTraces(db: TenantDb, query: TraceQuery) {
  return db.build.execute<ParkedTraceRow>(sql`
    select id, ${us(sql`parked_at`)}, channel_id as "channelId", kind, reason, replayed_at as "replayedAt", box
    from parked_events where ${within(query, traceRanks.parked, sql`parked_at`, sql`id`, sql`uuid`)}
    order by parked_at desc, id desc limit ${query.limit}`)
}
