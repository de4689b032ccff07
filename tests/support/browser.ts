import { type Browser, chromium } from 'playwright-core'
import { ensureBrowser } from '../../dev/browser.ts'

/** Starts a headless Chromium, with a microphone that hums; close it with `close()`. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: ensureBrowser(),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update'],
      ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    ],
  })
}
