import { z } from 'zod'

/** Meta's words that the screens have words for, by what they are about; any other is shown as Meta wrote it. */
export const noticeWords = {
  template: [
    'APPROVED',
    'REJECTED',
    'PENDING',
    'PAUSED',
    'DISABLED',
    'FLAGGED',
    'IN_APPEAL',
    'REINSTATED',
    'LIMIT_EXCEEDED',
    'LOCKED',
    'ARCHIVED',
    'DELETED',
    'PENDING_DELETION',
  ],
  reason: [
    'ABUSIVE_CONTENT',
    'CATEGORY_NOT_AVAILABLE',
    'INCORRECT_CATEGORY',
    'INVALID_FORMAT',
    'PROMOTIONAL',
    'SCAM',
    'TAG_CONTENT_MISMATCH',
  ],
  quality: ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'],
  category: ['MARKETING', 'UTILITY', 'AUTHENTICATION'],
  decision: ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED', 'RESERVED', 'DELETED'],
  number: ['FLAGGED', 'UNFLAGGED', 'DOWNGRADE', 'UPGRADE', 'ONBOARDING', 'THROUGHPUT_UPGRADE'],
  limit: ['TIER_50', 'TIER_250', 'TIER_1K', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'],
  account: [
    'ACCOUNT_DELETED',
    'ACCOUNT_OFFBOARDED',
    'ACCOUNT_RECONNECTED',
    'ACCOUNT_RESTRICTION',
    'ACCOUNT_VIOLATION',
    'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
    'DISABLED_UPDATE',
    'PARTNER_ADDED',
    'PARTNER_REMOVED',
    'VERIFIED_ACCOUNT',
    'VOLUME_BASED_PRICING_TIER_UPDATE',
  ],
  restriction: [
    'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
    'RESTRICTED_BIZ_INITIATED_MESSAGING',
    'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
  ],
  alert: ['OBA_APPROVED', 'OBA_REJECTED', 'PROFILE_PICTURE_LOST'],
  security: ['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_RESET_SUCCESS'],
} as const
export type NoticeWords = typeof noticeWords

const noticeCodes = [
  'template_status',
  'template_quality',
  'template_changed',
  'template_category',
  'number_event',
  'number_name',
  'account_review',
  'account_event',
  'account_alert',
  'limits',
  'security',
  'username',
  'marketing_stopped',
  'marketing_resumed',
  'call',
  'app_contacts',
  'group_message',
  'group_status',
  'problem',
  'unknown',
] as const
export type NoticeCode = (typeof noticeCodes)[number]

/** What Meta said, for a screen to say in its language: which sentence, and what stands in it, in Meta's own words. */
export const ChannelNotice = z.object({
  code: z.enum(noticeCodes),
  parameters: z
    .record(z.string(), z.string())
    .describe('template, language, event, reason, from, to, category, limit, restrictions, title, code: what there is'),
})
export type ChannelNotice = z.infer<typeof ChannelNotice>
