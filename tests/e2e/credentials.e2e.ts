import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { mailedLink } from '../support/mailed-link.ts'
import { findBarriers, gone, openScreen, seen, signIn } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
const NEXT = 'seven purple llamas sing'

const open = async (path: string, width = 1440): Promise<Page> =>
  (await openScreen(used.browser, `${used.stack.appUrl}${path}`, width)).page

describe('passwords and sessions', () => {
  it('a forgotten password is replaced through the mailbox, and every browser is signed out', async () => {
    const elsewhere = await open('/signin')
    await signIn(elsewhere, DEMO.shop.agent)
    const page = await open('/signin', 390)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    expect(await findBarriers(page)).toEqual([])
    await page.getByLabel('E-mail').fill(DEMO.shop.agent)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await seen(page.getByText('If there is an account for'))
    const link = await mailedLink(used.stack, DEMO.shop.agent, 'reset-password')
    await page.goto(link)
    await page.getByLabel('Choose a password').fill('password1234')
    await seen(page.getByText('Easy to guess'))
    await page.getByLabel('Choose a password').fill(NEXT)
    await seen(page.getByText('Very good'))
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Save the password' }).click()
    await seen(page.getByText('Your password is changed'))
    await seen(elsewhere.getByRole('button', { name: 'Sign in', exact: true }))
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('E-mail').fill(DEMO.shop.agent)
    await page.getByLabel('Password', { exact: true }).fill(NEXT)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await seen(page.getByRole('tab', { name: 'All' }))
    const again = await open('/')
    await again.goto(link)
    await again.getByLabel('Choose a password').fill(NEXT)
    await again.getByRole('button', { name: 'Save the password' }).click()
    await seen(again.getByText('This link cannot be used'))
  })

  it('a session that is signed out from another browser ends there', async () => {
    const [here, there] = [await open('/signin'), await open('/signin')]
    await signIn(there, DEMO.shop.owner)
    await signIn(here, DEMO.shop.owner)
    await here.goto(`${used.stack.appUrl}/settings/security`)
    await seen(here.getByText('This browser'))
    expect(await findBarriers(here)).toEqual([])
    const others = here.getByRole('button', { name: 'Sign out all others' })
    await others.click()
    await gone(others)
    await seen(there.getByRole('button', { name: 'Sign in', exact: true }))
    await here.reload()
    await seen(here.getByText('This browser'))
  })

  it('an address is confirmed through the mailbox, and the banner goes', async () => {
    const email = `new-${process.pid}@e2e.test`
    const page = await open('/signup')
    await page.getByLabel('Organization').fill('New Shop')
    await page.getByLabel('Your name').fill('Nora New')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Choose a password').fill(NEXT)
    await page.getByRole('button', { name: 'Create the organization' }).click()
    const banner = page.getByText(`Confirm your address: follow the link that we sent to ${email}.`)
    await seen(banner)
    expect(await findBarriers(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    // On another device: whoever has the mailbox shows first that the account is theirs.
    const phone = await open('/', 390)
    await phone.goto(await mailedLink(used.stack, email, 'verify-email'))
    await seen(phone.getByText('Sign in to confirm your address'))
    expect(await findBarriers(phone)).toEqual([])
    await phone.getByRole('link', { name: 'Sign in' }).click()
    await phone.getByLabel('E-mail').fill(email)
    await phone.getByLabel('Password', { exact: true }).fill(NEXT)
    await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
    await seen(phone.getByText('Your address is confirmed'))
    expect(await findBarriers(phone)).toEqual([])
    await page.reload()
    await gone(banner)
  })
})
