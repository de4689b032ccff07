import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Bench, startBench } from './bench.ts'
import { type Figure, tableOf } from './report.ts'
import { bundle } from './scenarios/bundle.ts'
import { crash } from './scenarios/crash.ts'
import { identity } from './scenarios/identity.ts'
import { ingest } from './scenarios/ingest.ts'
import { isolation } from './scenarios/isolation.ts'
import { lighthouse } from './scenarios/lighthouse.ts'
import { memory } from './scenarios/memory.ts'
import { pages } from './scenarios/pages.ts'
import { screens } from './scenarios/screens.ts'
import { sockets } from './scenarios/sockets.ts'
import { steady } from './scenarios/steady.ts'
import { warmUp } from './warm-up.ts'

/**
 * `npm run bench [-- scenario …]`: measures the built Worker on workerd beside the baselines of the same run, and prints
 * one table. Method and published figures: docs/performance.md.
 */
const scenarios: Record<string, (bench: Bench) => Promise<Figure[]>> = {
  sockets,
  ingest,
  memory,
  steady,
  crash,
  pages,
  identity,
  isolation,
  screens,
  lighthouse,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => name !== 'bundle' && !Object.hasOwn(scenarios, name))
if (unknown.length > 0) {
  console.error(`no scenario ${unknown.join(', ')}; there are ${[...Object.keys(scenarios), 'bundle'].join(', ')}`)
  process.exit(1)
}
const isWanted = (name: string) => names.length === 0 || names.includes(name)

const figures: Figure[] = []
async function measure(name: string, run: () => Promise<Figure[]>): Promise<void> {
  const startMs = Date.now()
  try {
    figures.push(...(await run()))
  } catch (error) {
    process.exitCode = 1
    figures.push({ what: name, ours: `failed: ${error instanceof Error ? error.message : error}` })
  }
  console.error(`${name}: ${((Date.now() - startMs) / 1000).toFixed(0)} s`)
}

const wanted = Object.entries(scenarios).filter(([name]) => isWanted(name))
if (wanted.length > 0) {
  const folder = mkdtempSync(join(tmpdir(), 'adsapp-bench-'))
  try {
    const bench = await startBench(folder)
    try {
      await warmUp(bench)
      for (const [name, run] of wanted) await measure(name, () => run(bench))
    } finally {
      await bench.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
if (isWanted('bundle')) await measure('bundle', bundle)

const [cpu] = cpus()
const memoryGb = (totalmem() / 1024 ** 3).toFixed(0)
console.log(
  `\n${new Date().toISOString()} · ${cpus().length} × ${cpu?.model ?? '?'}, ${memoryGb} GB · Node ${process.version}\n`,
)
console.log(tableOf(figures))
