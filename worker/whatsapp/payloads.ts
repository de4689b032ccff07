import type { WebhookEvent } from '../contract/events.ts'
import { type Change, channelEvent, type ReadItem } from './change.ts'
import { readChannelItem, readChannelValue, readValueError } from './channel-events.ts'
import { readContacts } from './customers.ts'
import { readHistoryChunk, readHistoryMedia } from './history.ts'
import { readUserIdUpdate } from './identities.ts'
import { readEcho, readInbound } from './messages.ts'
import { isRaw, phoneOf, type Raw, rawOf, textOf, timeMsOf } from './raw.ts'
import { readStatus } from './statuses.ts'

export type ParsedWebhook = {
  events: WebhookEvent[]
  /** What was not as Meta documents it, in a few words without any content: for the log. */
  problems: string[]
}

type Lists = ReadonlyMap<string, ReadItem>

/** The lists of each field, and what makes events of their items. */
const fields = new Map<string, Lists>([
  ['messages', lists({ messages: readInbound, statuses: readStatus, errors: readValueError })],
  ['smb_message_echoes', lists({ message_echoes: readEcho, errors: readValueError })],
  ['history', lists({ history: readHistoryChunk, messages: readHistoryMedia, errors: readValueError })],
  ['user_id_update', lists({ user_id_update: readUserIdUpdate, errors: readValueError })],
])

/** Lists that any other field may have. A field without them is one event. */
const otherLists = lists({
  calls: readChannelItem,
  statuses: readChannelItem,
  groups: readChannelItem,
  user_preferences: readChannelItem,
  state_sync: readChannelItem,
  errors: readValueError,
})

const envelopeKeys = new Set(['messaging_product', 'metadata', 'contacts'])

/**
 * What a webhook's body says: every entry, change, message and status becomes an event. What cannot be read becomes a
 * `channel` event with its raw value. Never throws.
 *
 * @param body The parsed JSON (`parseJson` keeps ids beyond 2^53).
 */
export function parseWebhook(body: unknown): ParsedWebhook {
  const parsed: ParsedWebhook = { events: [], problems: [] }
  const entries = rawOf(body).entry
  if (!Array.isArray(entries) || entries.length === 0) return keepRaw(parsed, 'body', body)
  if (rawOf(body).object !== 'whatsapp_business_account') parsed.problems.push('body: another object')
  for (const entry of entries) {
    const changes = rawOf(entry).changes
    if (!Array.isArray(changes) || changes.length === 0) keepRaw(parsed, 'entry', entry)
    else for (const change of changes) readChange(parsed, entry, change)
  }
  return parsed
}

function readChange(parsed: ParsedWebhook, entry: Raw, given: unknown): void {
  const { field, value } = rawOf(given)
  if (!isRaw(value)) {
    keepRaw(parsed, 'change', given, entry)
    return
  }
  const metadata = rawOf(value.metadata)
  const change: Change = {
    phoneNumberId: textOf(metadata.phone_number_id) ?? null,
    wabaId: textOf(entry.id) ?? null,
    businessPhone: phoneOf(metadata.display_phone_number),
    field: textOf(field) ?? (value.messages || value.statuses ? 'messages' : 'unknown'),
    value,
    contacts: readContacts(value.contacts),
    entryMs: timeMsOf(entry.time),
    problems: parsed.problems,
  }
  const known = fields.get(change.field)
  const inLists = known ?? otherLists
  if (known || Object.keys(value).some((key) => inLists.has(key))) readLists(parsed.events, inLists, change)
  else parsed.events.push(readChannelValue(change))
}

function readLists(events: WebhookEvent[], readers: Lists, change: Change): void {
  const before = events.length
  const rest: [string, unknown][] = []
  for (const [key, list] of Object.entries(change.value)) {
    if (envelopeKeys.has(key)) continue
    const read = readers.get(key)
    if (read && Array.isArray(list)) for (const item of list) readItem(events, read, item, change)
    else rest.push([key, list])
  }
  if (rest.length > 0) events.push(channelEvent(change, Object.fromEntries(rest)))
  if (events.length > before) return
  change.problems.push(`${knownField(change)}: nothing in it`)
  events.push(channelEvent(change, change.value))
}

function readItem(events: WebhookEvent[], read: ReadItem, item: unknown, change: Change): void {
  const made = isRaw(item) ? read(item, change) : []
  if (made.length > 0) {
    for (const event of made) events.push(event)
    return
  }
  change.problems.push(`${knownField(change)}: malformed item`)
  events.push(channelEvent(change, isRaw(item) ? item : { item }))
}

/** Keeps a part that is not even an object of the right kind. */
function keepRaw(parsed: ParsedWebhook, part: string, raw: unknown, entry: Raw = {}): ParsedWebhook {
  parsed.problems.push(`${part}: malformed`)
  const wabaId = textOf(entry.id) ?? textOf(rawOf(raw).id) ?? null
  const value = isRaw(raw) ? raw : { [part]: raw }
  parsed.events.push({
    kind: 'channel',
    phoneNumberId: null,
    wabaId,
    field: 'unknown',
    subject: null,
    atMs: null,
    value,
  })
  return parsed
}

/** A field's name for the log; one that we do not know could be any text. */
const knownField = ({ field }: Change) => (fields.has(field) ? field : 'other')

function lists(readers: Record<string, ReadItem>): Lists {
  return new Map(Object.entries(readers))
}
