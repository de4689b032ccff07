import type { JournalEvent } from '../../worker/contract/events.ts'

/** Above this many events not yet in Postgres the intake takes over (R2), so that the journal stays bounded. */
const JOURNAL_EVENTS_MAX = 50_000
/** A row must stay under SQLite's 2 MB; larger batches lie in R2 and the row holds their name. */
const ROW_BYTES_MAX = 1_000_000
/** While behind, acknowledging leaves the applying a moment: under a flood nothing else gets its batch out of the door. */
const BREATH_MS = 8
/** A full journal first slows the sender down: the intake is for what does not pass by itself. */
const FULL_WAIT_MS = 100

interface Gathering {
  parts: string[]
  count: number
  written: Promise<void>
}

export interface GatherDeps {
  /** Events in the journal. */
  events(): number
  isBehind(): boolean
  seal(text: string): Promise<Uint8Array>
  /** For an object of the bucket. */
  newName(): string
  put(name: string, box: Uint8Array): Promise<unknown>
  append(count: number, box: Uint8Array | null, overflow: string | null): number
  written(row: { n: number; count: number; events: JournalEvent[] }): void
}

/** Takes events into the journal, those that arrive together as one row. */
export class Gather {
  readonly #deps: GatherDeps
  #gathering: Gathering | null = null
  #taking = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(deps: GatherDeps) {
    this.#deps = deps
  }

  /** Events are on their way into a row. */
  get isGathering(): boolean {
    return this.#gathering !== null
  }

  /** @returns false if the journal is full: nothing was taken. */
  async take(events: string, count: number): Promise<boolean> {
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

  /** What is gathered or being sealed is in the journal soon. */
  #isFull(count: number): boolean {
    return this.#deps.events() + this.#taking + count > JOURNAL_EVENTS_MAX
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
          this.#deps.isBehind() ? BREATH_MS : 0,
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
    const box = await this.#deps.seal(text)
    const overflow = box.length > ROW_BYTES_MAX ? this.#deps.newName() : null
    if (overflow) await this.#deps.put(overflow, box)
    const n = this.#deps.append(count, overflow ? null : box, overflow)
    this.#deps.written({ n, count, events: JSON.parse(text) as JournalEvent[] })
  }
}
