import type { Signal } from '@preact/signals'
import type { Page } from '../../worker/contract/common.ts'

/** A keyset list as far as it was read. */
export interface Paged<T> {
  rows: readonly T[]
  nextCursor: string | null
  state: 'loading' | 'ready' | 'failed'
  loadingMore: boolean
  error: unknown
}

export type ReadPage<T> = (cursor: string | null) => Promise<Page<T>>

export const nothingRead = { rows: [], nextCursor: null, state: 'loading', loadingMore: false, error: null } as const

/** Reads from the start; what was there stays until the answer comes. The last read that was begun wins. */
export async function readFirst<T>(target: Signal<Paged<T>>, read: ReadPage<T>): Promise<void> {
  const begun: Paged<T> = { ...nothingRead, rows: target.peek().rows }
  target.value = begun
  try {
    const page = await read(null)
    if (target.peek() === begun) {
      target.value = { ...nothingRead, rows: page.data, nextCursor: page.nextCursor, state: 'ready' }
    }
  } catch (error) {
    if (target.peek() === begun) target.value = { ...nothingRead, state: 'failed', error }
  }
}

/** Reads the next page. @throws what the server answered; the list stays as it was. */
export async function readNext<T>(target: Signal<Paged<T>>, read: ReadPage<T>): Promise<void> {
  const before = target.peek()
  if (before.nextCursor === null || before.loadingMore) return
  const begun = { ...before, loadingMore: true }
  target.value = begun
  try {
    const page = await read(before.nextCursor)
    if (target.peek() !== begun) return
    target.value = { ...before, rows: [...before.rows, ...page.data], nextCursor: page.nextCursor }
  } catch (error) {
    if (target.peek() === begun) target.value = before
    throw error
  }
}
