/** So many at once, so many more in line. */
export interface GateOptions {
  atOnce: number
  waitingMax: number
}

/** Everybody in line is too much already. */
export class GateFullError extends Error {
  override name = 'GateFullError'
}

/** Runs work that is dear in memory or CPU a few at a time, in the order it came. @throws GateFullError at once, when the line is full */
export function createGate({ atOnce, waitingMax }: GateOptions): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (run) => {
    if (running >= atOnce) {
      if (waiting.length >= waitingMax) throw new GateFullError()
      await new Promise<void>((go) => waiting.push(go))
    } else running++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
