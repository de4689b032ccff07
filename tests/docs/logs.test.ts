import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'

/** A call of a log with its first argument, such as `log[isOver ? 'error' : 'warn'](isOver ? 'a.b' : 'a.c', …`. */
const CALL = /\blog(?:\.(info|warn|error)|\[([^\]]*)\])\(\s*([^,){]*)/g
/** The words that the loop of an inbox hands to its log. */
const NOTE = /\bnote\(\s*('[^']+')/g

const words = (text: string) => [...text.matchAll(/'([^']+)'/g)].map(([, word = '']) => word)

const sources = globSync('{worker,durable-objects}/**/*.ts', { cwd: ROOT }).map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}))

function eventsOf(text: string): string[] {
  const calls = [...text.matchAll(CALL)].flatMap(([, level, levels = '', names = '']) =>
    words(names).map((name, n) => `${name} ${level ?? words(levels)[n]}`),
  )
  return [...calls, ...[...text.matchAll(NOTE)].flatMap(([, name = '']) => words(name).map((word) => `${word} warn`))]
}

it('docs/logs.md names every event that is logged, with its level, and no other', () => {
  const logged = new Set(sources.flatMap(({ text }) => eventsOf(text)))
  expect(logged.size).toBeGreaterThan(50)
  const described = [
    ...readFileSync(join(ROOT, 'docs/logs.md'), 'utf8').matchAll(/^\| `([a-z._]+)` \| (\w+) \|/gm),
  ].map(([, name, level]) => `${name} ${level}`)
  expect(described.toSorted()).toEqual([...logged].toSorted())
})

it('a log is called with the name of its event where it stands, but for the loop of an inbox', () => {
  const nameless = sources.flatMap(({ path, text }) =>
    [...text.matchAll(CALL)]
      .filter(([, , , names = '']) => words(names).length === 0)
      .map(([call]) => `${path} ${call}`),
  )
  expect(nameless).toEqual(['durable-objects/inbox-object/object.ts log.warn(what'])
})

it('nothing is written to the console but by the log', () => {
  expect(sources.filter(({ text }) => /\bconsole\b/.test(text)).map(({ path }) => path)).toEqual(['worker/kit/log.ts'])
})

it('docs/logs.md names every field that a line may hold', () => {
  const document = readFileSync(join(ROOT, 'docs/logs.md'), 'utf8')
  const list = /const FIELDS = \[([\s\S]*?)\] as const/.exec(
    sources.find(({ path }) => path === 'worker/kit/log.ts')?.text ?? '',
  )?.[1]
  const fields = words(list ?? '')
  expect(fields.length).toBeGreaterThan(40)
  expect(fields.filter((field) => !/Id$/.test(field) && !document.includes(`\`${field}\``))).toEqual([])
})
