import { expect, it } from 'vitest'
// @ts-expect-error Vite reads the file as it stands.
import checkedIn from '../../docs/permissions.md?raw'
import { lowestRole, roles } from '../../worker/contract/role-table.ts'
import { nounOf } from '../../worker/contract/scopes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { call, newMember, newTenant, type Person } from '../support/factories.ts'

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

/** They end the session that the others are asked with. */
const ENDING = new Set(['signOut', 'endSessions', 'leaveOrganization'])

it('every role is refused where the checked-in table has no mark, before anything is read, and nowhere else', async () => {
  const marked = checkedIn
    .split('\n')
    .filter((line: string) => /^\| \w+ \| [A-Z]+ \//.test(line))
    .map((line: string) => line.split('|').map((cell) => cell.trim()))
    .map(([, operation = '', route = '', ...cells]: string[]) => ({ operation, route, marks: cells }))
    .filter(({ operation, marks }: { operation: string; marks: string[] }) => {
      return !ENDING.has(operation) && marks[roles.length] !== 'staff'
    })
  expect(marked.length).toBeGreaterThan(100)
  const owner = await newTenant()
  const people: Person[] = [owner]
  for (const role of roles.slice(1)) people.push(await newMember(owner, role))
  let refused = 0
  for (const { operation, route, marks } of marked) {
    const [method = '', path = ''] = route.replace(/\{\w+\}/g, newId()).split(' ')
    for (const [index, role] of roles.entries()) {
      // Nothing in the body: who may not do it hears so all the same.
      const answer = await people[index]?.call<{ code?: string; detail?: string }>(method, `/api${path}`)
      const saysNo = answer?.status === 403 && answer.body.detail?.startsWith('This needs the role ')
      expect(saysNo, `${operation} by ${role}: ${answer?.status} ${answer?.text.slice(0, 200)}`).toBe(
        marks[index] !== '✓',
      )
      refused += Number(saysNo)
    }
  }
  expect(refused).toBeGreaterThan(100)
}, 120_000)
