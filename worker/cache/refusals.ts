import type { RefusalKind } from '../contract/refusals.ts'

export interface Refusals {
  /** Counts one. @returns what takes the counts away, if this is the first since they were; keep the isolate for it. */
  note(kind: RefusalKind): Promise<void> | null
}

const FLUSH_MS = 1_000

/**
 * Counts what is refused, in the isolate, and hands it over once a second: a flood costs a write a second and no more.
 *
 * @param save Adds the counts to those that are kept. What it throws is noted; the counts are then lost.
 */
export function createRefusals(
  save: (counts: Partial<Record<RefusalKind, number>>) => Promise<void>,
  note: (error: unknown) => void,
): Refusals {
  const counts = new Map<RefusalKind, number>()
  const flush = async () => {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MS))
    const due = Object.fromEntries(counts)
    counts.clear()
    await save(due).catch(note)
  }
  return {
    note(kind) {
      const isFirst = counts.size === 0
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      return isFirst ? flush() : null
    },
  }
}
