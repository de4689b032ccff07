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

/** Backgrounds have no sides of their own that turn: what puts one beside the words says so for the other script too. */
function findUnturned(path: string, text: string): string[] {
  const placed = [...text.matchAll(/^([^{}\n][^{}]*)\{[^}]*background-position:[^;}]*\b(?:left|right)\b/gm)]
  const selectors = placed.map(([, selector = '']) => selector.trim())
  const turned = (selector: string) => selectors.includes(`[dir="rtl"] ${selector}`)
  const isTurn = (selector: string) => selector.startsWith('[dir="rtl"]')
  return selectors.flatMap((selector) => (isTurn(selector) || turned(selector) ? [] : [`${path} ${selector}`]))
}

it('turns what stands behind the words with them', () => {
  const one = 'a {\n  background-position: right 1px center;\n}\n'
  expect(findUnturned('sample', one)).toEqual(['sample a'])
  expect(findUnturned('sample', `${one}[dir="rtl"] a {\n  background-position: left 1px center;\n}`)).toEqual([])
  const files = globSync('web/**/*.css', { cwd: ROOT, exclude: ['web/dist/**'] })
  expect(files.flatMap((path) => findUnturned(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
})

it('names sides so that they turn round with the script', () => {
  const wrong = ['a { left: 0 }', ' margin-left: 1px;', 'text-align: right', 'border-left-color: red;', 'float:left']
  for (const line of wrong) expect(findOneSided('sample', line)).toHaveLength(1)
  expect(findOneSided('sample', 'inset-inline-start: 0; text-align: end; /* left: 0 */')).toEqual([])
  const files = globSync('web/**/*.css', { cwd: ROOT, exclude: ['web/dist/**'] })
  expect(files.length).toBeGreaterThan(5)
  expect(files.flatMap((path) => findOneSided(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
})
