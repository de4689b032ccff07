import { type SQL, sql } from 'drizzle-orm'
import type { Granularity } from '../../contract/analytics.ts'
import type { TenantDb } from '../../db/actor.ts'

/** A stretch of time: `from` belongs to it, `to` does not. */
export interface Period {
  from: string
  to: string
}

/** By what the figures are told apart; null: one row for all. */
export type Group = { by: 'bucket'; granularity: Granularity; tz: string } | { by: 'channel' } | { by: 'member' } | null

export type Key = { key: string | null }
export type MessageRow = Key & { inbound: number; outbound: number; failed: number }
export type CountRow = Key & { count: number }
export type DurationRow = CountRow & { median: number | null; p90: number | null }

const during = (at: SQL, { from, to }: Period) => sql`${at} >= ${from}::timestamptz and ${at} < ${to}::timestamptz`

function keyOf(group: Group, at: SQL, channel: SQL, member: SQL): SQL {
  if (group?.by === 'bucket') {
    // The beginning of the bucket where the day begins in the zone, as an instant.
    return sql`date_trunc(${group.granularity}, ${at}, ${group.tz})::text`
  }
  if (group?.by === 'channel') return sql`${channel}::text`
  return group?.by === 'member' ? sql`${member}::text` : sql`null::text`
}

/** Messages that people see: what changes another message, and what nobody sent, is none. */
export function selectMessageFigures(db: TenantDb, period: Period, group: Group) {
  const key = keyOf(group, sql`m.occurred_at`, sql`m.channel_id`, sql`m.author_member_id`)
  const byMember = group?.by === 'member' ? sql`and m.author_kind = 'member'` : sql``
  return db.build.execute<MessageRow>(sql`
    select ${key} as key, count(*) filter (where m.direction = 'inbound')::int as inbound,
      count(*) filter (where m.direction = 'outbound')::int as outbound,
      count(*) filter (where m.direction = 'outbound' and m.status = 'failed')::int as failed
    from messages m
    where ${during(sql`m.occurred_at`, period)} and m.direction <> 'internal'
      and m.type not in ('reaction', 'edit', 'revoke', 'system') ${byMember}
    group by 1 order by 1`)
}

const withConversation = sql`join conversations v on v.tenant_id = e.tenant_id and v.id = e.conversation_id`

export function selectOpened(db: TenantDb, period: Period, group: Group) {
  return db.build.execute<CountRow>(sql`
    select ${keyOf(group, sql`e.opened_at`, sql`v.channel_id`, sql`null`)} as key, count(*)::int as count
    from conversation_episodes e ${withConversation} where ${during(sql`e.opened_at`, period)} group by 1 order by 1`)
}

const seconds = (from: SQL, to: SQL) => sql`extract(epoch from greatest(${to} - ${from}, interval '0'))`
const spread = (value: SQL) => sql`count(*)::int as count,
  (percentile_cont(0.5) within group (order by ${value}))::float8 as median,
  (percentile_cont(0.9) within group (order by ${value}))::float8 as p90`

/** How long customers waited for the first answer; what the business began itself waited for nobody. */
export function selectFirstReplies(db: TenantDb, period: Period, group: Group) {
  const key = keyOf(group, sql`e.first_reply_at`, sql`v.channel_id`, sql`e.first_reply_by`)
  return db.build.execute<DurationRow>(sql`
    select ${key} as key, ${spread(seconds(sql`e.opened_at`, sql`e.first_reply_at`))}
    from conversation_episodes e ${withConversation}
    where e.first_reply_at is not null and ${during(sql`e.first_reply_at`, period)} and e.opened_by = 'customer'
    group by 1 order by 1`)
}

export function selectResolutions(db: TenantDb, period: Period, group: Group) {
  const key = keyOf(group, sql`e.closed_at`, sql`v.channel_id`, sql`e.closed_by`)
  return db.build.execute<DurationRow>(sql`
    select ${key} as key, ${spread(seconds(sql`e.opened_at`, sql`e.closed_at`))}
    from conversation_episodes e ${withConversation}
    where e.closed_at is not null and ${during(sql`e.closed_at`, period)} group by 1 order by 1`)
}

export function selectChannelNames(db: TenantDb) {
  return db.build.execute<{ id: string; name: string }>(sql`select id, name from channels`)
}

/** Every bucket of a period, also those in which nothing happened. */
export function selectBuckets(db: TenantDb, { from, to }: Period, granularity: Granularity, tz: string) {
  const step = sql`('1 ' || ${granularity})::interval`
  return db.build.execute<{ key: string }>(sql`
    select b::text as key
    from generate_series(date_trunc(${granularity}, ${from}::timestamptz, ${tz}), ${to}::timestamptz - interval '1 microsecond',
      ${step}, ${tz}) b`)
}
