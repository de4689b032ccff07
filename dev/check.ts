import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFaults } from './boundaries.ts'
import { ROOT } from './config.ts'

interface Outcome {
  name: string
  ok: boolean
  /** What there is to read; empty if all is well. */
  text: string
}

/** Runs a tool of `node_modules/.bin`; its words count only if it fails. */
function runTool(name: string, [tool = '', ...args]: string[]): Promise<Outcome> {
  return new Promise((done) => {
    let text = ''
    const child = spawn(join(ROOT, 'node_modules/.bin', tool), args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    child.on('error', (error) => done({ name, ok: false, text: String(error) }))
    child.on('close', (code) => done({ name, ok: code === 0, text: code === 0 ? '' : text.trim() }))
  })
}

function checkBoundaries(): Outcome {
  const paths = globSync('{worker,durable-objects,web}/**/*.{ts,tsx}', {
    cwd: ROOT,
    exclude: ['web/dist/**', 'web/vite.config.ts', '**/*.d.ts'],
  })
  const files = paths.map((path) => ({
    path: path.replaceAll('\\', '/'),
    text: readFileSync(join(ROOT, path), 'utf8'),
  }))
  const faults = findFaults(files)
  const text = faults.map((fault) => `${fault.path}:${fault.line} ${fault.message}`).join('\n')
  return { name: 'boundaries', ok: faults.length === 0, text }
}

const projects = ['worker', 'web', 'dev', 'tests', 'tests/web'].filter((path) => existsSync(join(ROOT, path)))
const outcomes = await Promise.all([
  runTool('lint and format', ['biome', 'ci', '--colors=off']),
  ...projects.map((path) => runTool(`types: ${path}`, ['tsc', '-p', path, '--pretty', 'false'])),
  checkBoundaries(),
])
for (const { name, ok, text } of outcomes) if (!ok) console.log(`\n── ${name}\n${text}`)
const failed = outcomes.filter((outcome) => !outcome.ok).map((outcome) => outcome.name)
console.log(failed.length === 0 ? 'all checks passed' : `\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
