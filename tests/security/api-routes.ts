import { newId } from '../../worker/kit/ids.ts'
import { call } from '../support/factories.ts'

// What the API says of itself: generated attacks take their routes, paths and bodies from here.

interface Schema {
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}
interface Operation {
  operationId: string
  parameters?: { in: string; name: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
export interface Route {
  method: string
  path: string
  operation: Operation
}

/** Every route but those of the platform's staff, who know no tenant's session: tests/features/staff tries each of them. */
export async function readRoutes(): Promise<Route[]> {
  const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/api/openapi.json')
  return Object.entries(body.paths)
    .filter(([path]) => !path.startsWith('/admin/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
}

export const text = () => ({ clientMessageId: newId(), type: 'text', text: { body: 'Hello' } })

export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** A valid body for each route whose path names an id. @param ids Of the tenant that is asked. */
export const bodiesFor = (ids: Record<string, string>): Record<string, () => object> => ({
  assignConversation: () => ({ memberId: ids.memberId }),
  noteTyping: () => ({ typing: true }),
  sendMessage: text,
  setConversationLabels: () => ({ labelIds: [ids.labelId] }),
  setContactLabels: () => ({ labelIds: [ids.labelId] }),
  snoozeConversation: () => ({ until: null }),
  setPriority: () => ({ priority: 'high' }),
  changeView: () => ({ name: 'Mine now' }),
  changeLabel: () => ({ name: 'Mine now' }),
  scheduleMessage: () => ({ sendAt: inAnHour(), message: text() }),
  changeScheduled: () => ({ sendAt: inAnHour() }),
  sendScheduledNow: () => ({ despiteTyping: true }),
  saveDraft: () => ({ mode: 'reply', text: 'Hello', note: '', buttons: [] }),
  changeCannedResponse: () => ({ body: 'Mine now' }),
  changeMember: () => ({ role: 'viewer' }),
  changeTeam: () => ({ name: 'Mine now' }),
  changeChannel: () => ({ name: 'Mine now' }),
  editContact: () => ({ name: 'Mine now' }),
  setConsent: () => ({ marketing: 'withdrawn' }),
  addContactNote: () => ({ text: 'Mine now' }),
  previewMerge: () => ({ contactId: ids.contactId }),
  mergeContacts: () => ({ contactId: ids.contactId }),
  changeAttribute: () => ({ name: 'Mine now' }),
  changeSegment: () => ({ name: 'Mine now' }),
})

export const pathIdsOf = ({ path }: Route) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

/** `/api` path with each parameter replaced. */
export const pathWith = (route: Route, idOf: (name: string) => string) =>
  `/api${route.path.replace(/\{(\w+)\}/g, (_, name: string) => idOf(name))}`

/** The places of ids in a schema: `context.messageId`. */
function idPaths(schema: Schema, at: string[] = []): string[] {
  const own = schema.format === 'uuid' ? [at.join('.')] : []
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]
  return [
    ...own,
    ...parts.flatMap((part) => idPaths(part, at)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => idPaths(part, [...at, name])),
  ]
}

/** Every id that requests may name beside the path: `sendMessage context.messageId`. */
export function idsBesidePaths(routes: Route[]): string[] {
  const found = routes.flatMap(({ operation }) => {
    const { operationId, parameters = [], requestBody } = operation
    const query = parameters.filter((each) => each.in === 'query').flatMap((each) => idPaths(each.schema, [each.name]))
    const body = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => idPaths(schema))
    // Lists of ids are plain text in the description.
    const lists = parameters.filter((each) => each.in === 'query' && each.name === 'ids').map(() => 'ids')
    return [...query, ...body, ...lists].map((place) => `${operationId} ${place}`)
  })
  return [...new Set(found)].sort()
}
