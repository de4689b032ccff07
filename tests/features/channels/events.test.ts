import { describe, expect, it } from 'vitest'
import { summariseEvent } from '../../../worker/features/channels/events.ts'

describe('news of Meta in one line', () => {
  it.each([
    [
      'template_category_update',
      { message_template_name: 'a', new_category: 'MARKETING' },
      'The template a is now in the category marketing.',
    ],
    [
      'message_template_quality_update',
      { message_template_name: 'a', previous_quality_score: 'GREEN', new_quality_score: 'RED' },
      'The template a: quality went from green to red.',
    ],
    ['account_update', { event: 'DISABLED_UPDATE' }, 'The account: disabled update.'],
    ['account_review_update', { decision: 'APPROVED' }, 'WhatsApp reviewed the account: approved.'],
    ['phone_number_name_update', { decision: 'REJECTED' }, 'The name that customers see: rejected.'],
    [
      'phone_number_quality_update',
      { event: 'THROUGHPUT_UPGRADE' },
      'The number may now send 1,000 messages a second.',
    ],
    [
      'business_capability_update',
      { max_daily_conversations_per_business: 'TIER_2K' },
      'The account’s limits changed: tier 2k.',
    ],
    ['security', { event: 'PIN_CHANGED' }, 'Two-step verification: pin changed.'],
    ['account_alerts', {}, 'A notice about the account: see whatsapp manager.'],
  ])('%s', (field, value, words) => {
    expect(summariseEvent(field, value).toLowerCase()).toBe(words.toLowerCase())
  })

  it('never fails on what it does not know', () => {
    for (const field of ['message_template_status_update', 'phone_number_quality_update', 'flows', ''])
      expect(summariseEvent(field, { event: { nested: true }, message_template_name: 7 })).toMatch(/\.$/)
  })
})
