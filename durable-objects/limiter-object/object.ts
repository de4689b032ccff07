import { DurableObject } from 'cloudflare:workers'
import type { Bindings } from '../../worker/env.ts'

interface Window {
  count: number
  endsMs: number
}

/** One counter over a fixed window, for when Redis is away. It is gone with its window. */
export class LimiterObject extends DurableObject<Bindings> {
  #window: Window | null

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#window = state.storage.kv.get<Window>('window') ?? null
  }

  /** Counts one more. */
  async take(max: number, windowMs: number): Promise<{ allowed: boolean; remaining: number; resetAtMs: number }> {
    const nowMs = Date.now()
    const present = this.#window && this.#window.endsMs > nowMs ? this.#window : this.#open(nowMs + windowMs)
    // Beyond the limit nothing changes: a flood costs no writes.
    if (present.count >= max) return { allowed: false, remaining: 0, resetAtMs: present.endsMs }
    present.count++
    this.ctx.storage.kv.put('window', present)
    return { allowed: true, remaining: max - present.count, resetAtMs: present.endsMs }
  }

  /** Takes one back. */
  async refund(): Promise<void> {
    if (!this.#window || this.#window.count === 0) return
    this.#window.count--
    this.ctx.storage.kv.put('window', this.#window)
  }

  override async alarm(): Promise<void> {
    if (this.#window && this.#window.endsMs > Date.now()) return this.ctx.storage.setAlarm(this.#window.endsMs)
    this.#window = null
    await this.ctx.storage.deleteAll()
  }

  #open(endsMs: number): Window {
    // The answer waits for both writes (output gate).
    void this.ctx.storage.setAlarm(endsMs)
    this.#window = { count: 0, endsMs }
    return this.#window
  }
}
