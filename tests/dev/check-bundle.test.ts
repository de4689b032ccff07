import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { DEMO, DEV_SECRETS, ROOT } from '../../dev/config.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** @returns what is said of a folder with these files; null: nothing is wrong with it. */
function faultsOf(files: Record<string, string>): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'adsapp-bundle-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  try {
    const node = join(ROOT, 'node_modules/.bin/node')
    execFileSync(node, [join(ROOT, 'dev/check-bundle.ts'), folder], { stdio: 'pipe' })
    return null
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr)
      .replaceAll(folder, '')
      .trim()
  }
}

const good = {
  ...{ 'index.html': '<p>', _headers: '/*', 'assets/app-1a2b.js': 'go()', 'assets/app-1a2b.css': 'p{}' },
  ...{ 'icons/icon.svg': '<svg/>', 'manifest.webmanifest': '{}', 'index.js.map': '{}' },
}

test('what was built may be deployed', () => {
  expect(faultsOf(good)).toBeNull()
})

test('a folder with nothing in it was not built', () => {
  expect(faultsOf({})).toContain('nothing to look through')
})

test.each([
  '.git/config',
  'assets/.git/HEAD',
  '.svn/entries',
  '.dev.vars',
  '.env',
  '.wrangler/state.sqlite',
  'node_modules/hono/index.js',
  'tests/kit/ids.js',
  'assets/ids.test.js',
  'worker/index.ts',
  'web/app.tsx',
  'migrations/0001_tenancy_create.sql',
  'wrangler.toml',
])('%s is not deployed', (path) => {
  expect(faultsOf({ ...good, [path]: 'anything' })).toBe(`/${path}: has no place here`)
})

test.each([
  ['a secret of the local stack', DEV_SECRETS.META_APP_SECRET],
  ['the password of the demo', DEMO.password],
  ['its people', DEMO.shop.owner],
])('%s is not deployed, wherever it stands', (_, word) => {
  expect(faultsOf({ ...good, 'assets/app-1a2b.js': `const a = "${word}"` })).toBe(`/assets/app-1a2b.js: ${word}`)
})
