import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser } from './browser.ts'
import { type Stack, startStack } from './stack.ts'

/** A whole stack and a browser for the tests of one file, from before the first to after the last. */
export function useStack(): { stack: Stack; browser: Browser } {
  const used = {} as { stack: Stack; browser: Browser }
  beforeAll(async () => {
    used.stack = await startStack()
    used.browser = await launchBrowser()
  }, 240_000)
  afterAll(async () => {
    await used.browser?.close()
    await used.stack?.stop()
  })
  return used
}
