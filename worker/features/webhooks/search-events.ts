import type { JournalEvent, WebhookEvent } from '../../contract/events.ts'
import type { WebhookEventPage, WebhookEventSearch, WebhookEventTrace } from '../../contract/webhook-event.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { normalisePhone } from '../../crypto/normalise.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { fromPgBytes, toIso } from '../../db/columns.ts'
import { fromUtf8 } from '../../kit/bytes.ts'
import { type AuditEntry, insertAudit } from '../tenant/index.ts'
import {
  type ParkedTraceRow,
  selectChannelTraces,
  selectMessageTraces,
  selectParkedTraces,
  selectStatusTraces,
  type TraceQuery,
  type TraceRow,
  traceRanks,
} from './repo/traces.ts'
import { type FoundUnrouted, selectUnrouted } from './repo/unrouted.ts'
import { compareTraces, decodeTraceCursor, encodeTraceCursor, type TraceCursor } from './trace-cursor.ts'

interface SearchCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  intake: IntakeKeys
  inbox: { backlog(): Promise<number> }
  now(): number
}

/** Parked and unrouted events are sealed whole: to match one it is opened, and so many at most for a page. */
const OPENED_MAX = 500
const DEFAULT_RANGE_MS = 24 * 60 * 60_000

type Placed = TraceCursor & { trace: WebhookEventTrace }
type Facts = { kind: WebhookEventTrace['kind']; name: string | null; phones: string[]; wamid: string | null }

/**
 * Where events of WhatsApp went, newest first: read from the rows that they led to, in one round trip. Tells ids, times
 * and codes, never content.
 */
export async function searchEvents(ctx: SearchCtx, search: WebhookEventSearch): Promise<WebhookEventPage> {
  const query = await queryOf(ctx, search)
  const { asActor: db } = ctx
  const sealed = { ...query, limit: OPENED_MAX }
  const isPointed = search.phone !== undefined || search.wamid !== undefined
  const none = { ...query, limit: 0 }
  const [unapplied, [messages, statuses, channels, parked, unrouted]] = await Promise.all([
    ctx.inbox.backlog(),
    db.batch(
      selectMessageTraces(db, search.problemsOnly ? none : query),
      selectStatusTraces(db, query, search.problemsOnly),
      // A notice names no customer and no message.
      selectChannelTraces(db, search.problemsOnly || isPointed ? none : query),
      selectParkedTraces(db, sealed),
      selectUnrouted(db, query.from, query.after ? earlier(query.to, query.after) : query.to, OPENED_MAX),
      ...(search.cursor === undefined ? [insertAudit(db, auditOf(ctx, search))] : []),
    ),
  ])
  const opened = await Promise.all([
    ...parked.rows.map((row) => placeParked(ctx, search, row)),
    ...unrouted.rows.map((row) => placeUnrouted(ctx, search, row)),
  ])
  const placed = [
    ...messages.rows.map((row) => place('message', row)),
    ...statuses.rows.map((row) => place('status', row)),
    ...channels.rows.map((row) => place('channel', row)),
    ...opened.filter((each) => each !== null),
  ]
    .filter((each) => query.after === null || compareTraces(query.after, each) < 0)
    .sort(compareTraces)
  const page = placed.slice(0, search.limit)
  const last = page.at(-1)
  return {
    data: page.map(({ trace }) => trace),
    nextCursor: last && placed.length > page.length ? encodeTraceCursor(last) : null,
    unapplied,
  }
}

/** What was looked for stands in no log: only by what. */
const auditOf = ({ actor }: SearchCtx, { phone, wamid, from, to }: WebhookEventSearch): AuditEntry => ({
  ...{ memberId: actor.memberId, action: 'event.traced', subjectId: null },
  details: { by: phone ? 'phone' : wamid ? 'wamid' : 'time', from, to },
})

async function queryOf({ vault, actor, now }: SearchCtx, search: WebhookEventSearch): Promise<TraceQuery> {
  const { phone, wamid, cursor, limit } = search
  const indexes = async (kind: string, value: string | undefined) =>
    value === undefined ? null : (await vault.indexAll(actor.tenantId, kind, value)).map(({ bytes }) => bytes)
  const earliest = phone || wamid ? 0 : now() - DEFAULT_RANGE_MS
  return {
    from: search.from ?? new Date(earliest).toISOString(),
    to: search.to ?? new Date(now() + DEFAULT_RANGE_MS).toISOString(), // Meta's clock may run ahead of ours.
    phones: await indexes('phone', phone),
    wamids: await indexes('wamid', wamid),
    after: decodeTraceCursor(cursor),
    limit: limit + 1,
  }
}

const timeOf = (us: string) => new Date(Math.floor(Number(us) / 1000)).toISOString()

/** Up to the end of the cursor's millisecond; what is before the cursor is left out later. */
function earlier(to: string, { us }: TraceCursor): string {
  const end = new Date(Math.floor(Number(us) / 1000) + 1).toISOString()
  return end < to ? end : to
}

function place(kind: 'message' | 'status' | 'channel', row: TraceRow): Placed {
  const { key, us, name, errorCode, channelId, conversationId, messageId } = row
  const outcome = kind === 'status' && messageId === null ? 'waiting' : 'applied'
  const ids = { channelId, conversationId, messageId }
  const told = { at: timeOf(us), recordedAt: toIso(row.recordedAt), errorCode, repeats: row.repeats ?? 0 }
  const trace: WebhookEventTrace = { id: key, kind, name, ...told, outcome, reason: null, ...ids, replay: null }
  return { us, rank: traceRanks[kind], key, trace }
}

async function placeParked(ctx: SearchCtx, search: WebhookEventSearch, row: ParkedTraceRow): Promise<Placed | null> {
  const facts = await factsOf(ctx, row.box, row.kind === 'journal' ? 'journal' : 'parked')
  if (!matches(search, facts) || (search.problemsOnly && row.replayedAt)) return null
  return placeSealed('parked', row, facts)
}

async function placeUnrouted(ctx: SearchCtx, search: WebhookEventSearch, row: FoundUnrouted): Promise<Placed | null> {
  const facts = await factsOf(ctx, row.box, 'unrouted')
  if (!matches(search, facts) || (search.problemsOnly && row.replayedAt)) return null
  const us = String(new Date(row.receivedAt).getTime() * 1000)
  return placeSealed('unrouted', { ...row, us }, facts, row.box !== null)
}

function placeSealed(
  source: 'parked' | 'unrouted',
  { id, us, reason, channelId, replayedAt }: Pick<ParkedTraceRow, 'id' | 'us' | 'reason' | 'channelId' | 'replayedAt'>,
  { kind, name }: Facts,
  canReplay = true,
): Placed {
  const trace: WebhookEventTrace = {
    ...{ id, kind, name, at: timeOf(us), recordedAt: toIso(replayedAt), errorCode: null, repeats: 0 },
    ...{ outcome: replayedAt ? 'replayed' : source, reason, channelId, conversationId: null, messageId: null },
    replay: canReplay && !replayedAt ? source : null,
  }
  return { us, rank: traceRanks[source], key: id, trace }
}

function matches({ phone, wamid }: WebhookEventSearch, facts: Facts): boolean {
  return (wamid === undefined || facts.wamid === wamid) && (phone === undefined || facts.phones.includes(phone))
}

const NO_FACTS: Facts = { kind: 'unknown', name: null, phones: [], wamid: null }

/** What a sealed event is, without what it says. What cannot be opened any more is still listed. */
async function factsOf({ intake }: SearchCtx, box: Uint8Array | string | null, purpose: string): Promise<Facts> {
  if (box === null || purpose === 'journal') return NO_FACTS
  try {
    const opened = JSON.parse(fromUtf8(await intake.open(fromPgBytes(box), purpose))) as JournalEvent | WebhookEvent
    return factsOfEvent('event' in opened ? opened.event : opened)
  } catch {
    return NO_FACTS
  }
}

function factsOfEvent(event: JournalEvent['event']): Facts {
  const phonesOf = (...customers: ({ phone?: string | undefined } | null)[]) =>
    customers.flatMap((customer) => (customer?.phone ? [normalisePhone(customer.phone)] : []))
  switch (event.kind) {
    case 'message':
      return { kind: 'message', name: event.type, phones: phonesOf(event.customer), wamid: event.wamid }
    case 'identity':
      return { kind: 'message', name: 'system', phones: phonesOf(event.previous, event.current), wamid: event.wamid }
    case 'status':
      return { kind: 'status', name: event.status, phones: phonesOf(event.customer), wamid: event.wamid }
    case 'channel':
      return { kind: 'channel', name: event.field, phones: [], wamid: null }
    default:
      return { ...NO_FACTS, name: event.kind }
  }
}
