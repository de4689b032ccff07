import type { JournalEvent } from '../../worker/contract/events.ts'
import { asTenant } from '../../worker/db/actor.ts'
import type { Bindings } from '../../worker/env.ts'
import { touchChannels } from '../../worker/features/channels/index.ts'
import { errorFacts } from '../../worker/kit/error-facts.ts'
import { senderStub, type TenantPlace } from '../../worker/objects.ts'
import type { Services } from '../../worker/services.ts'

const TOUCH_EVERY_MS = 15_000
/** A trickle of incoming messages is not worth a call. */
const REPORTED_MIN = 2

/** That Meta is heard of, told to those who count it: the channel's health and the pace of its number. */
export class Heard {
  readonly #env: Bindings
  readonly #services: Services
  readonly #place: () => TenantPlace

  readonly #touchedMs = new Map<string, number>()
  #inbound = { sinceMs: 0, counts: new Map<string, number>() }

  constructor(env: Bindings, services: Services, place: () => TenantPlace) {
    this.#env = env
    this.#services = services
    this.#place = place
  }

  note(events: JournalEvent[]): void {
    this.#touch(events)
    this.#reportInbound(events)
  }

  /** Tells the channel's health when Meta was last heard of. */
  #touch(events: JournalEvent[]): void {
    const nowMs = this.#services.now()
    const heard = new Set(events.filter(isFromMeta).map((each) => each.channelId))
    const due = [...heard].filter((id) => nowMs - (this.#touchedMs.get(id) ?? 0) > TOUCH_EVERY_MS)
    if (due.length === 0) return
    for (const id of due) this.#touchedMs.set(id, nowMs)
    touchChannels(asTenant(this.#services.db, this.#place().tenantId), due).catch((error) =>
      this.#services.log.warn('channel.untouched', { ...this.#fields(), ...errorFacts(error) }),
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
      const sender = senderStub(this.#env, this.#place(), channelId)
      sender.reportInbound(perSecond).catch((error) => this.#services.log.warn('sender.unreachable', errorFacts(error)))
    }
  }

  #fields() {
    return { objectName: 'inbox', tenantId: this.#place().tenantId }
  }
}

function isFromMeta({ event }: JournalEvent): boolean {
  return event.kind !== 'attempt' && event.kind !== 'media'
}
