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

/** A gate for each key: how much is under way for one says nothing of another. */
export function createGates(options: GateOptions): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const gates = new Map<string, { gate: ReturnType<typeof createGate>; inside: number }>()
  return async (key, run) => {
    const one = gates.get(key) ?? { gate: createGate(options), inside: 0 }
    gates.set(key, one)
    one.inside++
    try {
      return await one.gate(run)
    } finally {
      if (--one.inside === 0) gates.delete(key)
    }
  }
}
