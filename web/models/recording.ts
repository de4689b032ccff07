import { signal } from '@preact/signals'

export interface Recording {
  conversationId: string
  startedAt: number
  /** Loudness from 0 to 1, oldest first. */
  levels: readonly number[]
}

/** The recording that is being made; one at a time. */
export const recording = signal<Recording | null>(null)
