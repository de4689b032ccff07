import type { Frame, OutgoingFrame } from '../../worker/contract/frames.ts'

/** Who a socket belongs to; survives hibernation with the socket. */
export interface Listener {
  memberId: string
  sessionId: string
  sees: 'all' | 'own'
}

/** What the replay log keeps of a frame: ids and audience, no content. */
interface LoggedFrame {
  n: number
  atMs: number
  frame: Pick<OutgoingFrame, 'type' | 'ids' | 'assigneeId' | 'memberId' | 'formerAssigneeId'>
}

export type Wire = Pick<Frame, 'seq' | 'type'> & { replay?: true; data: object }

const KEPT_MS = 10 * 60_000
const KEPT_MAX = 5_000
/** Of the moment: a replay would tell old news. A client reads the draft that it shows whenever it connects. */
const NOT_REPLAYED = new Set(['presence', 'typing', 'draft.updated'])

/** Whether a frame is for a listener: agents who see only their own also see what nobody has. */
export function maySee(listener: Listener, frame: Pick<OutgoingFrame, 'assigneeId' | 'memberId'>): boolean {
  if (frame.memberId !== undefined && frame.memberId !== listener.memberId) return false
  if (listener.sees === 'all' || frame.assigneeId === undefined || frame.assigneeId === null) return true
  return frame.assigneeId === listener.memberId
}

/** What a listener who may not see a frame is told instead: that a conversation left their sight. */
export function isTakenFrom(listener: Listener, frame: Pick<OutgoingFrame, 'formerAssigneeId'>): boolean {
  return (
    frame.formerAssigneeId !== undefined &&
    (frame.formerAssigneeId === null || frame.formerAssigneeId === listener.memberId)
  )
}

/**
 * Numbers frames and remembers the last ten minutes of them. `seq` is `<epoch>.<n>`; the epoch changes whenever the
 * memory was lost, so that a client that asks for what is no longer known is told to read anew.
 */
export class FrameLog {
  readonly #epoch: string
  readonly #now: () => number
  #frames: LoggedFrame[] = []
  #n = 0

  constructor(epoch: string, now: () => number) {
    this.#epoch = epoch
    this.#now = now
  }

  get seq(): string {
    return `${this.#epoch}.${this.#n}`
  }

  /** Gives a frame its number. */
  add(frame: OutgoingFrame): string {
    this.#n += 1
    if (!NOT_REPLAYED.has(frame.type)) {
      const { type, ids, assigneeId, memberId, formerAssigneeId } = frame
      const audience = {
        ...(assigneeId === undefined ? {} : { assigneeId }),
        ...(memberId === undefined ? {} : { memberId }),
        ...(formerAssigneeId === undefined ? {} : { formerAssigneeId }),
      }
      this.#frames.push({ n: this.#n, atMs: this.#now(), frame: { type, ids, ...audience } })
    }
    this.#forget()
    return this.seq
  }

  /** What a listener missed since `seq`, with ids only; null if that is no longer known. */
  since(seq: string, listener: Listener): Wire[] | null {
    const [epoch, text] = seq.split('.')
    const n = Number(text)
    if (epoch !== this.#epoch || !Number.isSafeInteger(n) || n < 0 || n > this.#n) return null
    this.#forget(1)
    const oldest = this.#frames[0]?.n ?? this.#n + 1
    // Frames that are not replayed leave gaps; only what was forgotten matters.
    if (n < this.#forgottenN && oldest > n) return null
    return this.#frames
      .filter((each) => each.n > n)
      .flatMap(({ n: each, frame }) => {
        const seqOf = `${this.#epoch}.${each}`
        if (maySee(listener, frame)) return [{ seq: seqOf, type: frame.type, replay: true as const, data: frame.ids }]
        if (!isTakenFrom(listener, frame)) return []
        return [{ seq: seqOf, type: 'conversation.removed' as const, replay: true as const, data: frame.ids }]
      })
  }

  /** The number of the newest frame that was dropped from memory. */
  #forgottenN = 0

  /** @param atLeast Fewer are kept a little longer: forgetting moves all that stay. */
  #forget(atLeast = 500): void {
    const before = this.#now() - KEPT_MS
    let drop = Math.max(0, this.#frames.length - KEPT_MAX)
    while (drop < this.#frames.length && (this.#frames[drop] as LoggedFrame).atMs < before) drop += 1
    if (drop < atLeast) return
    this.#forgottenN = (this.#frames[drop - 1] as LoggedFrame).n
    this.#frames = this.#frames.slice(drop)
  }
}
