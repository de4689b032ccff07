import { expect, it } from 'vitest'
// @ts-expect-error Vite reads the file as it stands.
import checkedIn from '../../docs/permissions.md?raw'
import { lowestRole, roles } from '../../worker/contract/role-table.ts'
import { nounOf } from '../../worker/contract/scopes.ts'
import { call } from '../support/factories.ts'

interface Operation {
  operationId: string
  description: string
  'x-roles': string[]
  'x-scope': string | null
}

/** Every operation of the API, and who may do it: the table that stands in docs/permissions.md. */
async function readMatrix(): Promise<string> {
  const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/api/openapi.json')
  const lines = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const marks = roles.map((role) => (operation['x-roles'].includes(role) ? '✓' : ''))
      const scope = operation['x-scope'] ?? ''
      return `| ${operation.operationId} | ${method.toUpperCase()} ${path} | ${[...marks, scope].join(' | ')} |`
    }),
  )
  const head = `| operation | route | ${roles.join(' | ')} | scope |\n|---|---|${':-:|'.repeat(roles.length)}---|`
  return [head, ...lines.sort()].join('\n')
}

it('every operation is allowed to whom the checked-in table says', async () => {
  const matrix = await readMatrix()
  expect(matrix.split('\n').length).toBeGreaterThan(100)
  console.log(matrix)
  expect(checkedIn.slice(checkedIn.indexOf('| operation'))).toBe(`${matrix}\n`)
})

it('every route tells its roles and its scope, and each operation of the table is about something, or for people only', async () => {
  const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/api/openapi.json')
  for (const operation of Object.values(body.paths).flatMap((methods) => Object.values(methods))) {
    expect(operation.description, operation.operationId).toMatch(
      /((Role: [a-z, ]+|No role needed)\. |Platform staff only\.$)/,
    )
    expect(operation.description, operation.operationId).toMatch(
      /(Scope: [a-z:]+|Any scope|Not by API tokens|Platform staff only)\.$/,
    )
  }
  expect(Object.keys(nounOf).sort()).toEqual(Object.keys(lowestRole).sort())
})
