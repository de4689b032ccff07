import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from '../../../dev/config.ts'
import { buildWebIfStale } from '../../../dev/web-build.ts'
import type { Figure } from '../report.ts'

const DIST = join(ROOT, 'web/dist')

/** JavaScript that a browser loads: for the first screen (what the page itself names), and in all. */
export async function bundle(): Promise<Figure[]> {
  await buildWebIfStale()
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const first = [...page.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map((match) => match[1] ?? '')
  const all = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
  return [size('JavaScript of the first screen, gzip', first, 60), size('JavaScript in all, gzip', all, 180)]
}

function size(what: string, files: readonly string[], maxKb: number): Figure {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0)
  const kb = bytes / 1024
  return { what, ours: `${kb.toFixed(1)} KB`, aim: `≤ ${maxKb} KB`, met: files.length > 0 && kb <= maxKb }
}
