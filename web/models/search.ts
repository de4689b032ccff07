import { signal } from '@preact/signals'
import { api } from '../api/endpoints.ts'
import { keepRead } from './conversations.ts'
import { type Loaded, loadInto } from './load.ts'

/** What is typed into the search box, and what it found; null while nothing is searched. */
export const searchText = signal('')
export const searchedFor = signal<string | null>(null)
export const found = signal<Loaded<string[]>>({ state: 'loading', value: null, error: null })

export function clearSearch(): void {
  searchText.value = ''
  searchedFor.value = null
}

export async function search(): Promise<void> {
  const q = searchText.peek().trim()
  if (q.length < 2) {
    searchedFor.value = null
    return
  }
  if (searchedFor.peek() !== q) found.value = { state: 'loading', value: null, error: null }
  searchedFor.value = q
  await loadInto(found, async () => (await keepRead(() => api.search(q))).data.map(({ id }) => id))
}
