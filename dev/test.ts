import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { ROOT } from './config.ts'

interface Suite {
  name: string
  projects: string[]
  /** Processes that share its files: each keeps one core busy. */
  parts: number
  /** Whether a whole run, in CI, looks at the lines that it reaches. */
  isMeasured: boolean
  needsBrowser: boolean
}

interface Counts {
  passed: number
  failed: number
}

const SUITES: readonly Suite[] = [
  {
    name: 'code',
    projects: ['unit', 'db', 'worker', 'dom'],
    parts: Math.min(availableParallelism(), 4),
    isMeasured: true,
    needsBrowser: false,
  },
  { name: 'e2e', projects: ['e2e'], parts: 1, isMeasured: false, needsBrowser: true },
  { name: 'trips', projects: ['trips'], parts: 1, isMeasured: false, needsBrowser: false },
]

/** Runs vitest to its end. @returns whether it says that all is well. */
function runVitest(args: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--config', 'tests/vitest.config.ts', ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })
  return new Promise((end) => child.once('exit', (status) => end(status === 0)))
}

/** Runs one suite; a run that fails without a failed test (a threshold, a file that does not load) counts as one failure. */
async function runSuite({ projects, parts, isMeasured, needsBrowser }: Suite): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'adsapp-results-'))
  const results = join(folder, 'results.json')
  const env = { ...process.env, ...(needsBrowser && { CHROMIUM_PATH: ensureBrowser() }) }
  const args = projects.flatMap((project) => ['--project', project])
  const json = ['--reporter=json', `--outputFile.json=${results}`]
  const coverage = isMeasured && process.env.CI !== undefined ? ['--coverage'] : []
  let isWell: boolean
  if (parts === 1) {
    isWell = await runVitest([...args, '--reporter=default', ...json, ...coverage], env)
  } else {
    const runPart = (part: number) => {
      const blob = ['--reporter=blob', `--outputFile.blob=${join(folder, 'parts', `${part}.json`)}`]
      const covered = [...coverage, `--coverage.reportsDirectory=${join(folder, `coverage-${part}`)}`]
      return runVitest([...args, `--shard=${part}/${parts}`, '--reporter=default', ...blob, ...covered], env)
    }
    const ends = await Promise.all(Array.from({ length: parts }, (_, index) => runPart(index + 1)))
    const merge = [`--merge-reports=${join(folder, 'parts')}`, '--reporter=dot', ...json, ...coverage]
    isWell = (await runVitest([...args, ...merge], env)) && ends.every(Boolean)
  }
  const counts = readCounts(results)
  rmSync(folder, { recursive: true, force: true })
  return !isWell && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function readCounts(path: string): Counts {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(path, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 0 } // vitest ended before it could write; its exit code tells.
  }
}

const wanted = process.argv[2]
const suites = SUITES.filter((suite) => wanted === undefined || suite.name === wanted)
if (suites.length === 0) {
  console.error(`no suite is called "${wanted}"; there are ${SUITES.map((suite) => suite.name).join(', ')}`)
  process.exit(1)
}
const total = { passed: 0, failed: 0 }
for (const suite of suites) {
  const counts = await runSuite(suite)
  total.passed += counts.passed
  total.failed += counts.failed
  console.log(`\n${suite.name}: ${counts.passed} passed, ${counts.failed} failed`)
}
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
