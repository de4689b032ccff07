import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './config.ts'
import { type Part, runToEnd, startPart } from './part.ts'

const BUILD = [
  join(ROOT, 'node_modules/vite/bin/vite.js'),
  'build',
  '--config',
  'web/vite.config.ts',
  '--logLevel',
  'warn',
]

/** What is built is what is deployed, also where somebody like a test runner says that it is another environment. */
const env = { ...process.env, NODE_ENV: 'production' }

/** Builds the web app if `web/dist` is missing or older than a source. */
export async function buildWebIfStale(): Promise<void> {
  if (isStale()) await runToEnd('the build of the web app', BUILD, env)
}

/** Builds again on every change of a source. */
export function watchWeb(): Part {
  return startPart('web', [...BUILD, '--watch', '--emptyOutDir', 'false'], env)
}

function isStale(): boolean {
  const built = join(ROOT, 'web/dist/index.html')
  if (!existsSync(built)) return true
  const builtAtMs = statSync(built).mtimeMs
  const sources = globSync(['web/**/*', 'docs/guide/*', 'worker/contract/*', 'package-lock.json'], {
    cwd: ROOT,
    exclude: ['web/dist', 'web/dist/**'],
  })
  return sources.some((path) => statSync(join(ROOT, path)).mtimeMs > builtAtMs)
}
