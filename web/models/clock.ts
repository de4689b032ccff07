import { signal } from '@preact/signals'

const tickMs = 15_000

/** The present time in epoch milliseconds, fresh enough for windows and day names. */
export const now = signal(Date.now())

/** Looks at the clock at once. */
export function tick(): void {
  now.value = Date.now()
}

/** Keeps `now` going; also when the tab comes back to the front. Returns the end of it. */
export function startClock(): () => void {
  const timer = setInterval(tick, tickMs)
  document.addEventListener('visibilitychange', tick)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  }
}
