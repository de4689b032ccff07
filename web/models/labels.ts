import { computed } from '@preact/signals'
import type { Label, LabelChanges, NewLabel } from '../../worker/contract/label.ts'
import { api } from '../api/endpoints.ts'
import { loadInto, loading } from './load.ts'

export const labels = loading<Label[]>()

const byId = computed(() => new Map((labels.value.value ?? []).map((label) => [label.id, label])))

export const readLabels = (): Promise<void> => loadInto(labels, async () => (await api.listLabels()).data)

/** The labels with these ids, as far as they are known: one that was removed meanwhile is not shown any more. */
export function labelsOf(ids: readonly string[]): Label[] {
  return ids.flatMap((id) => byId.value.get(id) ?? [])
}

function update(change: (present: Label[]) => Label[]): void {
  labels.value = { ...labels.value, value: change(labels.value.value ?? []) }
}

export async function createLabel(input: NewLabel): Promise<Label> {
  const created = await api.createLabel(input)
  update((present) => [...present.filter((label) => label.id !== created.id), created])
  return created
}

export async function changeLabel(id: string, changes: LabelChanges): Promise<void> {
  const changed = await api.changeLabel(id, changes)
  update((present) => present.map((label) => (label.id === id ? changed : label)))
}

export async function removeLabel(id: string): Promise<void> {
  await api.removeLabel(id)
  update((present) => present.filter((label) => label.id !== id))
}
