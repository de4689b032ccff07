import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import type { BusinessHours } from '../../worker/contract/hours.ts'
import { launchBrowser } from './browser.ts'
import { type Stack, startStack } from './stack.ts'
import { openCalls } from './trip-tenant.ts'

/** The demo's shop answers by itself at night: what a test sees must not depend on when it runs. */
async function keepQuiet({ appUrl }: Stack): Promise<void> {
  const call = openCalls(appUrl)
  await call('POST', '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password })
  const { isOpen: _, opensAt: __, changedAt: ___, ...hours } = await call<BusinessHours>('GET', '/business-hours')
  await call('PUT', '/business-hours', { ...hours, away: { ...hours.away, on: false } })
}

/** A whole stack and a browser for the tests of one file, from before the first to after the last. */
export function useStack(): { stack: Stack; browser: Browser } {
  const used = {} as { stack: Stack; browser: Browser }
  beforeAll(async () => {
    used.stack = await startStack({ like: inject('stack') })
    await keepQuiet(used.stack)
    used.browser = await launchBrowser()
  }, 240_000)
  afterAll(async () => {
    await used.browser?.close()
    await used.stack?.stop()
  })
  return used
}
