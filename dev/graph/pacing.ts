import type { FaultSwitches } from './faults.ts'
import { GraphError } from './graph-error.ts'

/**
 * Meta's two sending limits, while switched on.
 *
 * @returns A check to call before a send is accepted. It throws 130429 or 131056, both HTTP 400, and counts accepted sends only.
 */
export function createPacing(faults: FaultSwitches, now: () => number) {
  const sentAtMs = new Map<string, number[]>()
  const pairs = new Map<string, { tokens: number; atMs: number }>()

  return function assertPace(phoneNumberId: string, customerKey: string): void {
    const { throughput, pairLimit } = faults.state
    const nowMs = now()
    const recent = (sentAtMs.get(phoneNumberId) ?? []).filter((at) => at > nowMs - 1000)
    if (throughput !== null && recent.length >= throughput) {
      throw new GraphError(
        130429,
        'Message failed to send because there were too many messages sent from this phone number in a short period of time.',
        { subcode: 2494055 },
      )
    }
    if (pairLimit !== null) {
      const key = `${phoneNumberId}:${customerKey}`
      const pair = pairs.get(key) ?? { tokens: pairLimit.burst, atMs: nowMs }
      const tokens = Math.min(pairLimit.burst, pair.tokens + (nowMs - pair.atMs) / pairLimit.everyMs)
      if (tokens < 1) {
        throw new GraphError(
          131056,
          'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
        )
      }
      pairs.set(key, { tokens: tokens - 1, atMs: nowMs })
    }
    sentAtMs.set(phoneNumberId, [...recent, nowMs])
  }
}
