import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterEach, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import type { CreatedInvitation } from '../../worker/contract/team.ts'
import { openCalls } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
let context: BrowserContext | undefined
afterEach(async () => {
  await context?.close()
})

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id }) => id)
}

/** Whether a click on the middle of it, where it stands now, would meet it. */
function isInSight(item: Locator): Promise<boolean> {
  return item.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
}

it('somebody of two shops goes to the other by the keyboard, and leaves it', async () => {
  const { appUrl } = used.stack
  const other = openCalls(appUrl)
  await other('POST', '/auth/signin', { email: DEMO.other.owner, password: DEMO.password })
  const invitation = { email: DEMO.shop.owner, role: 'agent' }
  const { link } = await other<CreatedInvitation>('POST', '/team/invitations', invitation)
  const shop = openCalls(appUrl)
  await shop('POST', '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password })
  await shop('POST', '/auth/invitations/accept', { token: link?.split('#token=')[1] })

  context = await used.browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  const page = await context.newPage()
  await page.goto(`${appUrl}/signin`)
  await page.getByLabel('E-mail').fill(DEMO.shop.owner)
  await page.getByLabel('Password', { exact: true }).fill(DEMO.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const account = page.getByRole('button', { name: /account and appearance/ })
  await account.click()
  // The one used last.
  const menu = page.getByRole('menu', { name: /account and appearance/ })
  await menu.getByText('Other Shop · Agent').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('Escape')
  await account.click()
  const signOut = menu.getByRole('menuitem', { name: 'Sign out' })
  await signOut.waitFor()
  // Nothing of it is hidden.
  expect(await isInSight(signOut)).toBe(true)
  expect(await menu.evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(0)

  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor()
  await page.keyboard.type('Demo Shop')
  await page.getByRole('option', { name: /Demo Shop/ }).waitFor()
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
  await account.click()
  await menu.getByText('Demo Shop · Owner').waitFor()
  await page.keyboard.press('Escape')
  await page.goto(`${appUrl}/settings/api-tokens`)
  await page.getByText('No API tokens').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByRole('dialog', { name: 'New token' }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('Escape')

  await account.click()
  await Promise.all([page.waitForEvent('load'), menu.getByRole('menuitemradio', { name: 'Other Shop' }).click()])
  await account.click()
  await menu.getByRole('menuitem', { name: 'Leave this organization' }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave Other Shop?' })
  await dialog.getByRole('button', { name: 'Leave this organization' }).click()
  await page.waitForURL(/\/signin/)
})
