import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { metaJson } from '../../dev/graph/signature.ts'
import type { Call } from '../../dev/seed/app-client.ts'
import type { Message } from '../../worker/contract/message.ts'
import { type StackOnDatabase, startStackOnDatabase } from '../support/trip-database.ts'
import { connectNumber, openCalls } from '../support/trip-tenant.ts'
import { readThreads } from '../support/trip-threads.ts'
import { waitFor } from '../support/trip-wait.ts'
import { postWebhook } from '../support/trip-webhooks.ts'
import { fixtureNames, outsideWebhooks, readFixture } from '../whatsapp/fixtures.ts'

const APPLY_MS = 30_000
const MESSAGE_TYPES = [
  ...['text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'reaction', 'button'],
  ...['interactive', 'order', 'system', 'edit', 'revoke', 'unsupported'],
]
const ANNOTATIONS = ['reaction', 'edit', 'revoke']

interface Body {
  name: string
  negative: boolean
  text: string
}
type Raw = Record<string, unknown>

const bodies: Body[] = [
  ...fixtureNames.map((name) => ({ name, negative: false, text: readFixture(name) })),
  ...outsideWebhooks().map(({ file, negative, text }) => ({ name: `outside ${file}`, negative, text })),
].map((body, index) => ({ ...body, text: withOwnIds(body.text, index) }))

let place: StackOnDatabase
let database: pg.Client
let call: Call

beforeAll(async () => {
  place = await startStackOnDatabase()
  database = new pg.Client(place.ownerUrl)
  await database.connect()
  // Demo Shop's number and account are among the fixtures' own: the other numbers join them.
  call = openCalls(place.stack.appUrl)
  await call('POST', '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password })
  await connectNumbers()
}, 240_000)
afterAll(async () => {
  await database?.end()
  await place?.stop()
})

describe('every webhook of the collections', () => {
  const shown: string[] = []

  it.each(bodies)('$name', async ({ name, negative, text }) => {
    const before = await readRows()
    const status = await postWebhook(place.stack.appUrl, text)
    if (negative && status !== 200) return expect([400, 413, 422]).toContain(status)
    expect(status).toBe(200)
    const expected = negative ? [] : expectedRows(JSON.parse(text))
    const fresh = await waitFor(`${name}: ${expected}`, APPLY_MS, async () => {
      const rows = without(await readRows(), before)
      if (rows.length === 0 || !expected.every((row) => isIn(rows, row))) throw new Error(`there is ${rows.join(', ')}`)
      return rows
    })
    expect(fresh.filter((row) => row.startsWith('parked'))).toEqual([])
    shown.push(
      ...expected.filter((row) => row.startsWith('message') && !ANNOTATIONS.some((type) => row.includes(type))),
    )
  })

  it('shows the messages in their conversations', async () => {
    const messages = (await readThreads(call)).flatMap((thread) => thread.messages)
    expect(shown.length).toBeGreaterThan(30)
    const rows = messages.map(rowOf)
    expect(shown.filter((row) => !isIn(rows, row))).toEqual([])
  })
})

/** Ids repeat from one example to another; here every body speaks of messages of its own. */
function withOwnIds(text: string, index: number): string {
  const body: unknown = JSON.parse(text)
  for (const { value } of changesOf(body)) {
    for (const one of [value.messages, value.message_echoes, value.statuses].flatMap(objects)) {
      if (typeof one.id === 'string') one.id += `-${index}`
    }
  }
  return metaJson(body)
}

/** Every number and account of the bodies that could be one: Meta's ids are digits. */
async function connectNumbers(): Promise<void> {
  const { data } = await call<{ data: { phoneNumberId: string; wabaId: string }[] }>('GET', '/channels')
  const numbers = new Set(data.map((channel) => channel.phoneNumberId))
  const accounts = new Set(data.map((channel) => channel.wabaId))
  for (const { phoneNumberId, wabaId: named } of bodies.flatMap((body) => placesOf(JSON.parse(body.text)))) {
    // Some examples have the same id for both, or a word; events of a number are found by the number.
    const wabaId = phoneNumberId !== null && (named === phoneNumberId || !isId(named)) ? `8${phoneNumberId}` : named
    const isKnown = phoneNumberId === null ? accounts.has(wabaId) : numbers.has(phoneNumberId)
    const number = phoneNumberId ?? `9${wabaId}`
    if (isKnown || !isId(number) || !isId(wabaId)) continue
    await connectNumber(place.stack.graphUrl, call, {
      phoneNumberId: number,
      wabaId,
      displayPhoneNumber: '15550100100',
      accessToken: `token-${number}`,
    })
    numbers.add(number)
    accounts.add(wabaId)
  }
}

function changesOf(body: unknown): { wabaId: string; field: string; value: Raw }[] {
  return objects((body as Raw).entry).flatMap((entry) =>
    objects(entry.changes).map((change) => ({
      wabaId: String(entry.id),
      field: String(change.field),
      value: (change.value ?? {}) as Raw,
    })),
  )
}

const placesOf = (body: unknown) =>
  changesOf(body).map(({ wabaId, value }) => {
    const { phone_number_id: id } = (value.metadata ?? {}) as Raw
    return { wabaId, phoneNumberId: typeof id === 'string' ? id : null }
  })

/** What a body must leave in the database, by Meta's words alone. */
function expectedRows(body: unknown): string[] {
  return changesOf(body).flatMap(({ field, value, wabaId }) => {
    const { phone_number_id: number } = (value.metadata ?? {}) as Raw
    if (number === undefined && wabaId === 'undefined') return ['unrouted no_number']
    if (!isId(String(number ?? wabaId))) return ['unrouted unknown_number']
    if (field === 'user_id_update') return ['identity']
    if (!['messages', 'smb_message_echoes', 'history'].includes(field)) return [`event ${field}`]
    const messages = objects(value.messages).map((message) => messageRow(message, 'inbound', value))
    const echoes = objects(value.message_echoes).map((message) => messageRow(message, 'outbound', value))
    const rows = [...new Set([...messages, ...echoes]), ...objects(value.statuses).map(statusRow)]
    return rows.length > 0 ? rows : [`event ${field}`]
  })
}

function messageRow(message: Raw, direction: string, { contacts }: Raw): string {
  const { type, timestamp, group_id, from, from_user_id, system, text } = message
  if (group_id !== undefined) return 'event group_message'
  if ([from, from_user_id, system, contacts].every((one) => one === undefined)) return 'event messages'
  const isBroken = type === 'text' && typeof (text as Raw | undefined)?.body !== 'string'
  const kind =
    type === 'request_welcome' ? 'system' : !isBroken && MESSAGE_TYPES.includes(String(type)) ? type : 'unknown'
  return `message ${kind} ${direction}${timeOf(timestamp)}`
}

const statusRow = ({ status, timestamp, recipient_type }: Raw) =>
  recipient_type === 'group' ? 'event group_status' : `status ${status}${timeOf(timestamp)}`

/** A time that nobody can read is replaced by that of the arrival. */
const timeOf = (timestamp: unknown) => (isId(String(timestamp)) ? ` ${timestamp}` : '')

const rowOf = ({ type, direction, occurredAt }: Message) =>
  `message ${type} ${direction} ${Date.parse(occurredAt) / 1000}`

/** Everything that a webhook may leave, one line each. */
async function readRows(): Promise<string[]> {
  const { rows } = await database.query<{ row: string }>(`
    select concat_ws(' ', 'message', type, direction, extract(epoch from occurred_at)::bigint) as row from messages
    union all select concat_ws(' ', 'status', status, extract(epoch from at)::bigint) from message_events where kind = 'status'
    union all select concat_ws(' ', 'event', field) from channel_events
    union all select concat_ws(' ', 'unrouted', reason) from unrouted_events
    union all select concat_ws(' ', 'parked', kind, reason) from parked_events
    union all select 'identity' from contact_identities`)
  return rows.map((each) => each.row)
}

const isIn = (rows: readonly string[], wanted: string) =>
  rows.some((row) => row === wanted || row.startsWith(`${wanted} `))

/** `all` less `some`, each as often as it is there. */
function without(all: readonly string[], some: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const row of some) left.set(row, (left.get(row) ?? 0) + 1)
  return all.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
}

const isId = (text: string) => /^\d+$/.test(text)
function objects(value: unknown): Raw[] {
  return Array.isArray(value) ? value : []
}
