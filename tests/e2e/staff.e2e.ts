import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { findBarriers, openScreen, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
let staff: Screen
let agent: Screen
let appUrl = ''

beforeAll(async () => {
  appUrl = used.stack.appUrl
  staff = await openScreen(used.browser, `${appUrl}/admin`, 1440)
  agent = await openScreen(used.browser, appUrl, 390, 'dark')
}, 300_000)

/** What the authenticator shows next: the present code was used to set it up. */
function nextCode(): string {
  const secret = /TOTP ([A-Z2-7]{32})/.exec(used.stack.said())?.[1] ?? ''
  return new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 })
}

async function because(page: Page, dialog: string, button: string): Promise<void> {
  const asked = page.getByRole('dialog', { name: dialog })
  await asked.getByLabel('Reason').fill('Unpaid since May')
  expect(await findBarriers(page)).toEqual([])
  await asked.getByRole('button', { name: button }).click()
}

const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth
const isInWindow = (element: Element) => {
  const { left, right } = element.getBoundingClientRect()
  return left >= 0 && right <= innerWidth
}
const off = (page: Page) => page.getByText('This organization is suspended')

describe('somebody of the platform’s staff', () => {
  it('signs in with the password and a code, at a door of their own', async () => {
    const { page } = staff
    await page.getByLabel('E-mail').fill(DEMO.staff.email)
    await page.getByLabel('Password', { exact: true }).fill(DEMO.password)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Code of your authenticator').fill(nextCode())
    await page.getByLabel('Code of your authenticator').press('Enter')
    await seen(page.getByRole('heading', { name: 'Dashboard' }))
    expect(
      (await page.context().cookies()).map(({ name, sameSite, httpOnly }) => ({ name, sameSite, httpOnly })),
    ).toEqual([{ name: 'adsapp-staff', sameSite: 'Strict', httpOnly: true }])
    await page.goto(appUrl)
    await seen(page.getByRole('button', { name: 'Sign in', exact: true }))
  }, 120_000)

  it('suspends a tenant, whose agent is shown so, and restores it', async () => {
    await signIn(agent.page, DEMO.shop.agent)
    const { page } = staff
    await page.goto(`${appUrl}/admin/tenants`)
    await page.getByRole('link', { name: DEMO.shop.organization }).click()
    await page.getByLabel('Reason').fill('They asked us')
    await page.getByRole('button', { name: 'Look into the tenant' }).click()
    await seen(page.getByText('Messages in 30 days'))
    await page.getByRole('button', { name: 'Suspend' }).click()
    await because(page, `Suspend ${DEMO.shop.organization}?`, 'Suspend')
    await seen(page.getByRole('button', { name: 'Restore' }))

    await agent.page.reload()
    await seen(off(agent.page))
    expect(await findBarriers(agent.page)).toEqual([])

    await page.getByRole('button', { name: 'Restore' }).click()
    await because(page, `Restore ${DEMO.shop.organization}?`, 'Restore')
    await seen(page.getByRole('button', { name: 'Suspend' }))
    await expect
      .poll(
        async () => {
          await agent.page.reload()
          return agent.page.getByRole('tab', { name: 'All' }).isVisible()
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(true)
  }, 180_000)

  it('finds it all in the log, and the owner finds theirs', async () => {
    const { page } = staff
    await page.getByRole('link', { name: 'Audit', exact: true }).click()
    await seen(page.getByText('looked into a tenant'))
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await seen(page.getByRole('status'))
    const owner = await openScreen(used.browser, appUrl, 1440)
    await signIn(owner.page, DEMO.shop.owner)
    await owner.page.goto(`${appUrl}/settings/audit-log`)
    await seen(owner.page.getByText('looked into the organization').filter({ visible: true }))
    await seen(owner.page.getByText('They asked us'))
    expect(await owner.page.getByText('Unpaid since May').count()).toBe(0)
  }, 120_000)

  it('sees every area, on a phone too', async () => {
    const { page } = staff
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 })
      for (const area of [
        '',
        '/tenants',
        '/users',
        '/billing',
        '/jobs',
        '/webhooks',
        '/security',
        '/audit',
        '/settings',
      ]) {
        await page.goto(`${appUrl}/admin${area}`)
        await seen(page.locator('main .card, main .empty').first())
        await page.locator('.card-bones').first().waitFor({ state: 'detached' })
        expect(await page.evaluate(isWide), area).toBe(false)
        expect(await page.getByRole('button', { name: 'Sign out' }).evaluate(isInWindow), area).toBe(true)
        expect(await findBarriers(page), area).toEqual([])
      }
    }
  }, 180_000)

  it('signs out, and the door is shut', async () => {
    const { page } = staff
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await seen(page.getByRole('button', { name: 'Continue' }))
    expect(await page.context().cookies()).toEqual([])
    // A tenant is asked for before there is a reason; the browser notes the refusal, the screen asks for the reason.
    expect(staff.faults.filter((fault) => !/403 .*\/api\/admin\/tenants\//.test(fault))).toEqual([])
  }, 60_000)
})
