import { sql } from 'drizzle-orm'
import type { ChannelEvent } from '../../../contract/events.ts'
import type { TenantDb } from '../../../db/actor.ts'
import type { ChannelEventRow } from '../apply-rows.ts'

interface Effect {
  templates: { metaId: string; status: string | null; category: string | null; at: string }[]
  channels: {
    id: string
    number: string | null
    quality: string | null
    throughput: string | null
    limit: string | null
    at: string
  }[]
}

/**
 * What Meta's words about templates and numbers change in our own rows. The events are kept whole beside this; a sync
 * repairs what an event that came late got wrong.
 */
export function channelEffects(db: TenantDb, events: { row: ChannelEventRow; event: ChannelEvent }[]) {
  const effect: Effect = { templates: [], channels: [] }
  for (const { row, event } of events) collect(effect, row, event)
  const statements = []
  if (effect.templates.length > 0) {
    const rows = JSON.stringify(effect.templates)
    statements.push(
      db.build.execute(sql`
        update templates t set status = coalesce(x.status, t.status), category = coalesce(x.category, t.category)
        from json_to_recordset(${rows}::json) as x("metaId" text, status text, category text, at timestamptz)
        where t.meta_id = x."metaId" and t.synced_at <= x.at`),
    )
  }
  if (effect.channels.length > 0) {
    const rows = JSON.stringify(effect.channels)
    statements.push(
      db.build.execute(sql`
        update channels c set quality_rating = coalesce(x.quality, c.quality_rating),
          throughput = coalesce(x.throughput, c.throughput), messaging_limit = coalesce(x."limit", c.messaging_limit)
        from json_to_recordset(${rows}::json) as x(id uuid, number text, quality text, throughput text, "limit" text)
        join channels told on told.id = x.id
        -- An event of the account comes to its oldest number; it may name another one.
        where c.waba_id = told.waba_id
          and case when x.number is null then c.id = x.id else regexp_replace(c.display_phone_number, '\\D', '', 'g') = x.number end`),
    )
  }
  return statements
}

function collect(effect: Effect, row: ChannelEventRow, event: ChannelEvent): void {
  const value = event.value as Record<string, unknown>
  const at = new Date(row.atMs).toISOString()
  switch (event.field) {
    case 'message_template_status_update':
      effect.templates.push({
        metaId: text(value.message_template_id) ?? '',
        status: text(value.event),
        category: null,
        at,
      })
      break
    case 'template_category_update':
      effect.templates.push({
        metaId: text(value.message_template_id) ?? '',
        status: null,
        category: text(value.new_category),
        at,
      })
      break
    case 'phone_number_quality_update':
      effect.channels.push({
        id: row.channelId,
        number: digits(value.display_phone_number),
        quality: null,
        throughput: value.event === 'THROUGHPUT_UPGRADE' ? 'HIGH' : null,
        limit: text(value.max_daily_conversations_per_business) ?? text(value.current_limit),
        at,
      })
      break
    case 'business_capability_update':
      effect.channels.push({
        id: row.channelId,
        number: null,
        quality: null,
        throughput: null,
        limit: text(value.max_daily_conversations_per_business) ?? text(value.max_daily_conversation_per_phone),
        at,
      })
  }
}

/** Meta writes ids and limits as numbers or text. */
function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 40) : null
}

function digits(value: unknown): string | null {
  return text(value)?.replace(/\D/g, '') || null
}
