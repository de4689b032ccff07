import { type Signal, signal } from '@preact/signals'

/** Something read from the server: not yet, there, or refused. `value` stays while it is read again. */
export interface Loaded<T> {
  state: 'loading' | 'ready' | 'failed'
  value: T | null
  error: unknown
}

export const loading = <T>(): Signal<Loaded<T>> => signal<Loaded<T>>({ state: 'loading', value: null, error: null })

/** Reads into a signal; the last read that was begun wins. */
export async function loadInto<T>(target: Signal<Loaded<T>>, read: () => Promise<T>): Promise<void> {
  const begun: Loaded<T> = { state: 'loading', value: target.peek().value, error: null }
  target.value = begun
  try {
    const value = await read()
    if (target.peek() === begun) target.value = { state: 'ready', value, error: null }
  } catch (error) {
    if (target.peek() === begun) target.value = { state: 'failed', value: begun.value, error }
  }
}
