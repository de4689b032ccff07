import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { ensureBrowser } from '../../dev/browser.ts'

const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update'],
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
]

/** Starts a headless Chromium, with a microphone that hums; close it with `close()`. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: ensureBrowser(), args: ARGS })
}

/** The same with one profile, kept in a folder, that others may drive through a port too. */
export async function launchProfile(folder: string, port: number): Promise<BrowserContext> {
  const args = [...ARGS, `--remote-debugging-port=${port}`]
  return await chromium.launchPersistentContext(folder, { executablePath: ensureBrowser(), args })
}
