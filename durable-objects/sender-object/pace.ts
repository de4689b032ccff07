/** The share of Meta's limit that is used: its clock and ours do not agree to the millisecond. */
const SHARE = 0.95
const WINDOW_MS = 1_000
/** One message in six seconds to one customer, of which 45 may be borrowed ahead (docs/sources.md#throughput). */
const PAIR_EVERY_MS = 6_000
const PAIR_BURST = 45
const HALVED_MS = 60_000
/** What comes in is reported once a second; an old report says nothing any more. */
const REPORT_MS = 2_500

/** A bucket that fills with time: `level` tokens at `atMs`. */
interface Bucket {
  level: number
  atMs: number
}

/**
 * The pace of one WhatsApp number: so many in any second, shared with what comes in (Meta counts both ways), and a
 * bucket for each customer. Pure but for what it remembers; time is handed in.
 */
export class Pace {
  #perSecondMax: number
  #inbound = { perSecond: 0, atMs: 0 }
  #halvedUntilMs = 0
  /** When the messages of the last second went out, oldest first. */
  #sentMs: number[] = []
  /** Customers whose bucket is not full. */
  readonly #pairs = new Map<string, Bucket>()

  constructor(perSecondMax: number) {
    this.#perSecondMax = perSecondMax
  }

  set perSecondMax(value: number) {
    this.#perSecondMax = value
  }

  reportInbound(perSecond: number, nowMs: number): void {
    this.#inbound = { perSecond, atMs: nowMs }
  }

  /** WhatsApp said that we are too fast. */
  halve(nowMs: number): void {
    this.#halvedUntilMs = nowMs + HALVED_MS
  }

  /** Messages that may go out in a second now; never none, so that replies get through a flood. */
  ratePerSecond(nowMs: number): number {
    const inbound = nowMs - this.#inbound.atMs < REPORT_MS ? this.#inbound.perSecond : 0
    const rate = this.#perSecondMax * SHARE - inbound
    return Math.max(1, nowMs < this.#halvedUntilMs ? rate / 2 : rate)
  }

  /** How many may go out at once, now. */
  available(nowMs: number): number {
    this.#forget(nowMs)
    return Math.max(0, Math.floor(this.ratePerSecond(nowMs)) - this.#sentMs.length)
  }

  /** Milliseconds until the next one may go out; 0 means now. */
  delayMs(nowMs: number): number {
    this.#forget(nowMs)
    const lastInTheWay = this.#sentMs[this.#sentMs.length - Math.floor(this.ratePerSecond(nowMs))]
    return lastInTheWay === undefined ? 0 : lastInTheWay + WINDOW_MS - nowMs
  }

  /** Customers who must wait, and milliseconds until the first of them may get another message (0 without any). */
  heldContacts(nowMs: number): { contactIds: string[]; delayMs: number } {
    const contactIds: string[] = []
    let delayMs = 0
    for (const contactId of this.#pairs.keys()) {
      const { level } = this.#pair(contactId, nowMs)
      if (level >= PAIR_BURST) this.#pairs.delete(contactId)
      if (level >= 1) continue
      const waitMs = Math.ceil((1 - level) * PAIR_EVERY_MS)
      delayMs = contactIds.length === 0 ? waitMs : Math.min(delayMs, waitMs)
      contactIds.push(contactId)
    }
    return { contactIds, delayMs }
  }

  /** A call goes out that is no message to the customer. */
  spend(nowMs: number): void {
    this.#sentMs.push(nowMs)
  }

  /** A message goes out. */
  take(contactId: string, nowMs: number): void {
    this.spend(nowMs)
    const pair = this.#pair(contactId, nowMs)
    this.#pairs.set(contactId, { level: pair.level - 1, atMs: nowMs })
  }

  #forget(nowMs: number): void {
    const kept = this.#sentMs.findIndex((atMs) => atMs > nowMs - WINDOW_MS)
    this.#sentMs = kept < 0 ? [] : this.#sentMs.slice(kept)
  }

  #pair(contactId: string, nowMs: number): Bucket {
    const known = this.#pairs.get(contactId)
    if (!known) return { level: PAIR_BURST, atMs: nowMs }
    return { level: Math.min(PAIR_BURST, known.level + (nowMs - known.atMs) / PAIR_EVERY_MS), atMs: nowMs }
  }
}
