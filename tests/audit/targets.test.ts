import { expect, it } from 'vitest'
import { FRESH } from './samples.ts'
import { type Operation, targetOf, targetsOf } from './targets.ts'

const uuid = { type: 'string', format: 'uuid' }
const text = { type: 'string', minLength: 1, maxLength: 40 }
const id = '01a21712-4f2e-7631-bf55-5ec0ac8ad85d'
const withBody = (operationId: string, properties: Record<string, object>, required: string[]): Operation => ({
  operationId,
  requestBody: { content: { 'application/json': { schema: { type: 'object', properties, required } } } },
})

it('leaves out what takes nothing', () => {
  const get = { operationId: 'listThings' }
  const named = { operationId: 'getThing', parameters: [{ in: 'path', name: 'thingId', schema: uuid }] }
  const targets = targetsOf({ '/things': { get }, '/things/{thingId}': { get: named } }, { thingId: id })
  expect(targets).toEqual([
    { name: 'getThing', method: 'GET', path: `/api/things/${id}*`, body: null, marked: ['thingId'] },
  ])
})

it('deletes what is not there', () => {
  const operation = { operationId: 'removeThing', parameters: [{ in: 'path', name: 'thingId', schema: uuid }] }
  const { path, marked } = targetOf('DELETE', '/things/{thingId}', operation, { thingId: id })
  expect(path).toMatch(/^\/api\/things\/[0-9a-f-]{36}\*$/)
  expect(path).not.toContain(id)
  expect(marked).toEqual(['thingId'])
})

it('tries free texts before what has a form, in queries and bodies, and no more than six', () => {
  const forms = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ in: 'query', name, schema: uuid }))
  const list = { operationId: 'list', parameters: [...forms, { in: 'query', name: 'q', schema: text }] }
  expect(targetOf('GET', '/things', list, {}).marked).toEqual(['q', 'a', 'b', 'c', 'd', 'e'])
  const { body, marked } = targetOf(
    'POST',
    '/things',
    withBody('make', { labelIds: { type: 'array', items: uuid }, name: text }, ['labelIds', 'name']),
    { labelId: id },
  )
  expect(JSON.parse(body ?? '')).toEqual({ labelIds: [`${id}*`], name: `a${FRESH}*` })
  expect(marked).toEqual(['name', 'labelIds'])
})

it('finds the texts of alternatives and of what lies deeper', () => {
  const filters = { type: 'object', properties: { note: text, done: { type: 'boolean' } }, required: ['note', 'done'] }
  const kind = { anyOf: [{ type: 'string', enum: ['one', 'two'] }, uuid] }
  const { body, marked } = targetOf('POST', '/things', withBody('make', { kind, filters }, ['kind', 'filters']), {})
  expect(JSON.parse(body ?? '')).toEqual({ kind: 'one*', filters: { note: `a${FRESH}*`, done: false } })
  expect(marked).toEqual(['filters.note', 'kind'])
})
