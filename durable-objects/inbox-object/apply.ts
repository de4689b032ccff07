import type { JournalEvent } from '../../worker/contract/events.ts'
import { backoffMs } from '../../worker/kit/backoff.ts'
import type { JournalRow } from './journal.ts'

/** Events of one journal row, opened. */
export interface OpenedRow {
  n: number
  count: number
  events: JournalEvent[]
}

export interface ApplyLoopDeps {
  /** Journal rows after `n`, oldest first, up to about so many events. */
  read(afterN: number, eventsMax: number): JournalRow[]
  open(row: JournalRow): Promise<JournalEvent[]>
  /** All or nothing; throws for what the database or the key service said. */
  apply(events: JournalEvent[]): Promise<void>
  isTransient(error: unknown): boolean
  /** Keeps the one event that cannot be applied, with the error's class as its reason. */
  park(event: JournalEvent, error: unknown): Promise<void>
  /** The rows are in Postgres: they may leave the journal. */
  done(rows: { n: number; count: number }[]): void
  sleep(ms: number): Promise<void>
  note(what: 'apply.waiting' | 'apply.bisecting', count: number, error: unknown): void
}

const BATCH = 500
const BATCH_BEHIND = 2_000
const MEMORY_MAX = 5_000
const TRIES_BEFORE_PARKING = 3

/**
 * Takes events out of the journal into Postgres, in order, one batch at a time: the slower Postgres is, the larger the
 * batches grow. Rows are handed over in memory while it keeps up, and read again from the journal when it does not.
 */
export class ApplyLoop {
  readonly #deps: ApplyLoopDeps
  readonly #queue: OpenedRow[] = []
  #queued = 0
  #lastQueuedN = 0
  /** The journal has rows that are not in the queue. */
  #spilled: boolean
  #running: Promise<void> | null = null
  /** In a row. */
  #failures = 0

  constructor(deps: ApplyLoopDeps, hasRows: boolean) {
    this.#deps = deps
    this.#spilled = hasRows
  }

  /** A row that was just journaled; it is taken over in memory if there is room. */
  offer(row: OpenedRow): void {
    if (this.#spilled || this.#queued + row.count > MEMORY_MAX) this.#spilled = true
    else this.#enqueue(row)
    void this.run()
  }

  /** More is waiting than the next batch takes. */
  get isBehind(): boolean {
    return this.#spilled || this.#queued > BATCH_BEHIND
  }

  /** The database or the key service did not answer, and the batch is tried again. */
  get isWaiting(): boolean {
    return this.#failures > 0
  }

  /** Resolves when nothing is left to apply. Never throws. */
  run(): Promise<void> {
    this.#running ??= this.#drain().then(() => {
      this.#running = null
      // A row may have been offered after the drain looked for the last time.
      return this.#queue.length > 0 || this.#spilled ? this.run() : undefined
    })
    return this.#running
  }

  #enqueue(row: OpenedRow): void {
    this.#queue.push(row)
    this.#queued += row.count
    this.#lastQueuedN = row.n
  }

  async #drain(): Promise<void> {
    while (true) {
      try {
        if (this.#queue.length === 0 && this.#spilled) await this.#refill()
        const rows = this.#nextRows()
        if (rows.length === 0) return
        await this.#applyEach(rows.flatMap((row) => row.events))
        this.#queue.splice(0, rows.length)
        this.#queued -= rows.reduce((sum, row) => sum + row.count, 0)
        this.#deps.done(rows)
        this.#failures = 0
      } catch (error) {
        this.#failures += 1
        this.#deps.note('apply.waiting', this.#queued, error)
        await this.#deps.sleep(backoffMs(this.#failures, { baseMs: 250, maxMs: 5_000 }))
      }
    }
  }

  async #refill(): Promise<void> {
    const rows = this.#deps.read(this.#lastQueuedN, MEMORY_MAX)
    if (rows.length === 0) this.#spilled = false
    for (const row of rows) this.#enqueue({ n: row.n, count: row.count, events: await this.#deps.open(row) })
  }

  #nextRows(): OpenedRow[] {
    const max = this.#spilled || this.#queued > BATCH_BEHIND ? BATCH_BEHIND : BATCH
    const rows: OpenedRow[] = []
    let events = 0
    for (const row of this.#queue) {
      if (rows.length > 0 && events + row.count > max) break
      rows.push(row)
      events += row.count
    }
    return rows
  }

  /** Halves a batch that cannot be applied until the one culprit stands alone; the rest commits. */
  async #applyEach(events: JournalEvent[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#deps.apply(events)
      } catch (error) {
        if (this.#deps.isTransient(error)) throw error
        if (events.length > 1) {
          this.#deps.note('apply.bisecting', events.length, error)
          const half = Math.ceil(events.length / 2)
          await this.#applyEach(events.slice(0, half))
          return this.#applyEach(events.slice(half))
        }
        const [event] = events
        if (attempt >= TRIES_BEFORE_PARKING && event) return this.#deps.park(event, error)
      }
    }
  }
}
