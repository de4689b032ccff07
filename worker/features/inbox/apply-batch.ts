import type {
  AttemptEvent,
  ChannelEvent,
  IdentityEvent,
  JournalEvent,
  MediaEvent,
  MessageEvent,
  StatusEvent,
} from '../../contract/events.ts'
import type { MessageType } from '../../contract/message.ts'
import { deterministicId } from '../../kit/ids.ts'
import type { KnownContact } from '../contacts/index.ts'
import type { ApplyChannel, ApplyCtx } from './apply-ctx.ts'
import { type Gathered, nothingGathered, type PlannedMessage } from './apply-gathered.ts'
import { sealPlanned } from './apply-message.ts'
import { flagOf, indexPreference, type Of, sealAttempt, sealChannelEvent, sealStatus } from './apply-seal.ts'
import { readPreference } from './preferences.ts'
import { selectStored } from './repo/reads.ts'

/** A window must not stay open, nor a conversation on top, because of a time that is not there yet. */
const CLOCKS_APART_MS = 5 * 60_000

/** One batch: gathers rows while the events are read in order, and seals them all at once. */
export class Batch {
  readonly #ctx: ApplyCtx
  /** Stored placeholders by the event that brings their file. */
  readonly #completes: ReadonlyMap<MessageEvent, string>
  readonly #gathered = nothingGathered()
  readonly #sealing: Promise<void>[] = []

  constructor(ctx: ApplyCtx, completes: ReadonlyMap<MessageEvent, string>) {
    this.#ctx = ctx
    this.#completes = completes
  }

  /** Everything, once it is sealed. */
  async gathered(): Promise<Gathered> {
    await Promise.all(this.#sealing)
    return this.#gathered
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
    const contact = await this.#ctx.customers.resolve(channel.portfolioId, event.customer, atMs, this.#gathered.writes)
    this.#plan(channelId, contact, event, event.type, event.content)
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
      (await customers.resolve(portfolioId, { ...event.previous, ...event.current }, atMs, this.#gathered.writes))
    const { phone, userId } = event.current
    if (phone) await customers.change(contact, portfolioId, 'phone', phone, atMs, this.#gathered.writes)
    if (userId) await customers.change(contact, portfolioId, 'user_id', userId, atMs, this.#gathered.writes)
    if (event.wamid === null) return
    this.#plan(channelId, contact, { ...event, wamid: event.wamid }, 'system', { system: { body: event.body } })
  }

  /** A change that comes again must not undo a later one. Rare enough for a look of its own. */
  async #isStored(channelId: string, event: IdentityEvent, wamid: string): Promise<boolean> {
    const { db, vault, tenantId } = this.#ctx
    const id = await deterministicId(await vault.dedupKey(tenantId), event.atMs, 'message', channelId, wamid)
    const [found] = await db.batch(selectStored(db, id))
    return found.rows.length > 0
  }

  status(of: Of<StatusEvent>): void {
    this.#later(async () => {
      const row = await sealStatus(this.#ctx, of)
      this.#gathered.statuses.push(row)
      this.#flag(of.event.errors[0]?.code, { attemptId: null, wamidIndex: row.wamidIndex, atMs: of.event.atMs })
    })
  }

  attempt(event: AttemptEvent): void {
    this.#later(async () => {
      this.#gathered.attempts.push(await sealAttempt(this.#ctx, event))
      this.#flag(event.error?.code, { attemptId: event.attemptId, wamidIndex: null, atMs: event.atMs })
    })
  }

  channelEvent(of: Of<ChannelEvent>): void {
    const { event } = of
    this.#later(async () => {
      const row = await sealChannelEvent(this.#ctx, of)
      this.#gathered.channelEvents.push({ row, event })
      const preference = event.field === 'user_preferences' ? readPreference(event.value) : null
      if (preference) this.#gathered.preferences.push(await indexPreference(this.#ctx, preference, row.atMs))
    })
  }

  media(event: MediaEvent): void {
    this.#gathered.mediaChanged.push(event.messageId)
  }

  #flag(...of: Parameters<typeof flagOf>): void {
    const flag = flagOf(...of)
    if (flag) this.#gathered.flags.push(flag)
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

  #conversationFor(contact: KnownContact, channelId: string, atMs: number, status: 'open' | 'closed'): string {
    const known = contact.conversations.get(channelId)
    if (known) return known
    const id = this.#ctx.newId()
    contact.conversations.set(channelId, id)
    this.#gathered.conversations.set(id, { contact, channelId, atMs, status })
    return id
  }

  #plan(
    channelId: string,
    contact: KnownContact,
    event: PlannedMessage['event'],
    type: MessageType,
    content: MessageEvent['content'],
  ): void {
    const occurredMs = this.#arrived(event)
    const isHistory = event.kind === 'message' && event.history
    const conversationId = this.#conversationFor(contact, channelId, occurredMs, isHistory ? 'closed' : 'open')
    const seq = this.#ctx.nextSeq()
    const placeholderId = event.kind === 'message' ? this.#completes.get(event) : undefined
    const plan = { event, type, content, contact, channelId, conversationId, occurredMs, seq, placeholderId }
    this.#later(async () => {
      const { message, file } = await sealPlanned(this.#ctx, plan)
      if (file) this.#gathered.media.push(file)
      if (message.completes) this.#gathered.mediaChanged.push(message.row.id)
      this.#gathered.messages.push(message)
    })
  }
}
