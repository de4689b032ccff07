import { ApplyLoop } from '../../../durable-objects/inbox-object/apply.ts'
import type { JournalRow } from '../../../durable-objects/inbox-object/journal.ts'
import type { JournalEvent } from '../../../worker/contract/events.ts'

export class Transient extends Error {}

/** An event that is known by its number alone. */
export function numbered(number: number): JournalEvent {
  return { channelId: 'channel', event: { kind: 'media', messageId: String(number), atMs: 0 } }
}

export const numbersOf = (events: readonly JournalEvent[]) =>
  events.map(({ event }) => Number(event.kind === 'media' ? event.messageId : Number.NaN))

/** A loop over a journal in memory and a database that does as it is told. */
export function applyBench(rowsBefore: number[][] = []) {
  const journal = new Map<number, { count: number; events: JournalEvent[] }>()
  let lastN = 0
  const append = (numbers: number[]) => {
    lastN += 1
    const row = { count: numbers.length, events: numbers.map(numbered) }
    journal.set(lastN, row)
    return { n: lastN, ...row }
  }
  for (const numbers of rowsBefore) append(numbers)
  const seen = {
    batches: [] as number[][],
    committed: [] as number[],
    parked: [] as { number: number; error: unknown }[],
    waits: [] as number[],
    notes: [] as string[],
    reads: [] as number[],
    opened: [] as number[],
  }
  /** Replace these to make the database or the journal misbehave. */
  const behaviour = {
    apply: async (_numbers: number[]): Promise<void> => undefined,
    open: async (_n: number): Promise<void> => undefined,
  }
  const loop = new ApplyLoop(
    {
      read(afterN, eventsMax) {
        seen.reads.push(afterN)
        const rows: JournalRow[] = []
        let events = 0
        for (const [n, { count }] of journal) {
          if (n <= afterN) continue
          rows.push({ n, count, box: null, overflow: null })
          events += count
          if (events >= eventsMax) break
        }
        return rows
      },
      async open({ n }) {
        await behaviour.open(n)
        seen.opened.push(n)
        return journal.get(n)?.events ?? []
      },
      async apply(events) {
        const numbers = numbersOf(events)
        seen.batches.push(numbers)
        await behaviour.apply(numbers)
        seen.committed.push(...numbers)
      },
      isTransient: (error) => error instanceof Transient,
      async park(event, error) {
        seen.parked.push({ number: numbersOf([event])[0] as number, error })
      },
      done(rows) {
        for (const { n } of rows) journal.delete(n)
      },
      async sleep(ms) {
        seen.waits.push(ms)
      },
      note: (what) => void seen.notes.push(what),
    },
    journal.size > 0,
  )
  return {
    loop,
    seen,
    behaviour,
    /** Events that are in the journal. */
    journaled: () => [...journal.values()].flatMap((row) => numbersOf(row.events)),
    append,
    /** Journals a row and offers it, as the inbox does. */
    take: (numbers: number[]) => loop.offer(append(numbers)),
  }
}

/** `count` numbers from `first`. */
export const range = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

/** A promise that somebody else settles. */
export function gate() {
  return Promise.withResolvers<void>()
}
