/** Longer than a slow call to KMS or Postgres, short enough to be waited for in a request. */
const PATIENCE_MS = 3_000

export type SingleFlight<K, V> = (key: K, run: () => Promise<V>) => Promise<V>

/**
 * Callers of one key share one run in flight; its error is shared too, and nothing is kept once it has ended.
 *
 * A run belongs to the request that started it, and Cloudflare stops its work with that request: its promise then
 * never settles. So the others wait `patienceMs` at most and then run for themselves.
 */
export function singleFlight<K, V>(patienceMs: number = PATIENCE_MS): SingleFlight<K, V> {
  const flights = new Map<K, Promise<V>>()

  function start(key: K, run: () => Promise<V>): Promise<V> {
    const flight = run().finally(() => {
      if (flights.get(key) === flight) flights.delete(key)
    })
    flights.set(key, flight)
    return flight
  }

  return async (key, run) => {
    const flight = flights.get(key)
    if (!flight) return start(key, run)
    const landed = await within(flight, patienceMs)
    if (landed) return landed.value
    if (flights.get(key) === flight) flights.delete(key)
    return flights.get(key) ?? start(key, run)
  }
}

async function within<V>(flight: Promise<V>, patienceMs: number): Promise<{ value: V } | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined)
  })
  try {
    return await Promise.race([flight.then((value) => ({ value })), timeUp])
  } finally {
    clearTimeout(timer)
  }
}
