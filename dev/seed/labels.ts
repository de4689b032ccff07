import type { Call } from './app-client.ts'
import type { LabelName } from './lines.ts'

const wanted: Record<LabelName, string> = { Delivery: 'blue', Damaged: 'red', Wholesale: 'teal', VIP: 'violet' }

/** The labels of the team, made where they are missing: name → id. */
export async function ensureLabels(call: Call): Promise<Map<string, string>> {
  const { data } = await call<{ data: { id: string; name: string }[] }>('GET', '/labels')
  const ids = new Map(data.map(({ id, name }) => [name, id]))
  for (const [name, color] of Object.entries(wanted)) {
    if (!ids.has(name)) ids.set(name, (await call<{ id: string }>('POST', '/labels', { name, color })).id)
  }
  return ids
}

/** What the team looks at besides the usual tabs. */
export async function ensureViews(call: Call, labelIds: ReadonlyMap<string, string>): Promise<void> {
  const { data } = await call<{ data: { name: string }[] }>('GET', '/views')
  const views = [
    { name: 'Closing soon', filters: { window: 'closing', sort: 'window-closes' } },
    { name: 'Deliveries', filters: { label: labelIds.get('Delivery'), status: 'any', sort: 'priority' } },
  ]
  for (const view of views) {
    if (!data.some(({ name }) => name === view.name)) await call('POST', '/views', { ...view, shared: true })
  }
}
