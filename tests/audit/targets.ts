import { randomUUID } from 'node:crypto'
import { asked, shaped } from './bodies.ts'
import { isFreeText, type KnownIds, type Schema, sampleOf } from './samples.ts'

interface Parameter {
  in: string
  name: string
  schema: Schema
}

export interface Operation {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

export type Paths = Record<string, Record<string, Operation>>

/** One request to try injections with. */
export interface Target {
  name: string
  method: string
  /** With `*` after each value that is to be tried. */
  path: string
  body: string | null
  /** What is tried: `q`, `filters.labelIds`. */
  marked: string[]
}

/** Of one request: more would ask the same questions again. */
const MARKS_MAX = 6
/** sqlmap tries what stands before it. */
export const MARK = '*'

/** What takes nothing from whoever asks has nothing to be tried; files come in forms of their own. */
export function targetsOf(paths: Paths, ids: KnownIds): Target[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const target = targetOf(method.toUpperCase(), path, operation, ids)
      return target.marked.length > 0 ? [target] : []
    }),
  )
}

export function targetOf(method: string, path: string, operation: Operation, ids: KnownIds): Target {
  const { operationId, parameters = [], requestBody } = operation
  // What is deleted would not be there for the next request.
  const own = method === 'DELETE' || operationId in leaveAlone ? {} : ids
  const inPath = parameters.filter((each) => each.in === 'path')
  const free = parameters.filter((each) => each.in === 'query').sort((a, b) => rank(a.schema) - rank(b.schema))
  const inQuery = free.slice(0, MARKS_MAX - inPath.length)
  const marked = [...inPath, ...inQuery].map(({ name }) => name)
  const ofPath = path.replace(/\{(\w+)\}/g, (_, name: string) => `${own[name] ?? randomUUID()}${MARK}`)
  const query = inQuery.map(
    ({ name, schema }) =>
      `${name}=${encodeURIComponent(asked(operationId, name) ?? String(sampleOf(schema, name, own)))}${MARK}`,
  )
  const schema = requestBody?.content['application/json']?.schema
  const body = schema ? (shaped(operationId, ids) ?? sampleOf(schema, '', own)) : null
  const leaves = schema ? markLeaves(body, schema, MARKS_MAX - marked.length) : []
  return {
    name: operationId,
    method,
    path: `/api${ofPath}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    body: body === null ? null : JSON.stringify(body),
    marked: [...marked, ...leaves],
  }
}

/** What would end the run's own sessions or tenants: asked about somebody who is not there. */
const leaveAlone: Record<string, true> = {
  ...{ changeMember: true, transferOwnership: true, switchOrganization: true },
  ...{ signOutUser: true, suspendTenant: true, restoreTenant: true },
}

/** Free texts first. */
const rank = (schema: Schema) => (isFreeText(schema) ? 0 : schema.type === 'string' && !schema.enum ? 1 : 2)

interface Leaf {
  place: string
  isFree: boolean
  mark(): void
}

/** Marks so many of the texts in a body. @returns their places. */
function markLeaves(body: unknown, schema: Schema, max: number): string[] {
  const leaves = leavesOf(body, [schema], '').sort((a, b) => Number(b.isFree) - Number(a.isFree))
  const marked = leaves.slice(0, Math.max(max, 0))
  for (const leaf of marked) leaf.mark()
  return marked.map(({ place }) => place)
}

function leavesOf(value: unknown, schemas: Schema[], place: string): Leaf[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.entries(holder).flatMap(([name, part]) => {
    const below = schemas.flatMap(spread).flatMap(({ properties, items }) => properties?.[name] ?? items ?? [])
    const at = Array.isArray(value) ? place : [place, name].filter(Boolean).join('.')
    if (typeof part !== 'string') return leavesOf(part, below, at)
    const mark = () => {
      holder[name] = `${part}${MARK}`
    }
    return [{ place: at, isFree: below.flatMap(spread).some(isFreeText), mark }]
  })
}

/** Every alternative of a schema. */
const spread = (schema: Schema): Schema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(spread),
]
