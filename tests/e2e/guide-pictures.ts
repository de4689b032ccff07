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
  const desk = await open(1360, 780)
  const row = (name: string) => desk.getByRole('link', { name })
  await row('Beatriz').first().click()
  await desk.getByRole('article').last().waitFor()
  await desk.getByText('Customer since').first().waitFor()
  await take(desk, 'inbox')
  await desk.keyboard.press('a')
  await desk.getByRole('menu', { name: 'Assign to' }).waitFor()
  await take(desk, 'assign')
  await desk.keyboard.press('Escape')
  await desk.getByRole('menu', { name: 'Assign to' }).waitFor({ state: 'hidden' })
  await desk.keyboard.press('l')
  const labels = desk.getByRole('dialog', { name: 'Labels' })
  for (const name of ['Delivery', 'Wholesale']) {
    await labels.getByRole('menuitemcheckbox', { name }).click()
    await labels.getByRole('menuitemcheckbox', { name, checked: true }).waitFor()
  }
  await take(desk, 'labels')
  await desk.keyboard.press('Escape')
  const message = desk.getByRole('textbox', { name: /^Reply to/ })
  await message.fill('')
  await message.pressSequentially('/')
  await desk.getByRole('listbox', { name: 'Canned replies' }).waitFor()
  await take(desk, 'canned')
  await message.fill('')
  await message.press('Escape')
  const ticks = desk.getByRole('checkbox')
  await ticks.nth(1).click({ force: true })
  await ticks.nth(3).click({ force: true, modifiers: ['Shift'] })
  await desk.getByRole('toolbar', { name: 'Selected conversations' }).waitFor()
  await take(desk, 'many')
  await desk.getByRole('button', { name: 'Clear the selection' }).click()
  await desk.keyboard.press('Control+k')
  await desk.getByRole('combobox', { name: 'What do you want to do?' }).fill('close')
  await take(desk, 'palette')
  await desk.keyboard.press('Escape')
  await row('Charlotte').first().click()
  await desk.getByRole('button', { name: 'Choose a template' }).click()
  await desk.getByRole('button', { name: /order_confirmation.*en_US/ }).click()
  await take(desk, 'template')
  const phone = await open(390, 760)
  await phone.getByRole('link', { name: 'Beatriz' }).first().waitFor()
  await take(phone, 'phone')
} finally {
  await browser.close()
  await stack.stop()
}
