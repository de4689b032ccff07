import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { ROOT } from './config.ts'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of a Chromium: `CHROMIUM_PATH`, the system's, or Playwright's own; null if there is none. */
export function findBrowser(): string | null {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  return [...USUAL_PLACES, chromium.executablePath()].find((path) => path !== '' && existsSync(path)) ?? null
}

/**
 * Finds a Chromium, and installs one if there is none: Debian's as root, else Playwright's own.
 * @throws Error if neither works.
 */
export function ensureBrowser(): string {
  const found = findBrowser() ?? install()
  if (found === null || !existsSync(found)) {
    throw new Error(`no Chromium${found === null ? '' : ` at ${found}`}; install one and set CHROMIUM_PATH to its path`)
  }
  return found
}

function install(): string | null {
  console.log('no Chromium found, installing one')
  const isRoot = process.getuid?.() === 0
  if (isRoot && run('apt-get', ['update', '-qq']) && run('apt-get', ['install', '-y', '-qq', 'chromium'])) {
    return findBrowser()
  }
  run(process.execPath, [join(ROOT, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'])
  return findBrowser()
}

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}
