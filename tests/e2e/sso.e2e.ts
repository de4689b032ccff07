import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { setSso } from '../../dev/seed/sso.ts'
import { findBarriers, openScreen, type Screen, seen, signIn } from '../support/trip-screens.ts'
import { openCalls } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()
let owner: Screen
let sonia: Screen
const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth

beforeAll(async () => {
  const { appUrl, ssoUrl } = used.stack
  const call = openCalls(appUrl)
  await call('POST', '/auth/signin', { email: DEMO.shop.owner, password: DEMO.password })
  // Where the provider was when the demo was made is not where it is now.
  await setSso({ ssoUrl }, call)
  owner = await openScreen(used.browser, appUrl, 1440)
  sonia = await openScreen(used.browser, appUrl, 390, 'dark')
}, 300_000)

describe('an organization with its own sign-in', () => {
  it('lets somebody new in by it', async () => {
    const { page } = sonia
    await page.getByLabel('E-mail').fill(`sonia@${DEMO.sso.domain}`)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign in with your organization' }).click()
    await seen(page.getByRole('heading', { name: 'Sign in with your organization' }))
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate(isWide)).toBe(false)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${used.stack.ssoUrl}/**`)
    await page.getByRole('button', { name: 'Continue' }).click()
    await seen(page.getByRole('tab', { name: 'All' }))
    expect(page.url()).not.toContain('code=')
    await page.getByRole('button', { name: /account and appearance/ }).click()
    await seen(page.getByText('Demo Shop · Agent'))
  }, 120_000)

  it('is tried out and made the only way in by its owner', async () => {
    const { page } = owner
    await signIn(page, DEMO.shop.owner)
    await page.goto(`${used.stack.appUrl}/settings/security`)
    const section = page.getByRole('region', { name: 'Single sign-on', exact: true })
    await seen(section)
    expect(await findBarriers(page)).toEqual([])
    await section.getByRole('button', { name: 'Test the connection' }).click()
    await seen(section.getByText('Everything works'))
    await section.getByLabel('It is the only way in').check()
    await section.getByRole('button', { name: 'Save' }).click()
    await seen(page.getByText('Saved.'))
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate(isWide), 'the page does not scroll sideways').toBe(false)
    expect(await findBarriers(page)).toEqual([])
  }, 120_000)

  it('shows no error in the console up to there', () => {
    expect([...owner.faults, ...sonia.faults]).toEqual([])
  })

  it('then refuses a member’s password, and says what to do', async () => {
    const { page } = await openScreen(used.browser, `${used.stack.appUrl}/signin`, 1440, 'dark')
    await page.getByLabel('E-mail').fill(DEMO.shop.agent)
    await page.getByLabel('Password', { exact: true }).fill(DEMO.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await seen(page.getByText(/wants its own sign-in/))
    expect(await findBarriers(page)).toEqual([])
  }, 120_000)
})
