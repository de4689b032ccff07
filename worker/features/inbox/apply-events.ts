import type { Conversation } from '../../contract/conversation.ts'
import type {
  AttemptEvent,
  ChannelEvent,
  IdentityEvent,
  JournalEvent,
  MediaEvent,
  MessageEvent,
  StatusEvent,
} from '../../contract/events.ts'
import type { OutgoingFrame } from '../../contract/frames.ts'
import type { Message, MessageStatus, MessageType } from '../../contract/message.ts'
import { normalisePhone, normaliseUserId } from '../../crypto/normalise.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { deterministicId, isUuid } from '../../kit/ids.ts'
import { policyFor } from '../../whatsapp/failures.ts'
import {
  type CustomerDirectory,
  type CustomerWrites,
  customerStatements,
  type KnownContact,
  noWrites,
  shownName,
} from '../contacts/index.ts'
import type { Notice } from '../notifications/index.ts'
import type {
  AttemptRow,
  ChangedStatus,
  ChannelEventRow,
  ConversationRow,
  CustomerFlag,
  FreshMessage,
  MediaRow,
  MessageRow,
  PreferenceRow,
  StatusRow,
} from './apply-rows.ts'
import { failureOf } from './failure.ts'
import { mergeHistory } from './history.ts'
import { type Preference, readPreference } from './preferences.ts'
import { conversationOf, isAnnotation, presentMessage } from './present.ts'
import { previewOf } from './preview.ts'
import {
  applyPreferences,
  claimEarlyStatuses,
  completeMessages,
  finishAttempts,
  flagContacts,
  type InsertedMessages,
  insertChannelEvents,
  insertConversations,
  insertMedia,
  insertMessages,
  insertStatuses,
} from './repo/apply.ts'
import { channelEffects } from './repo/channel-effects.ts'
import { selectAssignees, selectMessages, selectStored } from './repo/reads.ts'
import { attemptPlace, type Card, sealCard, sealMessage } from './seal.ts'

/** A channel as far as applying its events needs it. */
export interface ApplyChannel {
  id: string
  wabaId: string
  portfolioId: string
}

export interface ApplyCtx {
  tenantId: string
  db: TenantDb
  vault: Vault
  customers: CustomerDirectory
  /** @throws if the tenant has no such channel any more. */
  channel(channelId: string): Promise<ApplyChannel | null>
  newId(): string
  /** A number greater than all before, of this tenant. */
  nextSeq(): number
  now(): number
}

/** What happens after the commit. */
export interface Applied {
  frames: OutgoingFrame[]
  /** Files to fetch now. */
  mediaIds: string[]
  /** Conversations that somebody is to be found for. */
  unassignedIds: string[]
  /** Conversations whose customer may be told something by itself. */
  greetableIds: string[]
  /** Messages of customers, for whoever has the conversation. */
  arrived: Notice[]
  /** Messages that are not sent, for whoever wrote them. */
  failedIds: string[]
}

/** A window must not stay open, nor a conversation on top, because of a time that is not there yet. */
const CLOCKS_APART_MS = 5 * 60_000

type Of<E> = { channelId: string; event: E }

/**
 * Applies events set-wise: at most one read and one write round trip for all of them, plus one to read what quotes and
 * annotations changed. Applying an event again changes nothing. Throws what the database throws; then nothing of
 * the batch was written, and `ctx.customers` has been told to forget.
 */
export async function applyEvents(ctx: ApplyCtx, events: JournalEvent[]): Promise<Applied> {
  const known = await ofKnownChannels(ctx, events)
  return ctx.customers.exclusively(async () => {
    try {
      const merged = await mergeHistory(ctx, known)
      const batch = new Batch(ctx, merged.completes)
      await batch.customers(merged.events)
      for (const { channelId, event } of merged.events) {
        if (event.kind === 'message') await batch.message({ channelId, event })
        else if (event.kind === 'identity') await batch.identity({ channelId, event })
        else if (event.kind === 'status') batch.status({ channelId, event })
        else if (event.kind === 'attempt') batch.attempt(event)
        else if (event.kind === 'channel') batch.channelEvent({ channelId, event })
        else batch.media(event)
      }
      return await batch.commit()
    } catch (error) {
      ctx.customers.forget()
      throw error
    }
  })
}

/** Events of a channel that was removed meanwhile have nowhere to go. */
async function ofKnownChannels(ctx: ApplyCtx, events: JournalEvent[]): Promise<JournalEvent[]> {
  const ids = new Set(events.map((each) => each.channelId))
  const known = new Set<string>()
  for (const id of ids) if (await ctx.channel(id)) known.add(id)
  return known.size === ids.size ? events : events.filter((each) => known.has(each.channelId))
}

interface PlannedMessage {
  event: MessageEvent | (IdentityEvent & { wamid: string })
  type: MessageType
  contact: KnownContact
  row: MessageRow
  card: Card
  content: Message
  /** The row is there already, as a placeholder. */
  completes: boolean
}

/** One batch: gathers rows while the events are read in order, seals them all at once, writes them in one transaction. */
class Batch {
  readonly #ctx: ApplyCtx
  /** Stored placeholders by the event that brings their file. */
  readonly #completes: ReadonlyMap<MessageEvent, string>
  readonly #writes: CustomerWrites = noWrites()
  readonly #conversations = new Map<
    string,
    { contact: KnownContact; channelId: string; atMs: number; status: 'open' | 'closed' }
  >()
  readonly #sealing: Promise<void>[] = []
  #messages: PlannedMessage[] = []
  readonly #media: MediaRow[] = []
  readonly #statuses: StatusRow[] = []
  readonly #attempts: AttemptRow[] = []
  readonly #channelEvents: { row: ChannelEventRow; event: ChannelEvent }[] = []
  readonly #mediaChanged: string[] = []
  readonly #flags: CustomerFlag[] = []
  readonly #preferences: PreferenceRow[] = []

  constructor(ctx: ApplyCtx, completes: ReadonlyMap<MessageEvent, string>) {
    this.#ctx = ctx
    this.#completes = completes
  }

  async customers(events: JournalEvent[]): Promise<void> {
    const wanted = []
    for (const { channelId, event } of events) {
      const channel = await this.#ctx.channel(channelId)
      if (!channel) continue
      if (event.kind === 'message') wanted.push({ portfolioId: channel.portfolioId, customer: event.customer })
      if (event.kind === 'identity') {
        wanted.push({ portfolioId: channel.portfolioId, customer: event.previous })
        wanted.push({ portfolioId: channel.portfolioId, customer: event.current })
      }
    }
    if (wanted.length > 0) await this.#ctx.customers.load(wanted)
  }

  async message({ channelId, event }: Of<MessageEvent>): Promise<void> {
    const channel = await this.#channel(channelId)
    const atMs = this.#arrived(event)
    const contact = await this.#ctx.customers.resolve(channel.portfolioId, event.customer, atMs, this.#writes)
    await this.#plan(channelId, contact, event, event.type, event.content)
  }

  /** A changed number or id: the contact keeps its history, and the thread says what happened. */
  async identity({ channelId, event }: Of<IdentityEvent>): Promise<void> {
    const { customers } = this.#ctx
    const { portfolioId } = await this.#channel(channelId)
    const atMs = this.#arrived(event)
    if (event.wamid !== null && (await this.#isStored(channelId, event, event.wamid))) return
    const contact =
      (event.previous.userId ? customers.find(portfolioId, 'user_id', event.previous.userId) : null) ??
      (event.previous.phone ? customers.find(portfolioId, 'phone', event.previous.phone) : null) ??
      (await customers.resolve(portfolioId, { ...event.previous, ...event.current }, atMs, this.#writes))
    const { phone, userId } = event.current
    if (phone) await customers.change(contact, portfolioId, 'phone', phone, atMs, this.#writes)
    if (userId) await customers.change(contact, portfolioId, 'user_id', userId, atMs, this.#writes)
    if (event.wamid === null) return
    await this.#plan(channelId, contact, { ...event, wamid: event.wamid }, 'system', { system: { body: event.body } })
  }

  /** A change that comes again must not undo a later one. Rare enough for a look of its own. */
  async #isStored(channelId: string, event: IdentityEvent, wamid: string): Promise<boolean> {
    const { db, vault, tenantId } = this.#ctx
    const id = await deterministicId(await vault.dedupKey(tenantId), event.atMs, 'message', channelId, wamid)
    const [found] = await db.batch(selectStored(db, id))
    return found.rows.length > 0
  }

  status({ channelId, event }: Of<StatusEvent>): void {
    const { vault, tenantId } = this.#ctx
    const attemptId = event.attemptId && isUuid(event.attemptId) ? event.attemptId : null
    this.#later(async () => {
      const [eventKey, index, attemptBox] = await Promise.all([
        this.#eventKey('status', channelId, event.wamid, event.status, String(event.atMs), event.participant ?? ''),
        vault.index(tenantId, 'wamid', event.wamid),
        attemptId ? vault.seal(tenantId, attemptPlace(attemptId), { wamid: event.wamid, error: null }) : null,
      ])
      this.#statuses.push({
        eventKey,
        attemptId,
        wamidIndex: index.bytes,
        attemptBox,
        status: event.status.slice(0, 40),
        errorCode: event.errors[0]?.code ?? null,
        pricing: event.pricing,
        atMs: event.atMs || this.#ctx.now(),
      })
      this.#flag(event.errors[0]?.code, { attemptId: null, wamidIndex: index.bytes, atMs: event.atMs })
    })
  }

  attempt(event: AttemptEvent): void {
    const { vault, tenantId } = this.#ctx
    this.#later(async () => {
      const [box, index] = await Promise.all([
        vault.seal(tenantId, attemptPlace(event.attemptId), { wamid: event.wamid, error: event.error }),
        event.wamid ? vault.index(tenantId, 'wamid', event.wamid) : null,
      ])
      this.#attempts.push({
        messageId: event.messageId,
        attemptId: event.attemptId,
        outcome: event.outcome,
        errorCode: event.error?.code ?? null,
        box,
        wamidIndex: index?.bytes ?? null,
        atMs: event.atMs,
        retryAtMs: event.retryAtMs,
      })
      this.#flag(event.error?.code, { attemptId: event.attemptId, wamidIndex: null, atMs: event.atMs })
    })
  }

  channelEvent({ channelId, event }: Of<ChannelEvent>): void {
    const { vault, tenantId, now } = this.#ctx
    this.#later(async () => {
      const value = JSON.stringify(event.value)
      const eventKey = await this.#eventKey(
        'channel',
        channelId,
        event.field,
        event.subject ?? '',
        String(event.atMs),
        value,
      )
      const place = { table: 'channel_events', id: Buffer.from(eventKey).toString('hex') }
      const box = await vault.seal(tenantId, place, event.value)
      const row = { eventKey, channelId, field: event.field.slice(0, 80) || 'unknown', box, atMs: event.atMs ?? now() }
      this.#channelEvents.push({ row, event })
      const preference = event.field === 'user_preferences' ? readPreference(event.value) : null
      if (preference) this.#preferences.push(await this.#indexed(preference, row.atMs))
    })
  }

  media(event: MediaEvent): void {
    this.#mediaChanged.push(event.messageId)
  }

  #flag(code: number | undefined, of: Pick<CustomerFlag, 'attemptId' | 'wamidIndex' | 'atMs'>): void {
    if (code === undefined) return
    const { markUnreachable, optedOut } = policyFor({ httpStatus: null, code })
    if (!markUnreachable && !optedOut) return
    this.#flags.push({ ...of, unreachableCode: markUnreachable ? code : null, optedOut: optedOut ?? false })
  }

  async #indexed({ phone, userId, optedOut }: Preference, atMs: number): Promise<PreferenceRow> {
    const { vault, tenantId } = this.#ctx
    const indexes = await Promise.all([
      phone ? vault.indexAll(tenantId, 'phone', normalisePhone(phone)) : [],
      userId ? vault.indexAll(tenantId, 'user_id', normaliseUserId(userId)) : [],
    ])
    return { valueIndexes: indexes.flat().map((index) => index.bytes), optedOut, atMs }
  }

  async #channel(channelId: string): Promise<ApplyChannel> {
    const channel = await this.#ctx.channel(channelId)
    if (!channel) throw new Error('a channel vanished while its events were applied')
    return channel
  }

  /** Meta's time may be unreadable (0) or far ahead: the id keeps it, everything else shows the arrival. */
  #arrived({ atMs }: { atMs: number }): number {
    const nowMs = this.#ctx.now()
    return atMs === 0 || atMs > nowMs + CLOCKS_APART_MS ? nowMs : atMs
  }

  #later(work: () => Promise<void>): void {
    this.#sealing.push(work())
  }

  async #eventKey(...parts: string[]): Promise<Uint8Array> {
    const key = await this.#ctx.vault.dedupKey(this.#ctx.tenantId)
    const bytes = new TextEncoder().encode(JSON.stringify(parts))
    return new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes))
  }

  #conversationFor(contact: KnownContact, channelId: string, atMs: number, status: 'open' | 'closed'): string {
    const known = contact.conversations.get(channelId)
    if (known) return known
    const id = this.#ctx.newId()
    contact.conversations.set(channelId, id)
    this.#conversations.set(id, { contact, channelId, atMs, status })
    return id
  }

  async #plan(
    channelId: string,
    contact: KnownContact,
    event: PlannedMessage['event'],
    type: MessageType,
    content: MessageEvent['content'],
  ): Promise<void> {
    const { vault, tenantId } = this.#ctx
    const isMessage = event.kind === 'message'
    const inbound = !isMessage || event.source === 'customer'
    const history = isMessage && event.history
    const annotation = isAnnotation(type)
    const occurredMs = this.#arrived(event)
    const conversationId = this.#conversationFor(contact, channelId, occurredMs, history ? 'closed' : 'open')
    const seq = this.#ctx.nextSeq()
    const opensWindow = inbound && isMessage && !history && !annotation
    // A blocked customer whom WhatsApp still lets through is kept, and wakes nobody.
    const counts = opensWindow && !contact.blocked
    const placeholderId = isMessage ? this.#completes.get(event) : undefined
    this.#later(async () => {
      const dedup = await vault.dedupKey(tenantId)
      const target = isMessage ? event.targetWamid : null
      const [id, wamidIndex, targetIndex, mediaId] = await Promise.all([
        placeholderId ?? deterministicId(dedup, event.atMs, 'message', channelId, event.wamid),
        vault.index(tenantId, 'wamid', event.wamid),
        target ? vault.index(tenantId, 'wamid', target) : null,
        isMessage && event.media ? deterministicId(dedup, event.atMs, 'media', channelId, event.wamid) : null,
      ])
      const stored = mediaId && isMessage ? withMedia(content, type, mediaId) : content
      const direction = inbound ? 'inbound' : 'outbound'
      const status = (inbound ? 'received' : (isMessage && event.status) || 'sent') as MessageStatus
      const box = await sealMessage(vault, tenantId, contact.salt, id, { content: stored, wamid: event.wamid })
      const row: MessageRow = {
        id,
        conversationId,
        channelId,
        contactId: contact.id,
        direction,
        type,
        box,
        wamidIndex: wamidIndex.bytes,
        replyToIndex: targetIndex?.bytes ?? null,
        authorKind: !isMessage ? 'system' : inbound ? 'customer' : 'business-app',
        mediaId,
        status,
        atMs: occurredMs,
        seq,
        counts,
        opensWindow,
        shows: !annotation,
        answers: !inbound && !history && !annotation,
        card: null,
        copies: 1,
      }
      let file: MediaRow | null = null
      const card = cardOf(contact, { messageId: id, direction, type, text: previewOf(type, stored) })
      if (mediaId && isMessage && event.media) {
        const { mimeType, ...sealed } = event.media
        file = {
          id: mediaId,
          messageId: id,
          contactId: contact.id,
          channelId,
          kind: type,
          mimeType: mimeType?.slice(0, 120) ?? null,
          box: await vault.sealForContact(tenantId, contact.salt, { table: 'media', id: mediaId }, sealed),
          atMs: occurredMs,
        }
        this.#media.push(file)
      }
      const completes = placeholderId !== undefined
      if (completes) this.#mediaChanged.push(id)
      this.#messages.push({ event, type, contact, row, card, content: messageOf(row, stored, file), completes })
    })
  }

  async commit(): Promise<Applied> {
    const { db } = this.#ctx
    await Promise.all(this.#sealing)
    // An event that came twice into one batch is one row: the insert tells only which rows are new.
    const firsts = new Map<string, MessageRow>()
    this.#messages.sort((a, b) => a.row.seq - b.row.seq)
    this.#messages = this.#messages.filter(({ row }) => {
      const first = firsts.get(row.id)
      if (first) first.copies += 1
      else firsts.set(row.id, row)
      return !first
    })
    await this.#sealCards()
    const statements = []
    statements.push(...customerStatements(db, this.#writes))
    const conversations = await this.#newConversations()
    if (conversations.length > 0) statements.push(insertConversations(db, conversations))
    const rows = this.#messages.filter((each) => !each.completes).map((each) => each.row)
    const completed = this.#messages.filter((each) => each.completes).map((each) => each.row)
    if (completed.length > 0) statements.push(completeMessages(db, completed))
    const freshAt = rows.length > 0 ? statements.push(insertMessages(db, rows)) - 1 : -1
    const hasEchoes = rows.some((row) => row.direction === 'outbound')
    const earlyAt = hasEchoes ? statements.push(claimEarlyStatuses(db, rows)) - 1 : -1
    const mediaAt = this.#media.length > 0 ? statements.push(insertMedia(db, this.#media)) - 1 : -1
    const attemptsAt = this.#attempts.length > 0 ? statements.push(finishAttempts(db, this.#attempts)) - 1 : -1
    const statusesAt = this.#statuses.length > 0 ? statements.push(insertStatuses(db, this.#statuses)) - 1 : -1
    if (this.#preferences.length > 0) statements.push(applyPreferences(db, this.#preferences))
    if (this.#flags.length > 0) statements.push(flagContacts(db, this.#flags))
    if (this.#channelEvents.length > 0) {
      statements.push(
        insertChannelEvents(
          db,
          this.#channelEvents.map((each) => each.row),
        ),
      )
      statements.push(...channelEffects(db, this.#channelEvents))
    }
    const results = statements.length > 0 ? await db.batch(...statements) : []
    const rowsAt = <T>(index: number) => (index < 0 ? [] : (results[index] as unknown as { rows: T[] }).rows)
    const changes = [earlyAt, attemptsAt, statusesAt].flatMap((index) => rowsAt<ChangedStatus>(index))
    const [stored] = rowsAt<InsertedMessages>(freshAt)
    return {
      frames: [
        ...(await this.#messageFrames(freshOf(stored))),
        ...changes.map(statusFrame),
        ...this.#channelEvents.map(({ row }) => channelFrame(row.channelId)),
      ],
      mediaIds: rowsAt<{ id: string }>(mediaAt).map((row) => row.id),
      unassignedIds: stored?.inserted.unassigned ?? [],
      greetableIds: stored?.inserted.greetable ?? [],
      arrived: this.#arrivals(freshOf(stored)),
      failedIds: changes.filter(({ status }) => status === 'failed').map(({ messageId }) => messageId),
    }
  }

  /** One for each conversation that somebody has, by its newest message. */
  #arrivals(fresh: FreshMessage[]): Notice[] {
    const counting = new Set(this.#messages.filter(({ row }) => row.counts).map(({ row }) => row.id))
    const newest = new Map(fresh.filter(({ id }) => counting.has(id)).map((each) => [each.conversation.id, each]))
    return [...newest.values()].flatMap(({ id: messageId, conversation: { id: conversationId, assigneeId } }) =>
      assigneeId === null ? [] : [{ memberId: assigneeId, kind: 'message' as const, conversationId, messageId }],
    )
  }

  /** Only the newest message of a conversation in this batch needs its card. */
  async #sealCards(): Promise<void> {
    const { vault, tenantId } = this.#ctx
    const newest = new Map<string, PlannedMessage>()
    for (const planned of this.#messages) {
      if (!planned.row.shows || planned.completes) continue
      const best = newest.get(planned.row.conversationId)
      if (!best || planned.row.atMs >= best.row.atMs) newest.set(planned.row.conversationId, planned)
    }
    const wanted = [...newest.values(), ...this.#messages.filter((each) => each.completes)]
    await Promise.all(
      wanted.map(async (planned) => {
        const { conversationId } = planned.row
        planned.row.card = await sealCard(vault, tenantId, planned.contact.salt, conversationId, planned.card)
      }),
    )
  }

  #newConversations(): Promise<ConversationRow[]> {
    const { vault, tenantId } = this.#ctx
    return Promise.all(
      [...this.#conversations].map(async ([id, { contact, channelId, atMs, status }]) => ({
        id,
        channelId,
        contactId: contact.id,
        status,
        atMs,
        card: await sealCard(vault, tenantId, contact.salt, id, cardOf(contact, null)),
      })),
    )
  }

  async #messageFrames(fresh: FreshMessage[]): Promise<OutgoingFrame[]> {
    const planned = new Map(this.#messages.map((each) => [each.row.id, each]))
    const last = new Map(fresh.map((each) => [each.conversation.id, each]))
    const changedIds = fresh.flatMap((each) => {
      const { type } = planned.get(each.id) as PlannedMessage
      if (isAnnotation(type)) return each.replyToId ? [each.replyToId] : []
      return each.replyToId ? [each.id] : []
    })
    const { read, assignees } = await this.#read([...new Set([...changedIds, ...this.#mediaChanged])])
    const frames: OutgoingFrame[] = []
    for (const each of fresh) {
      const { type, content, event } = planned.get(each.id) as PlannedMessage
      if (event.kind === 'message' && event.history) continue
      const conversationId = each.conversation.id
      const assigneeId = each.conversation.assigneeId
      if (isAnnotation(type)) continue
      const message = read.get(each.id) ?? content
      frames.push({
        type: 'message.created',
        data: { conversationId, messageId: each.id, message },
        ids: { conversationId, messageId: each.id },
        assigneeId,
      })
    }
    for (const [messageId, message] of read) {
      const own = planned.get(messageId)
      if (own && !own.completes && !changedByAnnotation(fresh, planned, messageId)) continue
      const conversationId = message.conversationId
      if (!conversationId) continue
      frames.push({
        type: 'message.updated',
        data: { conversationId, messageId, message },
        ids: { conversationId, messageId },
        assigneeId: assignees.get(messageId) ?? null,
      })
    }
    for (const { conversation } of last.values()) {
      const newest = planned.get(conversation.lastMessageId ?? '')
      const ids = { conversationId: conversation.id }
      const data: { conversationId: string; conversation?: Conversation } = { ...ids }
      if (newest) {
        const shown = { ...conversation, contactId: newest.contact.mergedInto ?? newest.contact.id }
        data.conversation = conversationOf(shown, newest.card, newest.row.status as MessageStatus, null)
      }
      frames.push({ type: 'conversation.updated', data, ids, assigneeId: conversation.assigneeId })
    }
    return frames
  }

  async #read(ids: string[]): Promise<{ read: Map<string, Message>; assignees: Map<string, string | null> }> {
    if (ids.length === 0) return { read: new Map(), assignees: new Map() }
    const { db, vault, tenantId } = this.#ctx
    const [result, assigned] = await db.batch(selectMessages(db, ids), selectAssignees(db, ids))
    const messages = await Promise.all(result.rows.map((row) => presentMessage(vault, tenantId, row)))
    return {
      read: new Map(messages.map((message) => [message.id, message])),
      assignees: new Map(assigned.rows.map((row) => [row.messageId, row.assigneeId])),
    }
  }
}

function changedByAnnotation(fresh: FreshMessage[], planned: Map<string, PlannedMessage>, messageId: string): boolean {
  return fresh.some(
    (each) => each.replyToId === messageId && isAnnotation((planned.get(each.id) as PlannedMessage).type),
  )
}

function cardOf(contact: KnownContact, preview: Card['preview']): Card {
  return { name: shownName(contact), phone: contact.phone, username: contact.username, preview }
}

function withMedia(content: MessageEvent['content'], type: MessageType, mediaId: string): MessageEvent['content'] {
  const file = content[type as 'image']
  return { ...content, [type]: { ...file, id: mediaId } }
}

function messageOf(row: MessageRow, content: MessageEvent['content'], file: MediaRow | null): Message {
  return {
    ...content,
    id: row.id,
    conversationId: row.conversationId,
    channelId: row.channelId,
    contactId: row.contactId,
    clientMessageId: null,
    direction: row.direction,
    type: row.type,
    status: row.status as MessageStatus,
    failure: null,
    retryAt: null,
    author: { kind: row.authorKind, memberId: null },
    context: row.replyToIndex ? { messageId: null, direction: null, type: null, preview: '' } : null,
    reactions: [],
    editedAt: null,
    revokedAt: null,
    media: file
      ? {
          id: file.id,
          state: 'pending',
          mimeType: file.mimeType,
          bytes: null,
          failure: null,
          retryUntil: new Date(row.atMs + 7 * 24 * 60 * 60_000).toISOString(),
        }
      : null,
    priceCategory: null,
    occurredAt: new Date(row.atMs).toISOString(),
    seq: row.seq,
  }
}

function freshOf(row: InsertedMessages | undefined): FreshMessage[] {
  const { fresh, conversations } = row?.inserted ?? { fresh: null, conversations: null }
  const byId = new Map((conversations ?? []).map((each) => [each.id, each]))
  return (fresh ?? []).flatMap(({ id, replyToId, conversationId }) => {
    const conversation = byId.get(conversationId)
    return conversation ? [{ id, replyToId, conversation }] : []
  })
}

function statusFrame(change: ChangedStatus): OutgoingFrame {
  const status = change.status as MessageStatus
  return {
    type: 'message.status',
    data: {
      conversationId: change.conversationId,
      messageId: change.messageId,
      status,
      failure: failureOf(status, change.failureCode),
      retryAt: toIso(change.retryAt),
    },
    ids: { messageId: change.messageId, ...(change.conversationId ? { conversationId: change.conversationId } : {}) },
    assigneeId: change.assigneeId,
  }
}

function channelFrame(channelId: string): OutgoingFrame {
  return { type: 'channel.updated', data: { channelId }, ids: { channelId } }
}
