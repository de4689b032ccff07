import { sql } from 'drizzle-orm'
import type { Price } from '../../contract/price.ts'
import type { TenantDb } from '../../db/actor.ts'

export type PriceRow = Omit<Price, 'amountMicros'> & { amountMicros: string }

export function selectPrices(db: TenantDb) {
  return db.build.execute<PriceRow>(sql`
    select country, category, to_char(valid_from, 'YYYY-MM-DD') as "validFrom", currency,
      amount_micros as "amountMicros", source
    from message_prices order by country, category, valid_from desc`)
}

export function deletePrices(db: TenantDb) {
  return db.build.execute(sql`delete from message_prices`)
}

export function insertPrices(db: TenantDb, prices: readonly Price[]) {
  return db.build.execute(sql`
    insert into message_prices (country, category, valid_from, currency, amount_micros, source)
    select x.country, x.category, x."validFrom", x.currency, x."amountMicros", x.source
    from json_to_recordset(${JSON.stringify(prices)}::json) as x(country text, category text, "validFrom" date,
      currency text, "amountMicros" bigint, source text)`)
}

/** How many free-form replies a number sent since then, up to `max`; those that failed cost nothing. */
export function countFreeForm(db: TenantDb, channelId: string, since: Date, max: number) {
  return db.build.execute<{ used: number }>(sql`
    select count(*)::int as used from (
      select from messages m
      where m.channel_id = ${channelId}::uuid and m.direction = 'outbound' and m.type not in ('template', 'reaction')
        and m.occurred_at >= ${since.toISOString()}::timestamptz and m.status not in ('failed', 'cancelled')
      limit ${max}) counted`)
}

/** When WhatsApp first called a message of the conversation free for its ad, in the last 72 hours. */
export function selectFreeEntry(db: TenantDb, conversationId: string, since: Date) {
  return db.build.execute<{ at: string }>(sql`
    select m.occurred_at as at from messages m
    join message_events e on e.tenant_id = m.tenant_id and e.message_id = m.id
    where m.conversation_id = ${conversationId}::uuid and m.occurred_at >= ${since.toISOString()}::timestamptz
      and m.direction = 'outbound' and e.message_id is not null and e.pricing ->> 'type' = 'free_entry_point'
    order by m.occurred_at limit 1`)
}

export function selectChannelOf(db: TenantDb, conversationId: string) {
  return db.build.execute<{ channelId: string }>(sql`
    select channel_id as "channelId" from conversations where id = ${conversationId}::uuid`)
}
