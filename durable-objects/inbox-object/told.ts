import type { OutgoingFrame } from '../../worker/contract/frames.ts'

/** Conversations remembered at most; of those forgotten, work under way counts as overtaken. */
const REMEMBERED_MAX = 10_000

/**
 * Which conversations were told of, and in what order. Commands and applying run side by side: what one of them has read
 * or written can be told after what another one did later.
 */
export class Told {
  #count = 0
  #last = new Map<string, number>()
  #forgottenUpTo = 0

  /** A moment, to be taken before work reads or writes anything. */
  now(): number {
    return this.#count
  }

  /**
   * The frames of work that began then, to be sent now. A conversation that somebody told of since goes out by its id
   * alone, so that screens read how it stands instead of showing how it stood.
   */
  tell(frames: readonly OutgoingFrame[], sinceWork: number): OutgoingFrame[] {
    const told = frames.map((frame) => this.#overtaken(frame, sinceWork))
    for (const { type, ids } of frames) {
      if (type === 'conversation.updated' && ids.conversationId) this.#last.set(ids.conversationId, ++this.#count)
    }
    if (this.#last.size > REMEMBERED_MAX) {
      this.#last.clear()
      this.#forgottenUpTo = this.#count
    }
    return told
  }

  #overtaken(frame: OutgoingFrame, sinceWork: number): OutgoingFrame {
    if (frame.type !== 'conversation.updated') return frame
    const conversationId = frame.ids.conversationId ?? ''
    if ((this.#last.get(conversationId) ?? this.#forgottenUpTo) <= sinceWork) return frame
    return { ...frame, data: { conversationId } }
  }
}
