import type { Clock } from './clock.ts'

export type LruOptions = { max: number; ttlMs: number; now: Clock }

/** A map that forgets: the entry read longest ago when it is full, and every entry after its time. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, { value: V; expiresAtMs: number }>()
  readonly #options: LruOptions

  constructor(options: LruOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    if (entry.expiresAtMs <= this.#options.now()) return undefined
    this.#entries.set(key, entry)
    return entry.value
  }

  /** @param expiresAtMs An earlier end than the map's own; a later one is not honoured. */
  set(key: K, value: V, expiresAtMs: number = Number.POSITIVE_INFINITY): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, expiresAtMs: Math.min(expiresAtMs, this.#options.now() + this.#options.ttlMs) })
    if (this.#entries.size <= this.#options.max) return
    const [oldest] = this.#entries.keys()
    this.#entries.delete(oldest as K)
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
