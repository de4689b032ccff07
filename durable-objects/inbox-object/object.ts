import { DurableObject } from 'cloudflare:workers'
import type { JournalEvent } from '../../worker/contract/events.ts'
import type { OutgoingFrame } from '../../worker/contract/frames.ts'
import { type Actor, asActor, asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { findChannelPlace, touchChannels } from '../../worker/features/channels/index.ts'
import { CustomerDirectory } from '../../worker/features/contacts/index.ts'
import {
  type ApplyChannel,
  type ApplyCtx,
  applyEvents,
  type CommandCtx,
  type CommandName,
  type CommandOf,
  parkEvent,
  runCommand,
  wakeSnoozed,
} from '../../worker/features/inbox/index.ts'
import { assert } from '../../worker/kit/assert.ts'
import { fromUtf8, utf8 } from '../../worker/kit/bytes.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { newId } from '../../worker/kit/ids.ts'
import { LruMap } from '../../worker/kit/lru.ts'
import { hubPort, senderPort, senderStub, type TenantPlace } from '../../worker/objects.ts'
import { isRetryable, type Services, servicesOf } from '../../worker/services.ts'
import { ApplyLoop } from './apply.ts'
import { Journal, type JournalRow } from './journal.ts'
import { type CommandResult, toResult } from './protocol.ts'

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
  #lastSeq = 0
  #armed = false
  #touchedMs = new Map<string, number>()
  #inbound = { sinceMs: 0, counts: new Map<string, number>() }

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#services = servicesOf(env)
    this.#place = state.storage.kv.get<TenantPlace>('place') ?? null
    this.#journal = new Journal(state.storage.sql)
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
    const { db } = this.#services
    const ctx: CommandCtx = {
      ...this.#context(),
      actor,
      asActor: asActor(db, actor),
      publish: (frames) => this.#publish(frames),
      wakeSender: (channelId) => this.#wakeSender(channelId),
    }
    return toResult(
      () => runCommand(ctx, name, JSON.parse(input) as CommandOf<typeof name>['input']),
      isRetryable,
      (error) => this.#services.log.error('command.failed', { ...this.#logFields(), kind: name, ...errorFacts(error) }),
    )
  }

  /** Brings back conversations whose snooze is over. */
  async wake(place: TenantPlace, conversationIds: string[]): Promise<void> {
    this.#assertPlace(place)
    await wakeSnoozed({ ...this.#context(), publish: (frames) => this.#publish(frames) }, conversationIds)
  }

  /** Events that are acknowledged and not yet in Postgres. */
  async backlog(place: TenantPlace): Promise<number> {
    this.#assertPlace(place)
    return this.#journal.events
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
      if (this.#journal.events > 0) this.#arm(ALARM_MS)
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
    const box = row.box ?? new Uint8Array((await (await this.env.BUCKET.get(row.overflow ?? ''))?.arrayBuffer()) ?? [])
    try {
      return JSON.parse(fromUtf8(await this.#services.intake.open(box, 'journal'))) as JournalEvent[]
    } catch (error) {
      // Its intake key was taken off the list too early: kept as it is, and the rows behind it go on.
      await this.#keepParked(null, 'journal', box, error)
      return []
    }
  }

  async #apply(events: JournalEvent[]): Promise<void> {
    const { frames, mediaIds } = await applyEvents(this.#context(), events)
    this.#publish(frames)
    const finished = new Set(events.filter((each) => each.event.kind === 'attempt').map((each) => each.channelId))
    for (const channelId of finished) this.#wakeSender(channelId)
    if (mediaIds.length > 0) this.#nudgeMedia(mediaIds)
    this.#touch(events)
    this.#reportInbound(events)
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

  #wakeSender(channelId: string): void {
    senderPort(this.env, this.#place as TenantPlace)
      .wake(channelId)
      .catch((error) =>
        this.#services.log.warn('sender.unreachable', { ...this.#logFields(), channelId, ...errorFacts(error) }),
      )
  }

  #nudgeMedia(mediaIds: string[]): void {
    const messages = mediaIds.map((mediaId) => ({ body: { tenantId: this.#tenantId, mediaId } }))
    const sends = []
    for (let i = 0; i < messages.length; i += 100)
      sends.push(this.env.MEDIA_QUEUE.sendBatch(messages.slice(i, i + 100)))
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

function isFromMeta({ event }: JournalEvent): boolean {
  return event.kind !== 'attempt' && event.kind !== 'media'
}
