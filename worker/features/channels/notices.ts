import { type ChannelNotice, type NoticeCode, type NoticeWords, noticeWords } from '../../contract/channel-notice.ts'

type Value = Record<string, unknown>
type Parameters = Record<string, unknown>

/** What Meta said, as a sentence's name and Meta's own words in it; `unknown` with Meta's word where we have no sentence. */
export function noticeOf(field: string, value: Value): ChannelNotice {
  return (notices[field] ?? unknownNotice(field))(value)
}

const notices: Record<string, (value: Value) => ChannelNotice> = {
  message_template_status_update: (value) =>
    listed('template', value.event, 'template_status', {
      ...templateOf(value),
      reason: value.reason === 'NONE' ? undefined : value.reason,
    }),
  message_template_quality_update: (value) =>
    notice('template_quality', {
      ...templateOf(value),
      from: value.previous_quality_score,
      to: value.new_quality_score,
    }),
  message_template_components_update: (value) => notice('template_changed', templateOf(value)),
  template_category_update: (value) => listed('category', value.new_category, 'template_category', templateOf(value)),
  phone_number_quality_update: (value) => listed('number', value.event, 'number_event', { limit: limitOf(value) }),
  phone_number_name_update: (value) => listed('decision', value.decision, 'number_name'),
  account_review_update: (value) => listed('decision', value.decision, 'account_review'),
  account_update: (value) =>
    listed('account', value.event, 'account_event', { restrictions: restrictionsOf(value.restriction_info) }),
  account_alerts: (value) => {
    const alert = value.alert_type ?? alertType(value.alert_info)
    return alert === undefined ? notice('account_alert') : listed('alert', alert, 'account_alert')
  },
  business_capability_update: (value) => notice('limits', { limit: limitOf(value) }),
  security: (value) => listed('security', value.event, 'security'),
  business_username_updates: (value) => listed('decision', value.status, 'username'),
  user_preferences: (value) => notice(value.value === 'stop' ? 'marketing_stopped' : 'marketing_resumed'),
  calls: () => notice('call'),
  smb_app_state_sync: () => notice('app_contacts'),
  group_message: () => notice('group_message'),
  group_status: () => notice('group_status'),
  messages: ({ errors }) => {
    const [first] = Array.isArray(errors) ? (errors as (Value | null)[]) : []
    return notice('problem', { title: first?.title, code: first?.code })
  },
}

const unknownNotice = (field: string) => () => notice('unknown', { code: field })

/** The sentence about a word of Meta's if we know the word, else that we do not, with what it was about. */
function listed(kind: keyof NoticeWords, word: unknown, code: NoticeCode, more: Parameters = {}): ChannelNotice {
  const isKnown = typeof word === 'string' && (noticeWords[kind] as readonly string[]).includes(word.toUpperCase())
  return isKnown ? notice(code, { ...more, event: word.toUpperCase() }) : notice('unknown', { ...more, code: word })
}

/** Only what Meta said, bounded. */
function notice(code: NoticeCode, parameters: Parameters = {}): ChannelNotice {
  const said = Object.entries(parameters).flatMap(([name, value]) =>
    (typeof value === 'string' && value !== '') || typeof value === 'number'
      ? [[name, String(value).slice(0, 200)]]
      : [],
  )
  return { code, parameters: Object.fromEntries(said) }
}

const templateOf = ({ message_template_name, message_template_language }: Value): Parameters => ({
  template: message_template_name,
  language: message_template_language,
})

const limitOf = (value: Value): unknown =>
  value.max_daily_conversations_per_business ?? value.current_limit ?? value.max_daily_conversation_per_phone

const alertType = (info: unknown): unknown =>
  typeof info === 'object' && info !== null ? (info as Value).alert_type : (info ?? undefined)

/** Their names, at most five, by commas. */
function restrictionsOf(info: unknown): string | undefined {
  if (!Array.isArray(info)) return undefined
  const kinds = info.slice(0, 5).map((each: Value | null) => each?.restriction_type)
  return kinds.filter((kind) => typeof kind === 'string').join(',')
}
