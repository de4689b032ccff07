import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../../dev/config.ts'
import { auditActions, platformActions } from '../../../worker/contract/audit-actions.ts'

const paths = globSync(['worker/**/*.ts', 'migrations/*.sql', 'durable-objects/**/*.ts'], { cwd: ROOT })
const sources = paths
  .filter((path) => !path.endsWith('audit-actions.ts'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))

/** What SQL writes by itself: the type checker does not see it. */
const writtenBySql = sources.flatMap((text) =>
  [...text.matchAll(/insert into (?:public\.)?audit_log \([^)]*\)([^`;]*)/g)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map((found) => found[1] ?? ''),
  ),
)

it('every action that SQL writes is on the list', () => {
  expect(writtenBySql.length).toBeGreaterThan(20)
  const known: readonly string[] = [...auditActions, ...platformActions]
  expect(writtenBySql.filter((action) => !known.includes(action))).toEqual([])
})

it('the list has each once, and none that nobody writes', () => {
  const all = [...auditActions, ...platformActions]
  expect(new Set(all).size).toBe(all.length)
  const isWritten = (action: string) => sources.some((text) => text.includes(`'${action}'`))
  // Of a conversation, the verb alone stands in the code.
  const built = all.filter((action) => !isWritten(action))
  const verbs = built.map((action) => `'${action.replace(/^conversation\./, '')}'`)
  expect(verbs.filter((verb) => !sources.some((text) => text.includes(verb)))).toEqual([])
})
