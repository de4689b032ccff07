import type { WritingMode } from '../../worker/contract/conversation.ts'
import type { Spot } from '../../worker/ports.ts'
import type { Listener } from './frames.ts'

/** What a socket is, kept with it through hibernation. */
export interface Window extends Listener {
  connectionId: string
  viewed: Spot | null
  /** When the session is over that the socket was opened with, in epoch milliseconds. */
  untilMs: number
  /** When that session is idle, as far as is known: it may have been used since. In epoch milliseconds. */
  idleAtMs: number
}

/** Somebody in a composer. */
export interface Writer extends Spot {
  memberId: string
  connectionId: string | null
  mode: WritingMode
}

/** A composer that says nothing for this long is left: who stops to think, or looks something up, is still writing. */
const WRITING_MS = 70_000

/** Who looks at a conversation, each once. */
export function viewersOf(windows: readonly Window[], conversationId: string): string[] {
  const there = windows.filter(({ viewed }) => viewed?.conversationId === conversationId)
  return [...new Set(there.map(({ memberId }) => memberId))]
}

/** Who writes where, in memory only: it is of the moment. */
export class Writers {
  readonly #now: () => number
  readonly #writers = new Map<string, Writer & { untilMs: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  note(writer: Writer): void {
    this.#writers.set(keyOf(writer), { ...writer, untilMs: this.#now() + WRITING_MS })
  }

  /** @returns false if they were not writing there. */
  end(writer: Pick<Writer, 'conversationId' | 'memberId'>): boolean {
    return this.#writers.delete(keyOf(writer))
  }

  /** Who is writing now, anywhere. */
  all(): Writer[] {
    const nowMs = this.#now()
    for (const [key, { untilMs }] of this.#writers) if (untilMs <= nowMs) this.#writers.delete(key)
    return [...this.#writers.values()]
  }

  /** Members who are writing a reply there now. */
  repliers(conversationId: string): string[] {
    return this.all()
      .filter((writer) => writer.conversationId === conversationId && writer.mode === 'reply')
      .map(({ memberId }) => memberId)
  }

  /** What a window that closed was writing. */
  leave(connectionId: string): Writer[] {
    const left = [...this.#writers.values()].filter((writer) => writer.connectionId === connectionId)
    for (const writer of left) this.end(writer)
    return left
  }
}

const keyOf = ({ conversationId, memberId }: Pick<Writer, 'conversationId' | 'memberId'>) =>
  `${conversationId} ${memberId}`
