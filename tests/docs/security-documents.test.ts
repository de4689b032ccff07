import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** What asvs.md leaves out before a path, and says so. */
const BASES = ['', 'worker', 'tests', 'tests/security/hostile']
/** A path in backticks: with a folder, or a file by its ending. */
const PATH = /`([\w@.-]+(?:\/[\w@.-]+)*\/|(?:[\w@.-]+\/)*[\w@-][\w@.-]*\.(?:ts|tsx|sql|md|toml|json|mjs|css|csv|yml))`/g

const citedIn = (document: string) => [...new Set([...read(document).matchAll(PATH)].map(([, path]) => path ?? ''))]
const linkedIn = (document: string) =>
  [...read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, to]) => to ?? '')
    .filter((to) => !/^\w+:/.test(to))

describe.each(['docs/security.md', 'docs/asvs.md', 'docs/threat-model.md', 'docs/logs.md', 'docs/data-protection.md'])(
  '%s',
  (document) => {
    it('cites only what is there', () => {
      const [paths, links] = [citedIn(document), linkedIn(document)]
      expect(paths.length + links.length).toBeGreaterThan(0)
      expect(paths.filter((path) => !BASES.some((base) => existsSync(join(ROOT, base, path))))).toEqual([])
      expect(links.filter((to) => !existsSync(join(ROOT, 'docs', to)))).toEqual([])
    })
  },
)

/** The standard itself, which is not ours to carry: looked at where it lies beside the project. */
const STANDARD = join(process.env.FIXTURES ?? join(ROOT, '../shared/fixtures'), 'security/asvs-5.0.csv')

it.runIf(existsSync(STANDARD))('every requirement of levels 1 and 2 of ASVS stands in docs/asvs.md, once', () => {
  const { data } = Papa.parse<{ req_id: string; L: string }>(readFileSync(STANDARD, 'utf8'), { header: true })
  const wanted = data.filter(({ L }) => L === '1' || L === '2').map(({ req_id }) => req_id.slice(1))
  expect(wanted.length).toBeGreaterThan(200)
  const answered = read('docs/asvs.md')
    .split('\n')
    .flatMap((line) => /^\| ([\d., ]+) \|/.exec(line)?.[1]?.split(', ') ?? [])
  expect(answered.sort()).toEqual(wanted.sort())
})
