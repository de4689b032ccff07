type Value = Record<string, unknown>

/** What Meta said about a number, an account or a template, in one line of our words. */
export function summariseEvent(field: string, value: Value): string {
  return (summaries[field] ?? unknownField(field))(value)
}

const summaries: Record<string, (value: Value) => string> = {
  message_template_status_update: (value) =>
    `${template(value)} is ${word(value.event, 'changed')}${because(value.reason)}.`,
  message_template_quality_update: (value) =>
    `${template(value)}: quality went from ${word(value.previous_quality_score)} to ${word(value.new_quality_score)}.`,
  template_category_update: (value) => `${template(value)} is now in the category ${word(value.new_category)}.`,
  phone_number_quality_update: (value) =>
    `${numberEvents[String(value.event)] ?? `The number’s quality: ${word(value.event)}`}${limit(value)}.`,
  phone_number_name_update: (value) => `The name that customers see: ${word(value.decision)}.`,
  account_review_update: (value) => `WhatsApp reviewed the account: ${word(value.decision)}.`,
  account_update: (value) => `The account: ${word(value.event, 'changed')}.`,
  account_alerts: (value) =>
    `A notice about the account: ${word(value.alert_type ?? value.alert_info, 'see WhatsApp Manager')}.`,
  business_capability_update: (value) => `The account’s limits changed${limit(value)}.`,
  security: (value) => `Two-step verification: ${word(value.event, 'changed')}.`,
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

/** Meta's `PENDING_DELETION` as a person writes it. */
function word(value: unknown, absent = 'unknown'): string {
  if (typeof value !== 'string' && typeof value !== 'number') return absent
  return String(value).slice(0, 60).replaceAll('_', ' ').toLowerCase()
}
