export type WindowKind = 'open' | 'closing' | 'closed' | 'never'

export interface ReplyWindow {
  kind: WindowKind
  leftMs: number
  /** How much of the 24 hours is left, 0 to 1. */
  fraction: number
}

const windowMs = 24 * 3_600_000
/** From here on the ring turns amber. */
export const closingMs = 2 * 3_600_000

/** Where the 24-hour customer service window stands. `closesAt` null: the customer has never written. */
export function replyWindow(closesAt: string | null, nowMs: number): ReplyWindow {
  if (closesAt === null) return { kind: 'never', leftMs: 0, fraction: 0 }
  const leftMs = Date.parse(closesAt) - nowMs
  if (leftMs <= 0) return { kind: 'closed', leftMs: 0, fraction: 0 }
  return { kind: leftMs < closingMs ? 'closing' : 'open', leftMs, fraction: Math.min(1, leftMs / windowMs) }
}

/** Whether anything but a template may be sent. */
export function acceptsFreeReply(closesAt: string | null, nowMs: number): boolean {
  return replyWindow(closesAt, nowMs).leftMs > 0
}
