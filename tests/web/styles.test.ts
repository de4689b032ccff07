import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'

/** What names a side by left or right, and so would be on the wrong one in a language that runs the other way. */
const oneSided = [
  /(?:^|[\s;{])(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b[\w-]*\s*:/,
  /(?:^|[\s;{])(?:left|right)\s*:/,
  /(?:^|[\s;{])border-(?:top|bottom)-(?:left|right)-radius\s*:/,
  /(?:^|[\s;{])(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
]

function findOneSided(path: string, text: string): string[] {
  const lines = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).split('\n')
  return lines.flatMap((line, at) => (oneSided.some((rule) => rule.test(line)) ? [`${path}:${at + 1} ${line}`] : []))
}

it('names sides so that they turn round with the script', () => {
  const wrong = ['a { left: 0 }', ' margin-left: 1px;', 'text-align: right', 'border-left-color: red;', 'float:left']
  for (const line of wrong) expect(findOneSided('sample', line)).toHaveLength(1)
  expect(findOneSided('sample', 'inset-inline-start: 0; text-align: end; /* left: 0 */')).toEqual([])
  const files = globSync('web/**/*.css', { cwd: ROOT, exclude: ['web/dist/**'] })
  expect(files.length).toBeGreaterThan(5)
  expect(files.flatMap((path) => findOneSided(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
})
