import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { ROOT } from './config.ts'

interface Suite {
  name: string
  args: string[]
  needsBrowser: boolean
}

interface Counts {
  passed: number
  failed: number
}

const coverage = process.env.CI === undefined ? [] : ['--coverage']
const SUITES: readonly Suite[] = [
  {
    name: 'code',
    args: [...['unit', 'db', 'worker', 'dom'].flatMap((project) => ['--project', project]), ...coverage],
    needsBrowser: false,
  },
  { name: 'e2e', args: ['--project', 'e2e', '--no-file-parallelism'], needsBrowser: true },
  { name: 'trips', args: ['--project', 'trips', '--no-file-parallelism'], needsBrowser: false },
]

/** Runs one suite; a run that fails without a failed test (a threshold, a file that does not load) counts as one failure. */
function runSuite(suite: Suite): Counts {
  const folder = mkdtempSync(join(tmpdir(), 'adsapp-results-'))
  const results = join(folder, 'results.json')
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const args = ['run', '--config', 'tests/vitest.config.ts', ...suite.args]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  const env = { ...process.env, ...(suite.needsBrowser && { CHROMIUM_PATH: ensureBrowser() }) }
  const { status } = spawnSync(process.execPath, [vitest, ...args, ...reporters], { cwd: ROOT, env, stdio: 'inherit' })
  const counts = readCounts(results)
  rmSync(folder, { recursive: true, force: true })
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
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
  const counts = runSuite(suite)
  total.passed += counts.passed
  total.failed += counts.failed
  console.log(`\n${suite.name}: ${counts.passed} passed, ${counts.failed} failed`)
}
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
