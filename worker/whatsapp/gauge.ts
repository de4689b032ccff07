import { assert } from '../kit/assert.ts'

/**
 * Cloudflare lets six connections of one object wait for response headers; a seventh would queue inside the platform,
 * behind whatever is slow. It is not enforced locally, so we count ourselves.
 */
export const WAITING_MAX = 6

export type ConnectionGauge = {
  /**
   * Runs when fewer than `max` are waiting, in order of arrival.
   *
   * @param open Starts a request and resolves with its response headers; the body is read outside.
   */
  run<T>(open: () => Promise<T>): Promise<T>
  /** Connections that wait for their headers now. */
  readonly waiting: number
  readonly max: number
  /** The most there ever were. */
  readonly peak: number
}

/** One per object or request: everything that it fetches goes through the same gauge. */
export function createConnectionGauge(max: number = WAITING_MAX): ConnectionGauge {
  const queue: (() => void)[] = []
  let waiting = 0
  let peak = 0
  return {
    async run(open) {
      // A place that becomes free is handed on, never offered: nobody who comes later can take it in between.
      if (waiting >= max) await new Promise<void>((resolve) => queue.push(resolve))
      else waiting += 1
      assert(waiting <= max, 'more connections wait for headers than the platform allows')
      peak = Math.max(peak, waiting)
      try {
        return await open()
      } finally {
        const next = queue.shift()
        if (next) next()
        else waiting -= 1
      }
    },
    get waiting() {
      return waiting
    },
    get max() {
      return max
    },
    get peak() {
      return peak
    },
  }
}
