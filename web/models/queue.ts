import { signal } from '@preact/signals'
import type { Queue } from '../../worker/contract/conversation.ts'
import { api } from '../api/endpoints.ts'
import { initialView, type ListView } from './list-view.ts'
import { can } from './session.ts'

/** However many events come, the queue is asked for this often at most. */
const queueEveryMs = 3_000

/** What a supervisor's strip shows; null until it is read. */
export const queue = signal<Queue | null>(null)

let timer: ReturnType<typeof setTimeout> | undefined

export async function readQueue(): Promise<void> {
  if (!can('readQueue')) return
  try {
    queue.value = await api.getQueue()
  } catch {
    // The old figures are better than none; the next event or resync asks again.
  }
}

/** Asks for the queue soon, once for many events; not at all while nobody looks at it. */
export function queueSoon(): void {
  if (timer !== undefined || queue.peek() === null) return
  timer = setTimeout(() => {
    timer = undefined
    void readQueue()
  }, queueEveryMs)
}

const everybody: ListView = { ...initialView, tab: 'all' }

/** The list that each figure of the strip counts. */
export const queueViews = {
  waiting: { ...everybody, sort: 'oldest-waiting' },
  unassigned: { ...everybody, tab: 'unassigned' },
  closingSoon: { ...everybody, window: 'closing', sort: 'window-closes' },
  failed: { ...everybody, status: 'any', failed: true },
} satisfies Record<string, ListView>

export const viewOfMember = (memberId: string): ListView => ({ ...everybody, memberId })
