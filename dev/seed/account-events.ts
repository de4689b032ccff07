import type { JsonObject } from '../graph/options.ts'
import { agoMs } from './lines.ts'
import type { Shop } from './wire.ts'

/**
 * What Meta said about the account, its number and its templates.
 *
 * @param templateId Meta's id of a template, by its name.
 */
export function accountEntries(shop: Shop, nowMs: number, templateId: (name: string) => string): JsonObject[] {
  const display_phone_number = shop.displayPhoneNumber
  const template = (name: string) => ({
    message_template_id: asInteger(templateId(name)),
    message_template_name: name,
    message_template_language: 'en_US',
  })
  const entry = (ago: string, field: string, value: JsonObject) => ({
    id: shop.wabaId,
    time: Math.floor((nowMs - agoMs(ago)) / 1000),
    changes: [{ field, value }],
  })
  return [
    entry('30d', 'account_review_update', { decision: 'APPROVED' }),
    entry('29d', 'phone_number_name_update', {
      display_phone_number,
      decision: 'APPROVED',
      requested_verified_name: shop.organization,
      rejection_reason: null,
    }),
    entry('28d', 'message_template_status_update', {
      event: 'APPROVED',
      ...template('order_confirmation'),
      reason: 'NONE',
    }),
    entry('20d', 'business_capability_update', {
      max_daily_conversations_per_business: 2000,
      max_phone_numbers_per_waba: 20,
    }),
    entry('12d', 'template_category_update', {
      ...template('autumn_collection'),
      previous_category: 'UTILITY',
      new_category: 'MARKETING',
    }),
    entry('9d', 'phone_number_quality_update', {
      display_phone_number,
      event: 'THROUGHPUT_UPGRADE',
      old_limit: 'TIER_2K',
      current_limit: 'TIER_10K',
      max_daily_conversations_per_business: 'TIER_10K',
    }),
    entry('3d', 'message_template_quality_update', {
      previous_quality_score: 'GREEN',
      new_quality_score: 'YELLOW',
      ...template('spring_sale'),
    }),
    entry('2d 5h', 'message_template_status_update', {
      event: 'PAUSED',
      ...template('spring_sale'),
      reason: 'NONE',
      other_info: { title: 'FIRST_PAUSE', description: 'Paused for three hours: customers found it of low quality.' },
    }),
    entry('1d', 'account_alerts', {
      entity_type: 'WABA',
      entity_id: shop.wabaId,
      alert_info: {
        alert_severity: 'INFORMATIONAL',
        alert_status: 'NONE',
        alert_type: 'OBA_APPROVED',
        alert_description: 'Official business account approved',
      },
    }),
  ]
}

/** Meta writes these ids as integers; one beyond 2^53 stays text here, since it would lose its last digits. */
function asInteger(id: string): number | string {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id
}
