/**
 * Takes the pictures of the guide anew, from a demo of its own: `npm run guide`.
 * Look at them before you commit them.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { DEMO, ROOT } from '../../dev/config.ts'
import { launchBrowser } from '../support/browser.ts'
import { startStack } from '../support/stack.ts'
import { signIn } from '../support/trip-screens.ts'

const stack = await startStack()
const browser = await launchBrowser()

async function open(width: number, height: number): Promise<Page> {
  const viewport = { width, height }
  const context = await browser.newContext({ viewport, colorScheme: 'light', locale: 'en-GB', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(stack.appUrl)
  await signIn(page, DEMO.shop.owner)
  return page
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(ROOT, `docs/guide/${name}.png`) })
}

try {
  const desk = await open(1200, 720)
  const row = (name: string) => desk.getByRole('link', { name })
  await row('Beatriz').first().click()
  await desk.getByRole('textbox', { name: /^Reply to/ }).waitFor()
  await take(desk, 'inbox')
  await desk.keyboard.press('a')
  await desk.getByRole('menu', { name: 'Assign to' }).waitFor()
  await take(desk, 'assign')
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('l')
  await desk.getByRole('dialog', { name: 'Labels' }).waitFor()
  await take(desk, 'labels')
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('Control+k')
  await desk.getByRole('combobox').fill('close')
  await take(desk, 'palette')
  await desk.keyboard.press('Escape')
  await row('Charlotte').first().click()
  await desk.getByRole('button', { name: 'Choose a template' }).click()
  await desk.getByRole('button', { name: /order_confirmation/ }).click()
  await take(desk, 'template')
  const phone = await open(390, 760)
  await phone.getByRole('link', { name: 'Beatriz' }).first().waitFor()
  await take(phone, 'phone')
} finally {
  await browser.close()
  await stack.stop()
}
