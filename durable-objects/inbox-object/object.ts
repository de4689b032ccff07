import { DurableObject } from 'cloudflare:workers'
import type { JournalEvent } from '../../worker/contract/events.ts'
import { type Actor, asActor, asTenant, type TenantDb } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { findChannelPlace } from '../../worker/features/channels/index.ts'
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
  releaseMembers,
  runCommand,
  type SystemCtx,
  sendAutomatic,
  sendDue,
  wakeSnoozed,
} from '../../worker/features/inbox/index.ts'
import { mediaKey } from '../../worker/features/media/index.ts'
import { type Notice, noteApplied, noteWaiting } from '../../worker/features/notifications/index.ts'
import { assert } from '../../worker/kit/assert.ts'
import { utf8 } from '../../worker/kit/bytes.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { newId } from '../../worker/kit/ids.ts'
import { LruMap } from '../../worker/kit/lru.ts'
import { behindName, hubPort, type TenantPlace } from '../../worker/objects.ts'
import { isRetryable, type Services, servicesOf } from '../../worker/services.ts'
import { ApplyLoop } from './apply.ts'
import { Gather } from './gather.ts'
import { Heard } from './heard.ts'
import { Journal } from './journal.ts'
import { Neighbours } from './neighbours.ts'
import { Parking } from './parking.ts'
import { type CommandResult, toResult } from './protocol.ts'
import { Told } from './told.ts'

const ALARM_MS = 5_000
const CHANNEL_MEMORY_MS = 60_000
/** R2 deletes at most so many objects in one call. */
const R2_KEYS_MAX = 1_000

/**
 * The one writer of a tenant's conversations. Takes events durably, applies them to Postgres in order, runs every
 * command of an agent on a conversation, and tells the hub what changed.
 */
export class InboxObject extends DurableObject<Bindings> {
  readonly #services: Services
  readonly #journal: Journal
  readonly #loop: ApplyLoop
  readonly #gather: Gather
  readonly #parking: Parking
  readonly #neighbours: Neighbours
  readonly #heard: Heard
  readonly #channels: LruMap<string, ApplyChannel>
  #place: TenantPlace | null
  #applyCtx: ApplyCtx | null = null
  #applied: { n: number; count: number }[] = []
  readonly #told = new Told()
  #assigning: Promise<void> = Promise.resolve()
  #lastSeq = 0
  #armed = false
  /** An answer of the database did not come: what it was asked to write may be there, and no screen was told. */
  #unsure: boolean

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#services = servicesOf(env)
    this.#place = state.storage.kv.get<TenantPlace>('place') ?? null
    this.#journal = new Journal(state.storage.sql)
    this.#unsure = this.#journal.events > 0
    this.#channels = new LruMap({ max: 1_000, ttlMs: CHANNEL_MEMORY_MS, now: this.#services.now })
    const place = () => {
      assert(this.#place, 'an inbox knows its tenant from its first call')
      return this.#place
    }
    this.#parking = new Parking(env, this.#services, place)
    this.#neighbours = new Neighbours(env, this.#services, place)
    this.#heard = new Heard(env, this.#services, place)
    this.#gather = new Gather({
      events: () => this.#journal.events,
      isBehind: () => this.#loop.isBehind,
      seal: (text) => this.#services.intake.seal(utf8(text), 'journal'),
      newName: () => `journal/${this.#tenantId}/${newId()}`,
      put: (name, box) => this.env.BUCKET.put(name, box),
      append: (count, box, overflow) => this.#journal.append(count, box, overflow),
      written: (row) => {
        this.#removeApplied()
        this.#arm(ALARM_MS)
        this.#loop.offer(row)
      },
    })
    this.#loop = new ApplyLoop(
      {
        read: (afterN, eventsMax) => this.#journal.read(afterN, eventsMax),
        open: (row) => this.#parking.open(row),
        apply: (events) => this.#apply(events),
        isTransient: isRetryable,
        park: (event, error) => this.#parking.park(event, error),
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
    return this.#gather.take(events, count)
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
    this.#neighbours.tell(await noteWaiting(asTenant(db, this.#tenantId), await this.#neighbours.present(), now()))
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

  /** Gives back what members have who cannot answer any more. */
  async release(place: TenantPlace, memberIds: string[]): Promise<void> {
    this.#assertPlace(place)
    const freed = await this.#surely(() => releaseMembers(this.#system(), memberIds))
    if (freed.length > 0) this.#assignLater(freed)
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

  #assertPlace(place: TenantPlace): void {
    if (!this.#place) {
      this.ctx.storage.kv.put('place', place)
      this.#place = place
    }
    assert(this.#place.tenantId === place.tenantId, 'an inbox serves one tenant')
  }

  async #apply(events: JournalEvent[]): Promise<void> {
    const began = this.#told.now()
    const { frames, mediaIds, unassignedIds, greetableIds, arrived, failedIds } = await this.#surely(() =>
      applyEvents(this.#context(), events),
    )
    this.#neighbours.publish(this.#told.tell(frames, began))
    if (unassignedIds.length > 0) this.#assignLater(unassignedIds)
    if (greetableIds.length > 0) this.#greetLater(greetableIds)
    if (arrived.length + failedIds.length > 0) this.#noteLater(arrived, failedIds)
    const finished = new Set(events.filter((each) => each.event.kind === 'attempt').map((each) => each.channelId))
    for (const channelId of finished) this.#neighbours.wakeSender(channelId)
    if (mediaIds.length > 0) this.#neighbours.nudgeMedia(mediaIds)
    this.#heard.note(events)
  }

  /** Applying or doing a thing again finds it done and says nothing: after a lost answer the screens read anew. */
  async #surely<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write()
      if (this.#unsure) this.#neighbours.publish([{ type: 'resync', data: {}, ids: {} }])
      this.#unsure = false
      return result
    } catch (error) {
      if (isRetryable(error)) this.#unsure = true
      throw error
    }
  }

  #forgetApplied(rows: { n: number; count: number }[]): void {
    this.#applied.push(...rows)
    if (!this.#gather.isGathering) this.#removeApplied()
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
      ...{ actor, asActor, db: asTenant(this.#services.db, actor.tenantId, actor) },
      acknowledge: (channelId, conversationId) => this.#neighbours.acknowledge(channelId, conversationId),
      repliers: (conversationId) => this.#neighbours.repliers(conversationId),
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

  /** Beside the applying: what it says stands in the inbox, so that one that is lost by a crash costs nothing else. */
  #noteLater(arrived: Notice[], failedIds: string[]): void {
    noteApplied(asTenant(this.#services.db, this.#tenantId), arrived, failedIds)
      .then((notices) => this.#neighbours.tell(notices))
      .catch((error) => this.#services.log.warn('notice.lost', { ...this.#logFields(), ...errorFacts(error) }))
  }

  /** What the inbox does by itself. */
  #system(): SystemCtx {
    const began = this.#told.now()
    return {
      ...this.#context(),
      publish: (frames) => this.#neighbours.publish(this.#told.tell(frames, began)),
      tell: (notices) => this.#neighbours.tell(notices),
      wakeSender: (channelId) => this.#neighbours.wakeSender(channelId),
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
