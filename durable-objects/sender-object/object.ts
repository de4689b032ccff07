import { DurableObject } from 'cloudflare:workers'
import type { AttemptEvent, JournalEvent } from '../../worker/contract/events.ts'
import { asTenant, type TenantDb } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { findSendingChannel, type SendingChannel, stopChannel } from '../../worker/features/channels/index.ts'
import {
  type ClaimedMessage,
  claimMessages,
  findNewestInbound,
  findOpenAttempts,
  nextDue,
  type OpenedMessage,
  openClaimed,
  releaseAttempts,
} from '../../worker/features/inbox/index.ts'
import { assert } from '../../worker/kit/assert.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { LruMap } from '../../worker/kit/lru.ts'
import { hubPort, inboxPort, type TenantPlace } from '../../worker/objects.ts'
import { isRetryable, type Services, servicesOf } from '../../worker/services.ts'
import { createGraphClient, type GraphClient } from '../../worker/whatsapp/client.ts'
import { policyFor } from '../../worker/whatsapp/failures.ts'
import { createConnectionGauge } from '../../worker/whatsapp/gauge.ts'
import { Attempts } from './attempts.ts'
import { drainOutbox } from './drain.ts'
import { Pace } from './pace.ts'

const ALARM_MS = 5_000
/** Settings and token are read again after this long. */
const CHANNEL_MEMORY_MS = 30_000
const FAILED_DRAIN_MS = 2_000
/** How often it is looked for attempts that Postgres has as open and nobody makes. */
const RECOVERED_MS = 60_000
/** WhatsApp shows it for 25 seconds (docs/sources.md#typing). */
const TYPING_SHOWN_MS = 20_000

interface Home {
  place: TenantPlace
  channelId: string
}

/**
 * Sends one WhatsApp number's messages at its pace. The outbox is in Postgres; what only this object knows is which
 * calls were begun, and that is written before each one goes out.
 */
export class SenderObject extends DurableObject<Bindings> {
  readonly #services: Services
  readonly #attempts: Attempts
  readonly #pace: Pace
  /** Conversations whose customer sees that somebody is writing. */
  readonly #shownTyping: LruMap<string, true>
  readonly #graph: GraphClient
  #home: Home | null
  #draining: Promise<void> | null = null
  #again = false
  #woken = Promise.withResolvers<void>()
  #recoveredUntilMs = 0
  /** What the attempts under way send, opened. */
  readonly #outgoing = new Map<string, OpenedMessage>()
  #channel: { value: SendingChannel | null; untilMs: number } = { value: null, untilMs: 0 }
  /** How often the channel's settings changed: what was being read at that moment is old. */
  #channelChanges = 0

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#services = servicesOf(env)
    this.#attempts = new Attempts(state.storage.sql)
    this.#home = state.storage.kv.get<Home>('home') ?? null
    this.#pace = new Pace(80)
    this.#shownTyping = new LruMap({ max: 1_000, ttlMs: TYPING_SHOWN_MS, now: this.#services.now })
    const { GRAPH_API_URL, GRAPH_API_VERSION } = this.#services.settings
    this.#graph = createGraphClient({
      baseUrl: GRAPH_API_URL,
      version: GRAPH_API_VERSION,
      fetch: (input, init) => fetch(input, init),
      gauge: createConnectionGauge(),
    })
    if (this.#attempts.unresolved().length > 0) void state.storage.setAlarm(this.#services.now())
  }

  /** Something may be due. Carries no data and returns at once. */
  async wake(place: TenantPlace, channelId: string): Promise<void> {
    this.#settle(place, channelId)
    await this.#armBy(this.#services.now() + ALARM_MS)
    this.#kick()
  }

  #settle(place: TenantPlace, channelId: string): void {
    if (!this.#home) {
      this.#home = { place, channelId }
      this.ctx.storage.kv.put('home', this.#home)
    }
    assert(
      this.#home.channelId === channelId && this.#home.place.tenantId === place.tenantId,
      'a sender serves one channel',
    )
  }

  /** The channel's settings changed: they are read before the next message. */
  async reload(place: TenantPlace, channelId: string): Promise<void> {
    this.#forgetChannel()
    await this.wake(place, channelId)
  }

  /**
   * Shows the customer that their messages were read, or that somebody is writing. Returns at once: it is a courtesy,
   * behind every message, and nothing is tried again.
   */
  async acknowledge(place: TenantPlace, channelId: string, conversationId: string, typing: boolean): Promise<void> {
    this.#settle(place, channelId)
    this.ctx.waitUntil(
      this.#acknowledge(conversationId, typing).catch((error) =>
        this.#services.log.warn('customer.not_told', { channelId, conversationId, ...errorFacts(error) }),
      ),
    )
  }

  async #acknowledge(conversationId: string, typing: boolean): Promise<void> {
    const { now, vault, log } = this.#services
    if (typing) {
      if (this.#shownTyping.get(conversationId)) return
      this.#shownTyping.set(conversationId, true) // Before anything is waited for: two at once are shown once.
    }
    const channel = await this.#readChannel()
    if (!channel || isStopped(channel, now()) || this.#pace.delayMs(now()) > 0) return
    const wamid = await findNewestInbound(this.#db(), vault, conversationId)
    if (wamid === null) return
    this.#pace.spend(now())
    const { phoneNumberId, accessToken } = channel
    const request = { phoneNumberId, accessToken, wamid }
    const result = await (typing ? this.#graph.typing(request) : this.#graph.markRead(request))
    if (result.kind !== 'ok') log.warn('customer.not_told', { channelId: this.#home?.channelId, conversationId })
  }

  /** Messages a second that come in on this number; Meta counts both directions against one limit. */
  async reportInbound(perSecond: number): Promise<void> {
    this.#pace.reportInbound(perSecond, this.#services.now())
  }

  override async alarm(): Promise<void> {
    if (this.#home) this.#kick()
    // The drain arms the next one; this one only makes sure that it runs.
    await Promise.race([this.#draining, new Promise((resolve) => setTimeout(resolve, ALARM_MS))])
    if (this.#draining) await this.#armBy(this.#services.now() + ALARM_MS)
  }

  #kick(): void {
    this.#again = true
    this.#woken.resolve()
    this.#woken = Promise.withResolvers<void>()
    this.#draining ??= this.#drainAll().finally(() => {
      this.#draining = null
      if (this.#again) this.#kick()
    })
  }

  /** Never throws: what went wrong is logged and tried again by the alarm. */
  async #drainAll(): Promise<void> {
    let backAtMs: number | null = null
    while (this.#again) {
      this.#again = false
      try {
        backAtMs = await this.#drain()
      } catch (error) {
        this.#services.log.warn('send.waiting', { channelId: this.#home?.channelId, ...errorFacts(error) })
        // A claim whose answer was lost may have taken messages that nobody sends.
        this.#recoveredUntilMs = 0
        backAtMs = this.#services.now() + FAILED_DRAIN_MS
      }
    }
    if (backAtMs !== null) await this.ctx.storage.setAlarm(backAtMs)
    else if (this.#attempts.unresolved().length === 0) await this.ctx.storage.deleteAlarm()
  }

  async #drain(): Promise<number | null> {
    const { now, log } = this.#services
    const db = this.#db()
    const { channelId, place } = this.#assertHome()
    if (now() >= this.#recoveredUntilMs) await this.#recover()
    const channel = await this.#readChannel()
    if (!channel) return null
    if (isStopped(channel, now())) return channel.pausedUntilMs
    return drainOutbox<ClaimedMessage>({
      pace: this.#pace,
      now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      woken: () => this.#woken.promise,
      claim: (limit, held) => claimMessages(db, channelId, limit, held),
      next: () => nextDue(db, channelId),
      started: (message) => this.#begin(message),
      isTransient: isRetryable,
      send: (message) => this.#send(message),
      policy: policyFor,
      finished: (event) => this.#post(event),
      stop: async (policy, code) => {
        try {
          await stopChannel(db, channelId, policy.do === 'reconnect' ? 'disconnected' : 'paused', code)
          this.#forgetChannel()
          await this.#readChannel()
          log.error('channel.stopped', { channelId, metaCode: code })
          await hubPort(this.env, place).publish([{ type: 'channel.updated', data: { channelId }, ids: { channelId } }])
        } catch (error) {
          // The answer is kept all the same; the next refusal stops the channel.
          log.warn('channel.not_stopped', { channelId, metaCode: code, ...errorFacts(error) })
        }
      },
      isStopped: () => this.#channel.value === null || isStopped(this.#channel.value, now()),
    })
  }

  /** Everything that can fail comes before it is written down that the call goes out. */
  async #begin(message: ClaimedMessage): Promise<void> {
    const { channelId, place } = this.#assertHome()
    const { id: messageId, attemptId } = message
    try {
      await this.#readChannel()
      this.#outgoing.set(attemptId, await openClaimed(this.#services.vault, place.tenantId, message))
      this.#attempts.start({ attemptId, messageId })
      await this.ctx.storage.sync()
    } catch (error) {
      this.#outgoing.delete(attemptId)
      this.#services.log.error('send.not_ready', { channelId, messageId, attemptId, ...errorFacts(error) })
      throw error
    }
  }

  async #send(message: ClaimedMessage): ReturnType<GraphClient['sendMessage']> {
    const channel = this.#channel.value
    const outgoing = this.#outgoing.get(message.attemptId)
    this.#outgoing.delete(message.attemptId)
    assert(channel && outgoing, 'what is sent was made ready')
    return this.#graph.sendMessage({
      phoneNumberId: channel.phoneNumberId,
      accessToken: channel.accessToken,
      to: outgoing.phone ?? undefined,
      recipient: outgoing.phone ? undefined : (outgoing.userId ?? undefined),
      payload: outgoing.payload,
      attemptId: message.attemptId,
    })
  }

  async #post(event: AttemptEvent): Promise<void> {
    const { place, channelId } = this.#assertHome()
    const events: JournalEvent[] = [{ channelId, event }]
    for (let attempt = 1; !(await this.#tryPost(place, events)); attempt++) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 100 * 2 ** attempt)))
    }
    this.#attempts.posted(event.attemptId)
  }

  async #tryPost(place: TenantPlace, events: JournalEvent[]): Promise<boolean> {
    try {
      return await inboxPort(this.env, place).receive(events)
    } catch (error) {
      this.#services.log.warn('inbox.unreachable', { channelId: this.#home?.channelId, ...errorFacts(error) })
      return false
    }
  }

  /**
   * After a crash, while nothing is under way: begun without a result is unconfirmed, claimed but not begun goes back into the outbox. Posted
   * results that Postgres does not know yet are left alone.
   */
  async #recover(): Promise<void> {
    for (const { attemptId, messageId } of this.#attempts.unresolved()) {
      await this.#post({
        kind: 'attempt',
        messageId,
        attemptId,
        atMs: this.#services.now(),
        outcome: 'unconfirmed',
        wamid: null,
        error: null,
        retryAtMs: null,
      })
    }
    const { channelId } = this.#assertHome()
    const open = await findOpenAttempts(this.#db(), channelId)
    const neverBegun = open.filter(({ id }) => !this.#attempts.knows(id)).map(({ id }) => id)
    if (neverBegun.length > 0) await releaseAttempts(this.#db(), neverBegun)
    this.#attempts.keepOnly(new Set(open.map(({ id }) => id)))
    this.#recoveredUntilMs = this.#services.now() + RECOVERED_MS
  }

  #forgetChannel(): void {
    this.#channelChanges++
    this.#channel.untilMs = 0
  }

  async #readChannel(): Promise<SendingChannel | null> {
    const { now, vault } = this.#services
    if (now() < this.#channel.untilMs) return this.#channel.value
    const changes = this.#channelChanges
    const value = await findSendingChannel(this.#db(), vault, this.#assertHome().channelId)
    this.#channel = { value, untilMs: changes === this.#channelChanges ? now() + CHANNEL_MEMORY_MS : 0 }
    if (value) this.#pace.perSecondMax = value.perSecondMax
    return value
  }

  /** Only ever moves earlier, so that a wake that arrives in the middle of a drain survives. */
  async #armBy(atMs: number): Promise<void> {
    const armedMs = await this.ctx.storage.getAlarm()
    if (armedMs === null || atMs < armedMs) await this.ctx.storage.setAlarm(atMs)
  }

  #db(): TenantDb {
    return asTenant(this.#services.db, this.#assertHome().place.tenantId)
  }

  #assertHome(): Home {
    assert(this.#home, 'a sender knows its channel from its first wake')
    return this.#home
  }
}

function isStopped(channel: SendingChannel, nowMs: number): boolean {
  if (channel.state === 'active') return false
  return channel.pausedUntilMs === null || channel.pausedUntilMs > nowMs
}
