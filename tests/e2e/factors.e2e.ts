import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { findBarriers, gone, openScreen, type Screen, seen } from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
let screen: Screen
let appUrl = ''
let recoveryCodes: string[] = []

beforeAll(async () => {
  // Passkeys want a name, not an address.
  appUrl = used.stack.appUrl.replace('127.0.0.1', 'localhost')
  screen = await openScreen(used.browser, appUrl, 1440)
}, 300_000)

async function typePassword(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(DEMO.shop.agent)
  await page.getByLabel('Password', { exact: true }).fill(DEMO.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /account and appearance/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await seen(page.getByLabel('E-mail'))
}

/** A device with a fingerprint reader that always says yes. */
async function plugIn(page: Page): Promise<void> {
  const devices = await page.context().newCDPSession(page)
  await devices.send('WebAuthn.enable')
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...({ protocol: 'ctap2', transport: 'internal' } as const),
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
}

const inbox = (page: Page) => page.getByRole('tab', { name: 'All' })
const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth

describe('an agent with a second factor', () => {
  it('sets an authenticator up from its secret and keeps the recovery codes', async () => {
    const { page } = screen
    await typePassword(page)
    await seen(inbox(page))
    await page.goto(`${appUrl}/settings/security`)
    await seen(page.getByRole('region', { name: 'Two-step sign-in' }))
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Set up an authenticator' }).click()
    await seen(page.getByRole('img', { name: 'QR code for your authenticator' }))
    expect(await findBarriers(page)).toEqual([])
    const secret = (await page.getByLabel('Secret', { exact: true }).innerText()).replaceAll(' ', '')
    await page.getByLabel('Code of your authenticator').fill(new TOTP({ secret }).generate())
    await page.getByRole('button', { name: 'Turn on' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your recovery codes' })
    await seen(dialog)
    expect(await findBarriers(page)).toEqual([])
    recoveryCodes = await dialog.locator('code').allTextContents()
    expect(recoveryCodes).toHaveLength(10)
    const coming = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download' }).click()
    expect((await coming).suggestedFilename()).toBe('adsapp-recovery-codes.txt')
    await dialog.getByRole('button', { name: 'I have kept them' }).click()
    await seen(page.getByText('10 recovery codes left'))
  }, 120_000)

  it('signs in with a recovery code', async () => {
    const { page } = screen
    await signOut(page)
    await typePassword(page)
    await seen(page.getByRole('heading', { name: 'One more step' }))
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
    await page.getByLabel('Recovery code', { exact: true }).fill(recoveryCodes[4] ?? '')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await seen(inbox(page))
    await page.goto(`${appUrl}/settings/security`)
    await seen(page.getByText('9 recovery codes left'))
  }, 120_000)

  it('adds a passkey and signs in by it alone', async () => {
    const { page } = screen
    await plugIn(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a passkey' })
    await dialog.getByLabel('Name').fill('Laptop at work')
    await dialog.getByRole('button', { name: 'Add a passkey' }).click()
    await gone(dialog)
    await seen(page.getByText('Laptop at work'))
    await signOut(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await seen(inbox(page))
  }, 120_000)

  it('uses the passkey after the password too', async () => {
    const { page } = screen
    await signOut(page)
    await typePassword(page)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await seen(inbox(page))
  }, 120_000)

  it('sees all of it on a phone', async () => {
    const { page } = screen
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`${appUrl}/settings/security`)
    await seen(page.getByText('Laptop at work'))
    const [title, name] = await page
      .getByRole('region', { name: 'Passkeys' })
      .evaluate((card) => ['h2', '.person'].map((each) => card.querySelector(each)?.getBoundingClientRect().left))
    expect(name, 'rows stand in line with their card').toBe(title)
    expect(await page.evaluate(isWide), 'the page does not scroll sideways').toBe(false)
    expect(await findBarriers(page)).toEqual([])
  }, 120_000)

  it('without an error in the console', () => {
    expect(screen.faults).toEqual([])
  })
})
