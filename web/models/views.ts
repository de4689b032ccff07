import { computed, signal } from '@preact/signals'
import type { View } from '../../worker/contract/view.ts'
import { api } from '../api/endpoints.ts'
import { changeView, view } from './inbox.ts'
import { filtersOfView, searchOfView, viewOfFilters } from './list-view.ts'
import { loadInto, loading } from './load.ts'

/** The question about the shown view that is open, from wherever it was asked. */
export const viewAsked = signal<'save' | 'remove' | null>(null)

export const views = loading<View[]>()
/** How many conversations each view shows. */
export const viewCounts = signal<ReadonlyMap<string, number>>(new Map())

/** The saved view that the list began as, and whether it was changed since. */
export const currentView = computed(() => {
  const saved = views.value.value?.find(({ id }) => id === view.value.viewId)
  if (!saved) return null
  const isChanged = searchOfView(viewOfFilters(saved.filters, saved.id)) !== searchOfView(view.value)
  return { saved, isChanged }
})

export async function readViews(): Promise<void> {
  await loadInto(views, async () => (await api.listViews()).data)
  await readViewCounts()
}

export async function readViewCounts(): Promise<void> {
  if (!views.peek().value?.length) return
  try {
    const { data } = await api.countViews()
    viewCounts.value = new Map(data.map(({ id, count }) => [id, count]))
  } catch {
    // The old counts are better than none.
  }
}

export function openView(saved: View): void {
  changeView(viewOfFilters(saved.filters, saved.id))
}

function update(change: (present: View[]) => View[]): void {
  views.value = { ...views.value, value: change(views.value.value ?? []) }
}

/** Keeps the list as it is now under a name. */
export async function saveView(name: string, shared: boolean): Promise<void> {
  const created = await api.createView({ name, shared, filters: filtersOfView(view.peek()) })
  update((present) => [...present.filter(({ id }) => id !== created.id), created])
  changeView({ viewId: created.id })
  await readViewCounts()
}

/** Makes a saved view what the list is now. */
export async function updateView(id: string): Promise<void> {
  const changed = await api.changeView(id, { filters: filtersOfView(view.peek()) })
  update((present) => present.map((each) => (each.id === id ? changed : each)))
  await readViewCounts()
}

export async function removeView(id: string): Promise<void> {
  await api.removeView(id)
  update((present) => present.filter((each) => each.id !== id))
  if (view.peek().viewId === id) changeView({ viewId: null })
}
