import { DurableObject } from 'cloudflare:workers'
import type { JournalEvent } from '../../worker/contract/events.ts'
import type { OutgoingFrame } from '../../worker/contract/frames.ts'
import { type Actor, asActor, asTenant, type TenantDb } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { findChannelPlace, touchChannels } from '../../worker/features/channels/index.ts'
import { CustomerDirectory } from '../../worker/features/contacts/index.ts'
import {
  type ApplyChannel,
  type ApplyCtx,
  applyEvents,
  assignWaiting,
  type CommandCtx,
  type CommandName,
  type CommandOf,
  closeQuiet,
  eraseRemoved,
  freeAbandoned,
  parkEvent,
  runCommand,
  type SystemCtx,
  sendAutomatic,
  sendDue,
  wakeSnoozed,
} from '../../worker/features/inbox/index.ts'
import { mediaKey } from '../../worker/features/media/index.ts'
import {
  isNews,
  type Notice,
  type NotificationRow,
  noteApplied,
  noteWaiting,
  noticeFrames,
} from '../../worker/features/notifications/index.ts'
import { assert } from '../../worker/kit/assert.ts'
import { fromUtf8, utf8 } from '../../worker/kit/bytes.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { newId } from '../../worker/kit/ids.ts'
import { LruMap } from '../../worker/kit/lru.ts'
import { behindName, hubPort, senderPort, senderStub, type TenantPlace } from '../../worker/objects.ts'
import type { Present } from '../../worker/ports.ts'
import { isRetryable, type Services, servicesOf } from '../../worker/services.ts'
import { ApplyLoop } from './apply.ts'
import { Journal, type JournalRow } from './journal.ts'
import { type CommandResult, toResult } from './protocol.ts'
import { Told } from './told.ts'

/** Above this many events not yet in Postgres the intake takes over (R2), so that the journal stays bounded. */
const JOURNAL_EVENTS_MAX = 50_000
/** A row must stay under SQLite's 2 MB; larger batches lie in R2 and the row holds their name. */
const ROW_BYTES_MAX = 1_000_000
const ALARM_MS = 5_000
const CHANNEL_MEMORY_MS = 60_000
const TOUCH_EVERY_MS = 15_000
/** While behind, acknowledging leaves the applying a moment: under a flood nothing else gets its batch out of the door. */
const BREATH_MS = 8
/** A full journal first slows the sender down: the intake is for what does not pass by itself. */
const FULL_WAIT_MS = 100
/** R2 deletes at most so many objects in one call. */
const R2_KEYS_MAX = 1_000
/** A trickle of incoming messages is not worth a call. */
const REPORTED_MIN = 2

interface Gathering {
  parts: string[]
  count: number
  written: Promise<void>
}

/**
 * The one writer of a tenant's conversations. Takes events durably, applies them to Postgres in order, runs every
 * command of an agent on a conversation, and tells the hub what changed.
 */
export class InboxObject extends DurableObject<Bindings> {
  readonly #services: Services
  readonly #journal: Journal
  readonly #loop: ApplyLoop
  readonly #channels: LruMap<string, ApplyChannel>
  #place: TenantPlace | null
  #applyCtx: ApplyCtx | null = null
  #gathering: Gathering | null = null
  #taking = 0
  #writing: Promise<void> = Promise.resolve()
  #applied: { n: number; count: number }[] = []
  #publishing: Promise<void> = Promise.resolve()
  readonly #told = new Told()
  #assigning: Promise<void> = Promise.resolve()
  #lastSeq = 0
  #armed = false
  /** An answer of the database did not come: what it was asked to write may be there, and no screen was told. */
  #unsure: boolean
  #touchedMs = new Map<string, number>()
  #inbound = { sinceMs: 0, counts: new Map<string, number>() }

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#services = servicesOf(env)
    this.#place = state.storage.kv.get<TenantPlace>('place') ?? null
    this.#journal = new Journal(state.storage.sql)
    this.#unsure = this.#journal.events > 0
    this.#channels = new LruMap({ max: 1_000, ttlMs: CHANNEL_MEMORY_MS, now: this.#services.now })
    this.#loop = new ApplyLoop(
      {
        read: (afterN, eventsMax) => this.#journal.read(afterN, eventsMax),
        open: (row) => this.#open(row),
        apply: (events) => this.#apply(events),
        isTransient: isRetryable,
        park: (event, error) => this.#park(event, error),
        done: (rows) => this.#forgetApplied(rows),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        note: (what, count, error) =>
          this.#services.log.warn(what, { ...this.#logFields(), count, ...errorFacts(error) }),
      },
      this.#journal.events > 0,
    )
    if (this.#journal.events > 0) this.#arm(0)
  }

  /**
   * Journals events; resolves when they are durable, before they are applied.
   *
   * @param events JSON of JournalEvent[]: one string crosses RPC faster than objects.
   * @returns false if the journal is full: nothing was taken.
   */
  async receive(place: TenantPlace, events: string, count: number): Promise<boolean> {
    this.#assertPlace(place)
    if (this.#isFull(count)) await new Promise((resolve) => setTimeout(resolve, FULL_WAIT_MS))
    if (this.#isFull(count)) return false
    this.#taking += count
    try {
      await this.#gather(events, count)
    } finally {
      this.#taking -= count
    }
    return true
  }

  /** Runs an agent's command. @param input JSON of the command's input. */
  command(place: TenantPlace, actor: Actor, name: CommandName, input: string): Promise<CommandResult> {
    this.#assertPlace(place)
    assert(actor.tenantId === place.tenantId, 'an actor works in their own tenant')
    const ctx = this.#commandCtx(actor, asActor(this.#services.db, actor))
    return toResult(
      () => this.#surely(() => runCommand(ctx, name, JSON.parse(input) as CommandOf<typeof name>['input'])),
      isRetryable,
      (error) => this.#services.log.error('command.failed', { ...this.#logFields(), kind: name, ...errorFacts(error) }),
    )
  }

  /** Looks again for somebody for these conversations; the tenant's own id stands for its members who are away. */
  async assign(place: TenantPlace, refIds: string[]): Promise<void> {
    this.#assertPlace(place)
    await this.#assign(refIds)
  }

  /** Tells members of customers who wait with nobody, or whose window closes. */
  async noticeWaiting(place: TenantPlace): Promise<void> {
    this.#assertPlace(place)
    const { db, now } = this.#services
    this.#tell(await noteWaiting(asTenant(db, this.#tenantId), await this.#present(), now()))
  }

  /** Tells customers by itself what their tenant wants them to hear: a greeting, or when it opens. */
  async greet(place: TenantPlace, conversationIds: string[]): Promise<void> {
    this.#assertPlace(place)
    await sendAutomatic(this.#system(), conversationIds)
  }

  /** Closes conversations in which nobody says a word any more. */
  async closeQuiet(place: TenantPlace): Promise<void> {
    this.#assertPlace(place)
    await closeQuiet(this.#system())
  }

  /** The time of a scheduled message has come. Run again, it sends nothing twice. */
  sendDue(place: TenantPlace, scheduledId: string): Promise<CommandResult> {
    this.#assertPlace(place)
    const actor: Actor = {
      tenantId: place.tenantId,
      ...{ memberId: '', userId: '', role: 'viewer', sees: 'all', sessionId: '', provedAtMs: 0 },
    }
    // Whoever writes there now is not interrupted by what was decided before.
    const ctx = { ...this.#commandCtx(actor, this.#context().db), repliers: async () => [] }
    return toResult(
      () => this.#surely(() => sendDue(ctx, { scheduledId })),
      isRetryable,
      (error) => this.#services.log.error('schedule.failed', { ...this.#logFields(), ...errorFacts(error) }),
    )
  }

  /** Brings back conversations whose snooze is over. */
  async wake(place: TenantPlace, conversationIds: string[]): Promise<void> {
    this.#assertPlace(place)
    const woken = await this.#surely(() => wakeSnoozed(this.#system(), conversationIds))
    if (woken.length > 0) this.#assignLater(woken)
  }

  /** Events that are acknowledged and not yet in Postgres. */
  async backlog(place: TenantPlace): Promise<number> {
    this.#assertPlace(place)
    return this.#journal.events
  }

  /** Erases a person who was removed, once it is time. */
  async erase(place: TenantPlace, contactId: string): Promise<void> {
    this.#assertPlace(place)
    const deleteFiles = async (mediaIds: string[]) => {
      const keys = mediaIds.map((mediaId) => mediaKey({ tenantId: this.#tenantId, mediaId }))
      for (let at = 0; at < keys.length; at += R2_KEYS_MAX)
        await this.env.BUCKET.delete(keys.slice(at, at + R2_KEYS_MAX))
    }
    await eraseRemoved({ ...this.#context(), deleteFiles }, contactId)
  }

  #eraseLater(contactId: string, inMs: number): void {
    const place = this.#place as TenantPlace
    setTimeout(() => {
      this.erase(place, contactId).catch((error) =>
        this.#services.log.warn('contact.not_erased', { ...this.#logFields(), ...errorFacts(error) }),
      )
    }, inMs)
  }

  /** A channel was changed or removed: what is remembered of it is read again. */
  async forgetChannel(place: TenantPlace, channelId: string): Promise<void> {
    this.#assertPlace(place)
    this.#channels.delete(channelId)
  }

  override async alarm(): Promise<void> {
    this.#armed = false
    try {
      if (this.#journal.events > 0) await Promise.race([this.#loop.run(), new Promise((r) => setTimeout(r, ALARM_MS))])
    } finally {
      await this.#tellWhetherBehind()
      if (this.#journal.events > 0 || this.ctx.storage.kv.get('behind') === true) this.#arm(ALARM_MS)
    }
  }

  /** An object of the bucket, since it answers when Postgres does not: `/readyz` counts them. */
  async #tellWhetherBehind(): Promise<void> {
    const isBehind = this.#loop.isBehind || this.#loop.isWaiting
    if (isBehind === (this.ctx.storage.kv.get('behind') === true)) return
    try {
      const name = behindName(this.#tenantId)
      await (isBehind ? this.env.BUCKET.put(name, '') : this.env.BUCKET.delete(name))
      this.ctx.storage.kv.put('behind', isBehind)
    } catch (error) {
      this.#services.log.warn('behind.untold', { ...this.#logFields(), ...errorFacts(error) })
    }
  }

  /** What is gathered or being sealed is in the journal soon. */
  #isFull(count: number): boolean {
    return this.#journal.events + this.#taking + count > JOURNAL_EVENTS_MAX
  }

  #assertPlace(place: TenantPlace): void {
    if (!this.#place) {
      this.ctx.storage.kv.put('place', place)
      this.#place = place
    }
    assert(this.#place.tenantId === place.tenantId, 'an inbox serves one tenant')
  }

  /** Calls that arrive in one turn share one sealed row, one insert and one promise. */
  #gather(events: string, count: number): Promise<void> {
    if (!this.#gathering) {
      const gathering: Gathering = { parts: [], count: 0, written: Promise.resolve() }
      gathering.written = new Promise<void>((resolve, reject) => {
        setTimeout(
          () => {
            this.#gathering = null
            this.#writing = this.#writing.then(() => this.#write(gathering))
            this.#writing.then(resolve, reject)
            this.#writing = this.#writing.catch(() => undefined)
          },
          this.#loop.isBehind ? BREATH_MS : 0,
        )
      })
      this.#gathering = gathering
    }
    this.#gathering.parts.push(events.slice(1, -1))
    this.#gathering.count += count
    return this.#gathering.written
  }

  async #write({ parts, count }: Gathering): Promise<void> {
    const text = `[${parts.filter((part) => part !== '').join(',')}]`
    const box = await this.#services.intake.seal(utf8(text), 'journal')
    const overflow = box.length > ROW_BYTES_MAX ? `journal/${this.#tenantId}/${newId()}` : null
    if (overflow) await this.env.BUCKET.put(overflow, box)
    const n = this.#journal.append(count, overflow ? null : box, overflow)
    this.#removeApplied()
    this.#arm(ALARM_MS)
    this.#loop.offer({ n, count, events: JSON.parse(text) as JournalEvent[] })
  }

  async #open(row: JournalRow): Promise<JournalEvent[]> {
    const box = row.box ?? (await this.#overflow(row.overflow ?? ''))
    if (!box) {
      await this.#keepParked(null, 'lost', await this.#services.intake.seal(utf8('[]'), 'journal'), new OverflowLost())
      return []
    }
    try {
      return JSON.parse(fromUtf8(await this.#services.intake.open(box, 'journal'))) as JournalEvent[]
    } catch (error) {
      // Its intake key was taken off the list too early: kept as it is, and the rows behind it go on.
      await this.#keepParked(null, 'journal', box, error)
      return []
    }
  }

  async #apply(events: JournalEvent[]): Promise<void> {
    const began = this.#told.now()
    const { frames, mediaIds, unassignedIds, greetableIds, arrived, failedIds } = await this.#surely(() =>
      applyEvents(this.#context(), events),
    )
    this.#publish(this.#told.tell(frames, began))
    if (unassignedIds.length > 0) this.#assignLater(unassignedIds)
    if (greetableIds.length > 0) this.#greetLater(greetableIds)
    if (arrived.length + failedIds.length > 0) this.#noteLater(arrived, failedIds)
    const finished = new Set(events.filter((each) => each.event.kind === 'attempt').map((each) => each.channelId))
    for (const channelId of finished) this.#wakeSender(channelId)
    if (mediaIds.length > 0) this.#nudgeMedia(mediaIds)
    this.#touch(events)
    this.#reportInbound(events)
  }

  /** @returns null if the bucket has no such object: somebody removed it, and it does not come back by itself. */
  async #overflow(name: string): Promise<Uint8Array | null> {
    const object = await this.env.BUCKET.get(name)
    return object && new Uint8Array(await object.arrayBuffer())
  }

  /** Applying or doing a thing again finds it done and says nothing: after a lost answer the screens read anew. */
  async #surely<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write()
      if (this.#unsure) this.#publish([{ type: 'resync', data: {}, ids: {} }])
      this.#unsure = false
      return result
    } catch (error) {
      if (isRetryable(error)) this.#unsure = true
      throw error
    }
  }

  async #park(event: JournalEvent, error: unknown): Promise<void> {
    const box = await this.#services.intake.seal(utf8(JSON.stringify(event)), 'parked')
    await this.#keepParked(event.channelId, event.event.kind, box, error)
  }

  async #keepParked(channelId: string | null, kind: string, box: Uint8Array, error: unknown): Promise<void> {
    const { db, log } = this.#services
    const facts = errorFacts(error)
    const id = newId()
    const reason = [facts.errorClass, facts.sqlstate, facts.constraint].filter(Boolean).join(' ')
    await parkEvent(asTenant(db, this.#tenantId), { id, channelId, kind, reason, box })
    log.error('event.parked', { ...this.#logFields(), eventId: id, kind, ...facts })
  }

  #forgetApplied(rows: { n: number; count: number }[]): void {
    this.#applied.push(...rows)
    if (!this.#gathering) this.#removeApplied()
  }

  #removeApplied(): void {
    if (this.#applied.length === 0) return
    const objects = this.#journal.remove(this.#applied)
    this.#applied = []
    if (objects.length > 0) void this.#deleteObjects(objects)
  }

  /** After the rows that named them are gone for good. What a crash leaves behind opens with INTAKE_KEYS only. */
  async #deleteObjects(names: string[]): Promise<void> {
    try {
      await this.ctx.storage.sync()
      await this.env.BUCKET.delete(names)
    } catch (error) {
      this.#services.log.warn('journal.left', { ...this.#logFields(), count: names.length, ...errorFacts(error) })
    }
  }

  #context(): ApplyCtx {
    const { db, vault, now } = this.#services
    const tenant = asTenant(db, this.#tenantId)
    this.#applyCtx ??= {
      tenantId: this.#tenantId,
      db: tenant,
      vault,
      customers: new CustomerDirectory({ db: tenant, vault, now, newId }),
      channel: (channelId) => this.#channel(channelId),
      newId,
      nextSeq: () => this.#nextSeq(),
      now,
    }
    return this.#applyCtx
  }

  #commandCtx(actor: Actor, asActor: TenantDb): CommandCtx {
    return {
      ...this.#system(),
      ...{ actor, asActor },
      acknowledge: (channelId, conversationId) => this.#acknowledge(channelId, conversationId),
      repliers: (conversationId) => this.#repliers(conversationId),
      assignLater: (conversationIds) => this.#assignLater(conversationIds),
      eraseLater: (contactId, inMs) => this.#eraseLater(contactId, inMs),
    }
  }

  async #channel(channelId: string): Promise<ApplyChannel | null> {
    const known = this.#channels.get(channelId)
    if (known) return known
    const found = await findChannelPlace(asTenant(this.#services.db, this.#tenantId), channelId)
    if (found) this.#channels.set(channelId, found)
    return found
  }

  /** Grows with time, so that it stays ahead of a former life of this object without asking the database. */
  #nextSeq(): number {
    this.#lastSeq = Math.max(this.#lastSeq + 1, this.#services.now() * 1000)
    return this.#lastSeq
  }

  #publish(frames: OutgoingFrame[]): void {
    if (frames.length === 0) return
    const hub = hubPort(this.env, this.#place as TenantPlace)
    this.#publishing = this.#publishing
      .then(() => hub.publish(frames))
      .catch((error) => this.#services.log.warn('hub.unreachable', { ...this.#logFields(), ...errorFacts(error) }))
  }

  /** Beside the applying: what it says stands in the inbox, so that one that is lost by a crash costs nothing else. */
  #noteLater(arrived: Notice[], failedIds: string[]): void {
    noteApplied(asTenant(this.#services.db, this.#tenantId), arrived, failedIds)
      .then((notices) => this.#tell(notices))
      .catch((error) => this.#services.log.warn('notice.lost', { ...this.#logFields(), ...errorFacts(error) }))
  }

  /** Each member's own windows, and their browsers by a nudge. */
  #tell(notices: NotificationRow[]): void {
    this.#publish(noticeFrames(notices))
    const nudges = notices.filter(isNews).map(({ id }) => ({ body: { tenantId: this.#tenantId, notificationId: id } }))
    this.#nudge(this.env.PUSH_QUEUE, nudges)
  }

  /** What the inbox does by itself. */
  #system(): SystemCtx {
    const began = this.#told.now()
    return {
      ...this.#context(),
      publish: (frames) => this.#publish(this.#told.tell(frames, began)),
      tell: (notices) => this.#tell(notices),
      wakeSender: (channelId) => this.#wakeSender(channelId),
    }
  }

  /** What does not come about now is found by the minute sweep. */
  #greetLater(conversationIds: string[]): void {
    sendAutomatic(this.#system(), conversationIds).catch((error) =>
      this.#services.log.warn('greeting.waiting', { ...this.#logFields(), ...errorFacts(error) }),
    )
  }

  /** What does not come about now is found by the minute sweep. */
  #assignLater(refIds: string[]): void {
    this.#assign(refIds).catch((error) =>
      this.#services.log.warn('assignment.waiting', { ...this.#logFields(), ...errorFacts(error) }),
    )
  }

  /** One after the other: each counts what the one before has given. */
  #assign(refIds: string[]): Promise<void> {
    const run = this.#assigning.then(async () => {
      const ctx = this.#system()
      const present = await hubPort(this.env, this.#place as TenantPlace).present()
      const conversationIds = refIds.filter((id) => id !== this.#tenantId)
      if (conversationIds.length > 0) await assignWaiting(ctx, conversationIds, present.online)
      if (conversationIds.length < refIds.length) await freeAbandoned(ctx, present)
    })
    this.#assigning = run.catch(() => undefined)
    return run
  }

  /** Of a hub that does not answer nobody is known to be there: rather one is told too many than a window closes unseen. */
  async #present(): Promise<Pick<Present, 'online' | 'leftAtMs'>> {
    try {
      return await hubPort(this.env, this.#place as TenantPlace).present()
    } catch (error) {
      this.#services.log.warn('hub.unreachable', { ...this.#logFields(), ...errorFacts(error) })
      return { online: [], leftAtMs: {} }
    }
  }

  async #repliers(conversationId: string): Promise<string[]> {
    try {
      return await hubPort(this.env, this.#place as TenantPlace).repliers(conversationId)
    } catch (error) {
      this.#services.log.warn('hub.unreachable', { ...this.#logFields(), ...errorFacts(error) })
      return []
    }
  }

  #acknowledge(channelId: string, conversationId: string): void {
    senderPort(this.env, this.#place as TenantPlace)
      .acknowledge(channelId, conversationId, false)
      .catch((error) =>
        this.#services.log.warn('sender.unreachable', { ...this.#logFields(), channelId, ...errorFacts(error) }),
      )
  }

  #wakeSender(channelId: string): void {
    senderPort(this.env, this.#place as TenantPlace)
      .wake(channelId)
      .catch((error) =>
        this.#services.log.warn('sender.unreachable', { ...this.#logFields(), channelId, ...errorFacts(error) }),
      )
  }

  #nudgeMedia(mediaIds: string[]): void {
    this.#nudge(
      this.env.MEDIA_QUEUE,
      mediaIds.map((mediaId) => ({ body: { tenantId: this.#tenantId, mediaId } })),
    )
  }

  #nudge<T>(queue: Queue<T>, messages: MessageSendRequest<T>[]): void {
    const sends = []
    for (let i = 0; i < messages.length; i += 100) sends.push(queue.sendBatch(messages.slice(i, i + 100)))
    Promise.all(sends).catch((error) =>
      this.#services.log.warn('queue.unreachable', { ...this.#logFields(), ...errorFacts(error) }),
    )
  }

  /** Tells the channel's health when Meta was last heard of. */
  #touch(events: JournalEvent[]): void {
    const nowMs = this.#services.now()
    const heard = new Set(events.filter(isFromMeta).map((each) => each.channelId))
    const due = [...heard].filter((id) => nowMs - (this.#touchedMs.get(id) ?? 0) > TOUCH_EVERY_MS)
    if (due.length === 0) return
    for (const id of due) this.#touchedMs.set(id, nowMs)
    touchChannels(asTenant(this.#services.db, this.#tenantId), due).catch((error) =>
      this.#services.log.warn('channel.untouched', { ...this.#logFields(), ...errorFacts(error) }),
    )
  }

  /** Once a second, the rate of what comes in: Meta counts it against the number's limit. */
  #reportInbound(events: JournalEvent[]): void {
    const nowMs = this.#services.now()
    const { counts, sinceMs } = this.#inbound
    for (const { channelId, event } of events) {
      if (event.kind === 'message' && event.source === 'customer')
        counts.set(channelId, (counts.get(channelId) ?? 0) + 1)
    }
    const seconds = (nowMs - sinceMs) / 1000
    if (seconds < 1) return
    this.#inbound = { sinceMs: nowMs, counts: new Map() }
    for (const [channelId, count] of counts) {
      const perSecond = Math.min(count, count / seconds)
      if (perSecond < REPORTED_MIN) continue
      const sender = senderStub(this.env, this.#place as TenantPlace, channelId)
      sender.reportInbound(perSecond).catch((error) => this.#services.log.warn('sender.unreachable', errorFacts(error)))
    }
  }

  /** One alarm stands while the journal is not empty. */
  #arm(inMs: number): void {
    if (this.#armed) return
    this.#armed = true
    void this.ctx.storage.setAlarm(this.#services.now() + inMs)
  }

  get #tenantId(): string {
    assert(this.#place, 'an inbox knows its tenant from its first call')
    return this.#place.tenantId
  }

  #logFields() {
    return { objectName: 'inbox', tenantId: this.#place?.tenantId }
  }
}

/** The bucket lost the events of a journal row. */
class OverflowLost extends Error {
  override name = 'OverflowLost'
}

function isFromMeta({ event }: JournalEvent): boolean {
  return event.kind !== 'attempt' && event.kind !== 'media'
}
