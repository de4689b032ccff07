import type { ChannelNews } from '../../contract/channel.ts'
import type { ChannelNotice, NoticeCode } from '../../contract/channel-notice.ts'

type Value = Record<string, unknown>
type Said = Partial<Record<string, string>>
type Topic = ChannelNews['topic']

/** What a person would look for it under. */
export function topicOf(field: string, value: Value): Topic {
  if (field === 'phone_number_quality_update') {
    return value.event === 'FLAGGED' || value.event === 'UNFLAGGED' ? 'quality' : 'limits'
  }
  return topics[field] ?? (field.startsWith('group_') ? 'customers' : 'other')
}

const topics: Record<string, Topic> = {
  message_template_status_update: 'template',
  message_template_components_update: 'template',
  template_category_update: 'template',
  message_template_quality_update: 'quality',
  business_capability_update: 'limits',
  account_update: 'account',
  account_alerts: 'account',
  account_review_update: 'account',
  phone_number_name_update: 'account',
  business_username_updates: 'account',
  security: 'account',
  user_preferences: 'customers',
  calls: 'customers',
  smb_app_state_sync: 'customers',
}

/** A notice in English, for users of the API; the screens say it in their language. */
export function summaryOf({ code, parameters }: ChannelNotice): string {
  return summaries[code](parameters)
}

const summaries: Record<NoticeCode, (said: Said) => string> = {
  template_status: (said) => `${template(said)} is ${word(said.event)}${said.reason ? ` (${word(said.reason)})` : ''}.`,
  template_quality: (said) => `${template(said)}: quality went from ${word(said.from)} to ${word(said.to)}.`,
  template_changed: (said) => `${template(said)} was changed.`,
  template_category: (said) => `${template(said)} is now in the category ${word(said.event)}.`,
  number_event: ({ event = '', limit }) => `${numberEvents[event]}${limit ? `: ${word(limit)}` : ''}.`,
  number_name: ({ event }) => `The name that customers see: ${word(event)}.`,
  account_review: ({ event }) => `WhatsApp reviewed the account: ${word(event)}.`,
  account_event: ({ event, restrictions }) =>
    `The account: ${word(event)}${restrictions ? ` (${word(restrictions).replaceAll(',', ', ')})` : ''}.`,
  account_alert: ({ event }) => `A notice about the account: ${event ? word(event) : 'see WhatsApp Manager'}.`,
  limits: ({ limit }) => `The account’s limits changed${limit ? `: ${word(limit)}` : ''}.`,
  security: ({ event }) => `Two-step verification: ${word(event)}.`,
  username: ({ event }) => `The business’s username is ${word(event)}.`,
  marketing_stopped: () => 'A customer wants no more marketing messages.',
  marketing_resumed: () => 'A customer takes marketing messages again.',
  call: () => 'A customer called; calls are not taken here.',
  app_contacts: () => 'The contacts of the WhatsApp Business app changed.',
  group_message: () => 'Somebody wrote in a group; groups are kept aside.',
  group_status: () => 'A status of a group message; groups are kept aside.',
  problem: ({ title, code }) =>
    `WhatsApp reported a problem${title || code ? `: ${word(title)} (${word(code)})` : ''}.`,
  unknown: (said) =>
    `${said.template ? `${template(said)}: ` : ''}Meta sent a notice that ADSapp does not know yet: ${said.code || '?'}.`,
}

const numberEvents: Record<string, string> = {
  FLAGGED: 'Customers rate the number low: it is flagged',
  UNFLAGGED: 'The number is no longer flagged',
  DOWNGRADE: 'The messaging limit went down',
  UPGRADE: 'The messaging limit went up',
  ONBOARDING: 'The number was registered',
  THROUGHPUT_UPGRADE: 'The number may now send 1,000 messages a second',
}

function template({ template, language }: Said): string {
  return template ? `The template ${template}${language ? ` (${language})` : ''}` : 'A template'
}

/** Meta's `PENDING_DELETION` as a person writes it. */
const word = (value = 'unknown'): string => value.replaceAll('_', ' ').toLowerCase()
