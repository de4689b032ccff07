import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './targets.ts'

/** What sqlmap came to. */
export type Verdict = 'silent' | 'injectable' | 'cut off' | 'failed'

export interface Finding {
  verdict: Verdict
  /** sqlmap's own words, where it found something or failed. */
  said: string
}

/** All of it for one database; the slow ways are asked for half as long as usual. */
const OPTIONS = [
  ...['--batch', '--ignore-stdin', '--disable-coloring', '--flush-session', '--drop-set-cookie', '--dbms=postgresql'],
  // A refusal is an answer like any other, and no reason to stop.
  ...['--level=2', '--risk=1', '--time-sec=2', '--timeout=20', '--retries=1', '--ignore-code=400,401,403,404,409,422'],
]

export const isInstalled = (): boolean => spawnSync('sqlmap', ['--version'], { stdio: 'ignore' }).error === undefined

/** Tries the marked values of one request. @param folder For what sqlmap keeps. */
export async function runSqlmap(target: Target, doorUrl: string, folder: string, timeoutMs: number): Promise<Finding> {
  const file = join(folder, `${target.name}.request`)
  writeFileSync(file, requestText(target, new URL(doorUrl).host))
  const args = ['-r', file, `--output-dir=${join(folder, 'output')}`, ...OPTIONS]
  const child = spawn('sqlmap', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TERM: 'dumb' } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, timeoutMs)
  await new Promise((ended) => child.once('close', ended))
  clearTimeout(timer)
  return readFinding(said, isLate)
}

/** As sqlmap reads it with `-r`. */
export function requestText({ method, path, body }: Target, host: string): string {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`]
  if (body !== null) lines.push('Content-Type: application/json')
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}

/** @param isLate It was ended before it was ready. */
export function readFinding(said: string, isLate: boolean): Finding {
  if (
    /identified the following injection point|is vulnerable|appears to be .* injectable|is '.*' injectable/.test(said)
  ) {
    const points = /---\n([\s\S]*?)---/.exec(said)?.[1]
    // What only looked so at first is taken back in the end.
    if (points !== undefined || isLate) return { verdict: 'injectable', said: points ?? tail(said) }
  }
  if (isLate) return { verdict: 'cut off', said: '' }
  if (said.includes('all tested parameters do not appear to be injectable')) return { verdict: 'silent', said: '' }
  return { verdict: 'failed', said: tail(said) }
}

const tail = (said: string) => said.trim().split('\n').slice(-8).join('\n')
