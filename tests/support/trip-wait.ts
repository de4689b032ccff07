import { setTimeout as wait } from 'node:timers/promises'

const POLL_MS = 100

/** The same promise with an end. @throws Error with `what` once the time is over. */
export async function within<T>(what: string, timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s: ${what}`)), timeoutMs)
  })
  return await Promise.race([promise, over]).finally(() => clearTimeout(timer))
}

/**
 * Asks again and again until there is an answer.
 * @param probe Gives null or false for "not yet"; what it throws counts as "not yet" too.
 * @throws Error with `what`, and the last thing that `probe` threw, once the time is over.
 */
export async function waitFor<T>(what: string, timeoutMs: number, probe: () => Promise<T | null | false>): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs
  let last: unknown
  do {
    try {
      const found = await within(what, Math.max(POLL_MS, deadlineMs - Date.now()), probe())
      if (found !== null && found !== false) return found
    } catch (error) {
      last = error
    }
    await wait(POLL_MS)
  } while (Date.now() < deadlineMs)
  throw new Error(`not within ${timeoutMs / 1000} s: ${what}`, { cause: last })
}

/** Works on all items, so many at a time, in their order; ends early when `isOver`. */
export async function eachOf<T>(
  items: Iterable<T>,
  hands: number,
  work: (item: T) => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const rest = items[Symbol.iterator]()
  const take = async () => {
    for (let next = rest.next(); !next.done && !isOver(); next = rest.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: hands }, take))
}
