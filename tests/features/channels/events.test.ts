import { describe, expect, it } from 'vitest'
import { summaryOf, topicOf } from '../../../worker/features/channels/events.ts'
import { noticeOf } from '../../../worker/features/channels/notices.ts'

const summarise = (field: string, value: Record<string, unknown>) => summaryOf(noticeOf(field, value))

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
    [
      'account_update',
      { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }] },
      'The account: account restriction (restricted biz initiated messaging).',
    ],
    ['message_template_components_update', { message_template_name: 'a' }, 'The template a was changed.'],
    ['business_username_updates', { status: 'approved' }, 'The business’s username is approved.'],
    ['user_preferences', { value: 'stop' }, 'A customer wants no more marketing messages.'],
    [
      'messages',
      { errors: [{ code: 130429, title: 'Rate limit hit' }] },
      'WhatsApp reported a problem: rate limit hit (130429).',
    ],
    ['account_alerts', { alert_info: { alert_type: 'OBA_APPROVED' } }, 'A notice about the account: oba approved.'],
    ['account_alerts', {}, 'A notice about the account: see whatsapp manager.'],
  ])('%s', (field, value, words) => {
    expect(summarise(field, value).toLowerCase()).toBe(words.toLowerCase())
  })

  it.each([
    ['something_new', {}, 'Meta sent a notice that ADSapp does not know yet: something_new.'],
    ['account_update', { event: 'FOO_BAR' }, 'Meta sent a notice that ADSapp does not know yet: FOO_BAR.'],
    [
      'message_template_status_update',
      { message_template_name: 'a', event: 'FOO_BAR' },
      'The template a: Meta sent a notice that ADSapp does not know yet: FOO_BAR.',
    ],
  ])('names what it does not know: %s %o', (field, value, words) => {
    expect(summarise(field, value)).toBe(words)
  })

  it('is a code and Meta’s own words, for every language', () => {
    const value = { event: 'REJECTED', reason: 'SCAM', message_template_name: 'a', message_template_language: 'en' }
    expect(noticeOf('message_template_status_update', value)).toEqual({
      code: 'template_status',
      parameters: { template: 'a', language: 'en', reason: 'SCAM', event: 'REJECTED' },
    })
    expect(noticeOf('account_update', { event: 'x'.repeat(5_000) }).parameters.code).toHaveLength(200)
  })

  it('never fails on what it does not know', () => {
    for (const field of [
      'messages',
      'account_update',
      'message_template_status_update',
      'phone_number_quality_update',
      'flows',
      '',
    ])
      expect(summarise(field, { event: { nested: true }, message_template_name: 7, errors: [null] })).toMatch(/\.$/)
  })
})

describe('what news is about', () => {
  it.each([
    ['message_template_status_update', {}, 'template'],
    ['message_template_quality_update', {}, 'quality'],
    ['phone_number_quality_update', { event: 'FLAGGED' }, 'quality'],
    ['phone_number_quality_update', { event: 'UPGRADE' }, 'limits'],
    ['business_capability_update', {}, 'limits'],
    ['account_alerts', {}, 'account'],
    ['group_message', {}, 'customers'],
    ['something_new', {}, 'other'],
  ])('%s %o is %s', (field, value, topic) => {
    expect(topicOf(field, value)).toBe(topic)
  })
})
