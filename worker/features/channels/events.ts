import type { ChannelNews } from '../../contract/channel.ts'

type Value = Record<string, unknown>
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

/** What Meta said about a number, an account or a template, in one line of our words. */
export function summariseEvent(field: string, value: Value): string {
  return (summaries[field] ?? unknownField(field))(value)
}

const summaries: Record<string, (value: Value) => string> = {
  message_template_status_update: (value) =>
    `${template(value)} is ${word(value.event, 'changed')}${because(value.reason)}.`,
  message_template_quality_update: (value) =>
    `${template(value)}: quality went from ${word(value.previous_quality_score)} to ${word(value.new_quality_score)}.`,
  message_template_components_update: (value) => `${template(value)} was changed.`,
  template_category_update: (value) => `${template(value)} is now in the category ${word(value.new_category)}.`,
  phone_number_quality_update: (value) =>
    `${numberEvents[String(value.event)] ?? `The number’s quality: ${word(value.event)}`}${limit(value)}.`,
  phone_number_name_update: (value) => `The name that customers see: ${word(value.decision)}.`,
  account_review_update: (value) => `WhatsApp reviewed the account: ${word(value.decision)}.`,
  account_update: (value) => `The account: ${word(value.event, 'changed')}${restrictions(value)}.`,
  account_alerts: (value) =>
    `A notice about the account: ${word(value.alert_type ?? alertType(value.alert_info), 'see WhatsApp Manager')}.`,
  business_capability_update: (value) => `The account’s limits changed${limit(value)}.`,
  security: (value) => `Two-step verification: ${word(value.event, 'changed')}.`,
  business_username_updates: (value) => `The business’s username is ${word(value.status, 'changed')}.`,
  user_preferences: (value) =>
    value.value === 'stop'
      ? 'A customer wants no more marketing messages.'
      : 'A customer takes marketing messages again.',
  calls: () => 'A customer called; calls are not taken here.',
  smb_app_state_sync: () => 'The contacts of the WhatsApp Business app changed.',
  group_message: () => 'Somebody wrote in a group; groups are kept aside.',
  group_status: () => 'A status of a group message; groups are kept aside.',
  messages: (value) => `WhatsApp reported a problem${problem(value)}.`,
}

const numberEvents: Record<string, string> = {
  FLAGGED: 'Customers rate the number low: it is flagged',
  UNFLAGGED: 'The number is no longer flagged',
  DOWNGRADE: 'The messaging limit went down',
  UPGRADE: 'The messaging limit went up',
  ONBOARDING: 'The number was registered',
  THROUGHPUT_UPGRADE: 'The number may now send 1,000 messages a second',
}

const unknownField = (field: string) => () => `WhatsApp reported: ${word(field)}.`

function template({ message_template_name, message_template_language }: Value): string {
  const name = typeof message_template_name === 'string' ? message_template_name.slice(0, 80) : 'a template'
  return `The template ${name}${typeof message_template_language === 'string' ? ` (${message_template_language.slice(0, 15)})` : ''}`
}

function because(reason: unknown): string {
  return typeof reason === 'string' && reason !== 'NONE' ? ` (${word(reason)})` : ''
}

function limit(value: Value): string {
  const max =
    value.max_daily_conversations_per_business ?? value.current_limit ?? value.max_daily_conversation_per_phone
  return max === undefined ? '' : `: ${word(max)}`
}

function alertType(info: unknown): unknown {
  return typeof info === 'object' && info !== null ? (info as Value).alert_type : info
}

function restrictions({ restriction_info }: Value): string {
  if (!Array.isArray(restriction_info)) return ''
  const kinds = restriction_info.slice(0, 5).map((each: Value | null) => word(each?.restriction_type, 'something'))
  return ` (${kinds.join(', ')})`
}

function problem({ errors }: Value): string {
  const [first] = Array.isArray(errors) ? (errors as (Value | null)[]) : []
  return first ? `: ${word(first.title, 'unknown')} (${word(first.code)})` : ''
}

/** Meta's `PENDING_DELETION` as a person writes it. */
function word(value: unknown, absent = 'unknown'): string {
  if (typeof value !== 'string' && typeof value !== 'number') return absent
  return String(value).slice(0, 60).replaceAll('_', ' ').toLowerCase()
}
