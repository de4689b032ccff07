import { type SQL, sql } from 'drizzle-orm'
import type { Granularity } from '../../contract/analytics.ts'
import type { TenantDb } from '../../db/actor.ts'

/** A stretch of time: `from` belongs to it, `to` does not. */
export interface Period {
  from: string
  to: string
}

export interface Steps {
  granularity: Granularity
  tz: string
}

/** By what the figures are told apart: steps of time, and numbers or members; {}: one row for all. */
export interface Group {
  steps?: Steps
  by?: 'channel' | 'member'
}

/** What is counted at all. */
export interface Scope extends Period {
  memberId?: string | undefined
  channelId?: string | undefined
  teamId?: string | undefined
}

/** `step` is when it begins; `key` the id of a number or member. null where they are not told apart, or it is nobody's. */
export type Key = { step: string | null; key: string | null }
export type MessageRow = Key & { inbound: number; outbound: number; failed: number }
export type CountRow = Key & { count: number }
export type DurationRow = CountRow & { median: number | null; p90: number | null }

const during = (at: SQL, { from, to }: Period) => sql`${at} >= ${from}::timestamptz and ${at} < ${to}::timestamptz`
const only = (column: SQL, id: string | undefined) => (id === undefined ? sql`` : sql`and ${column} = ${id}::uuid`)

function keysOf({ steps, by }: Group, at: SQL, channel: SQL, member: SQL): SQL {
  // The beginning of the step where the day begins in the zone, as an instant.
  const step = steps ? sql`date_trunc(${steps.granularity}, ${at}, ${steps.tz})` : sql`null`
  const key = by === 'channel' ? channel : by === 'member' ? member : sql`null`
  return sql`${step}::text as step, ${key}::text as key`
}

/** Messages that people see: what changes another message, and what nobody sent, is none. */
export function selectMessageFigures(db: TenantDb, scope: Scope, group: Group) {
  const { memberId, channelId, teamId } = scope
  // Customers write to whoever has the conversation; answers count for whoever wrote them.
  const member = sql`case when m.direction = 'inbound' then v.assignee_id
    when m.author_kind = 'member' then m.author_member_id end`
  const isJoined = group.by === 'member' || memberId !== undefined || teamId !== undefined
  const withOwner = sql`left join conversations v on v.tenant_id = m.tenant_id and v.id = m.conversation_id`
  return db.build.execute<MessageRow>(sql`
    select ${keysOf(group, sql`m.occurred_at`, sql`m.channel_id`, member)},
      count(*) filter (where m.direction = 'inbound')::int as inbound,
      count(*) filter (where m.direction = 'outbound')::int as outbound,
      count(*) filter (where m.direction = 'outbound' and m.status = 'failed')::int as failed
    from messages m ${isJoined ? withOwner : sql``}
    where ${during(sql`m.occurred_at`, scope)} and m.direction <> 'internal'
      and m.type not in ('reaction', 'edit', 'revoke', 'system')
      ${only(sql`m.channel_id`, channelId)} ${only(sql`v.team_id`, teamId)} ${only(member, memberId)}
    group by 1, 2 order by 1, 2`)
}

/** Stretches of conversations. @param member Whose they are. */
function episodes(scope: Scope, at: SQL, member: SQL): SQL {
  return sql`from conversation_episodes e
    join conversations v on v.tenant_id = e.tenant_id and v.id = e.conversation_id
    where ${during(at, scope)} ${only(sql`v.channel_id`, scope.channelId)} ${only(sql`v.team_id`, scope.teamId)}
      ${only(member, scope.memberId)}`
}

export function selectOpened(db: TenantDb, scope: Scope, group: Group) {
  const [at, member] = [sql`e.opened_at`, sql`v.assignee_id`]
  return db.build.execute<CountRow>(sql`
    select ${keysOf(group, at, sql`v.channel_id`, member)}, count(*)::int as count
    ${episodes(scope, at, member)} group by 1, 2 order by 1, 2`)
}

const seconds = (from: SQL, to: SQL) => sql`extract(epoch from greatest(${to} - ${from}, interval '0'))`
const spread = (value: SQL) => sql`count(*)::int as count,
  (percentile_cont(0.5) within group (order by ${value}))::float8 as median,
  (percentile_cont(0.9) within group (order by ${value}))::float8 as p90`

/** How long customers waited for the first answer; what the business began itself waited for nobody. */
export function selectFirstReplies(db: TenantDb, scope: Scope, group: Group) {
  const [at, member] = [sql`e.first_reply_at`, sql`e.first_reply_by`]
  return db.build.execute<DurationRow>(sql`
    select ${keysOf(group, at, sql`v.channel_id`, member)}, ${spread(seconds(sql`e.opened_at`, at))}
    ${episodes(scope, at, member)} and e.first_reply_at is not null and e.opened_by = 'customer'
    group by 1, 2 order by 1, 2`)
}

export function selectResolutions(db: TenantDb, scope: Scope, group: Group) {
  const [at, member] = [sql`e.closed_at`, sql`e.closed_by`]
  return db.build.execute<DurationRow>(sql`
    select ${keysOf(group, at, sql`v.channel_id`, member)}, ${spread(seconds(sql`e.opened_at`, at))}
    ${episodes(scope, at, member)} and e.closed_at is not null group by 1, 2 order by 1, 2`)
}

export function selectChannelNames(db: TenantDb) {
  return db.build.execute<{ id: string; name: string }>(sql`select id, name from channels`)
}

/** Every bucket of a period, also those in which nothing happened. */
export function selectBuckets(db: TenantDb, { from, to }: Period, { granularity, tz }: Steps) {
  const step = sql`('1 ' || ${granularity})::interval`
  return db.build.execute<{ step: string }>(sql`
    select b::text as step
    from generate_series(date_trunc(${granularity}, ${from}::timestamptz, ${tz}), ${to}::timestamptz - interval '1 microsecond',
      ${step}, ${tz}) b`)
}
