import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { mailedLink } from '../support/mailed-link.ts'
import { findBarriers, openScreen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
const PASSWORD = 'seven purple llamas sing'

const open = async (path: string, width: number): Promise<Page> =>
  (await openScreen(used.browser, `${used.stack.appUrl}${path}`, width)).page

/** The owner invites somebody in the settings. @returns the link that the mailbox has. */
async function invite(email: string, width: number, role: string): Promise<string> {
  const page = await open('/signin', width)
  await signIn(page, DEMO.shop.owner)
  await page.goto(`${used.stack.appUrl}/settings/team`)
  await page.locator('#invite').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Role').selectOption(role)
  expect(await findBarriers(page)).toEqual([])
  await dialog.locator('button[type="submit"]').click()
  const shown = await dialog.locator('input[readonly]').inputValue()
  expect(shown).toMatch(/\/invitation#token=[\w-]{20,}$/)
  await dialog.locator('.dialog-actions .primary').click()
  await seen(page.getByText(email))
  await page.context().close()
  return mailedLink(used.stack, email, 'invitation')
}

const isNarrow = (page: Page, width: number) =>
  page.evaluate(() => document.documentElement.scrollWidth).then((found) => expect(found).toBeLessThanOrEqual(width))

describe.each([1440, 390])('an invitation, on a screen of %s pixels', (width) => {
  it('leads somebody new from the mailbox into the inbox, once', async () => {
    const email = `nina-${width}-${process.pid}@e2e.test`
    const link = await invite(email, width, 'agent')
    const { page } = await openScreen(used.browser, link, width)
    await seen(page.getByText(`The invitation is for ${email}, as agent.`))
    await page.getByLabel('Your name').fill('Nina New')
    await page.getByLabel('Choose a password').fill(PASSWORD)
    await seen(page.getByText('Very good'))
    expect(await findBarriers(page)).toEqual([])
    await isNarrow(page, width)
    await page.getByRole('button', { name: 'Join the team' }).click()
    await seen(page.getByRole('tab', { name: 'All' }))
    expect(page.url()).not.toContain('token')
    const me = await page.evaluate(() => fetch('/api/me').then((answer) => answer.json()))
    expect(me).toMatchObject({ email, name: 'Nina New', role: 'agent', tenant: { name: DEMO.shop.organization } })

    const again = (await openScreen(used.browser, link, width)).page
    await seen(again.getByText('This invitation cannot be used'))
    expect(await findBarriers(again)).toEqual([])
  })

  it('asks somebody with an account for their password alone', async () => {
    const email = `alba-${width}-${process.pid}@e2e.test`
    const theirs = await open('/signup', width)
    await theirs.getByLabel('Organization').fill('Alba’s own shop')
    await theirs.getByLabel('Your name').fill('Alba Known')
    await theirs.getByLabel('E-mail').fill(email)
    await theirs.getByLabel('Choose a password').fill(PASSWORD)
    await theirs.getByRole('button', { name: 'Create the organization' }).click()
    await theirs.waitForURL(/\/welcome/)
    await theirs.context().close()

    const { page } = await openScreen(used.browser, await invite(email, width, 'supervisor'), width)
    await seen(page.getByText('You already have an account.'))
    expect(await page.getByLabel('Your name').count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await isNarrow(page, width)
    const password = page.getByLabel('Password', { exact: true })
    await password.fill('not their password')
    await page.getByRole('button', { name: 'Join the team' }).click()
    await seen(page.getByRole('alert'))
    await password.fill(PASSWORD)
    await page.getByRole('button', { name: 'Join the team' }).click()
    await seen(page.getByRole('tab', { name: 'All' }))
    const me = await page.evaluate(() => fetch('/api/me').then((answer) => answer.json()))
    expect(me).toMatchObject({
      email,
      name: 'Alba Known',
      role: 'supervisor',
      tenant: { name: DEMO.shop.organization },
    })
  })
})
