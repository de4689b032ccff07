import { expect, it } from 'vitest'
import { call } from '../support/factories.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  maxLength?: number
  maxItems?: number
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}

interface Operation {
  operationId: string
  parameters?: { name: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** Where a text or a list of a request has no end. */
function endless(schema: Schema, at: string): string[] {
  const { type, items, properties = {}, additionalProperties, allOf = [], anyOf = [], oneOf = [] } = schema
  const isText = [type].flat().includes('string')
  const ends = [schema.format, schema.pattern, schema.enum, schema.const, schema.maxLength]
  const own = [
    ...(isText && ends.every((end) => end === undefined) ? [at] : []),
    ...([type].flat().includes('array') && schema.maxItems === undefined ? [`${at}[]`] : []),
  ]
  return [
    ...own,
    ...(items ? endless(items, `${at}[]`) : []),
    ...(typeof additionalProperties === 'object' ? endless(additionalProperties, `${at}.*`) : []),
    ...[...allOf, ...anyOf, ...oneOf].flatMap((part) => endless(part, at)),
    ...Object.entries(properties).flatMap(([name, part]) => endless(part, `${at}.${name}`)),
  ]
}

it('every text and every list of every request has an end', async () => {
  const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/api/openapi.json')
  const operations = Object.values(body.paths).flatMap((methods) => Object.values(methods))
  expect(operations.length).toBeGreaterThan(100)
  const found = operations.flatMap(({ operationId, parameters = [], requestBody }) => [
    ...parameters.flatMap(({ name, schema }) => endless(schema, `${operationId} ${name}`)),
    ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => endless(schema, operationId)),
  ])
  expect([...new Set(found)].sort()).toEqual([])
})
