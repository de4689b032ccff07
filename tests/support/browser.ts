import { type Browser, chromium } from 'playwright-core'
import { ensureBrowser } from '../../dev/browser.ts'

/** Starts a headless Chromium; close it with `close()`. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: ensureBrowser(),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  })
}
