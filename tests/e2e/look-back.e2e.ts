import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import {
  findBarriers,
  openScreen,
  type Screen,
  seen,
  signIn,
  takePhone,
  writeAsCustomer,
} from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()

describe.each([1440, 390])('an owner who looks back, %i pixels wide', (width) => {
  const name = `Lena ${width}`
  const phone = `+49 171 55${width.toString().padStart(5, '0')}`
  let screens: Screen[] = []
  let owner: Page
  let customer: Page

  beforeAll(async () => {
    const urls = [used.stack.appUrl, `${used.stack.graphUrl}/`]
    screens = await Promise.all(urls.map((url) => openScreen(used.browser, url, width)))
    ;[owner, customer] = screens.map((screen) => screen.page) as [Page, Page]
    await Promise.all([signIn(owner, DEMO.shop.owner), takePhone(customer, { name, phone })])
    await writeAsCustomer(customer, 'Did you get this?')
    await seen(owner.getByRole('link', { name }))
  }, 120_000)

  it('sees the queue, and filters the list by it', async () => {
    const strip = owner.getByRole('region', { name: 'The queue now' })
    await strip.getByRole('button', { name: /waiting/ }).click()
    await seen(strip.getByRole('button', { name: /waiting/, pressed: true }))
    await seen(owner.getByRole('button', { name: 'Sort: Waiting longest' }))
    await seen(owner.locator('[data-row]'))
    expect(await findBarriers(owner)).toEqual([])
  }, 60_000)

  it('finds what became of a customer’s message, and opens its conversation', async () => {
    await owner.goto(`${used.stack.appUrl}/settings/health`)
    await owner.getByRole('link', { name: 'Find an event' }).click()
    await owner.getByLabel('Customer’s number or wamid').fill(phone)
    await owner.getByRole('button', { name: 'Look', exact: true }).click()
    const rows = owner.getByRole('region', { name: 'Events, newest first' }).getByRole('listitem')
    await owner.waitForFunction(() => document.querySelectorAll('.trace').length === 1)
    await seen(rows.filter({ hasText: 'Applied' }))
    expect(await owner.content()).not.toContain('Did you get this?')
    expect(owner.url()).not.toContain(phone)
    expect(await findBarriers(owner)).toEqual([])
    await owner.getByRole('link', { name: 'Open the conversation' }).click()
    await seen(owner.getByText('Did you get this?'))
  }, 60_000)

  it('reads what Meta said about the number', async () => {
    await owner.goto(`${used.stack.appUrl}/settings/channels`)
    await owner.getByRole('link', { name: 'History' }).first().click()
    await seen(owner.getByRole('heading', { name: `What Meta said about ${DEMO.shop.organization}` }))
    await seen(owner.getByText(/The template/))
    expect(await findBarriers(owner)).toEqual([])
  }, 60_000)

  it('reads the analytics, as a chart, as a table and as CSV', async () => {
    await owner.goto(`${used.stack.appUrl}/analytics`)
    await seen(owner.getByRole('img', { name: /^Messages: a chart/ }))
    await seen(owner.locator('.chart canvas'))
    await owner.getByText('As a table').first().click()
    const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth
    expect(await owner.evaluate(isWide), 'the page does not scroll sideways').toBe(false)
    expect(await findBarriers(owner)).toEqual([])
    const coming = owner.waitForEvent('download')
    await owner.getByRole('link', { name: 'Download Per agent as CSV' }).click()
    expect((await coming).suggestedFilename()).toBe('agents.csv')
  }, 60_000)

  it('reads who did what, and sees that the log is whole', async () => {
    await owner.goto(`${used.stack.appUrl}/settings/audit-log`)
    await seen(owner.getByText('signed in').and(owner.locator(':not(option)')))
    await owner.getByRole('button', { name: 'Check the chain' }).click()
    await seen(owner.getByText(/The log is whole/))
    for (const colorScheme of ['light', 'dark'] as const) {
      await owner.emulateMedia({ colorScheme })
      expect(await findBarriers(owner), colorScheme).toEqual([])
    }
    const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth
    expect(await owner.evaluate(isWide), 'the page does not scroll sideways').toBe(false)
    const coming = owner.waitForEvent('download')
    await owner.getByRole('link', { name: 'Download as CSV' }).click()
    expect((await coming).suggestedFilename()).toBe('audit-log.csv')
  }, 60_000)

  it('without an error in any console', () => {
    expect(screens).toHaveLength(2)
    expect(screens.flatMap(({ faults }) => faults)).toEqual([])
  })
})
