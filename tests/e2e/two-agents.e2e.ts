import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { askGraph } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const PATIENCE_MS = 20_000
const customer = { name: 'Carla Test', phone: '491719990001' }

const used = useStack()
const complaints: string[] = []

async function open(email: string, viewport: { width: number; height: number }, colorScheme: 'light' | 'dark') {
  const context = await used.browser.newContext({ viewport, colorScheme })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(`${email}: ${line.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${email}: ${error.message}`))
  await page.goto(used.stack.appUrl)
  await page.getByLabel(/e-mail/i).fill(email)
  await page
    .getByLabel(/password/i)
    .first()
    .fill(DEMO.password)
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /^All/ }).click()
  return page
}

const phone = (path: string, body: object) =>
  askGraph<Record<string, unknown>>(used.stack.graphUrl, 'POST', `/__phone/${path}`, body)

const row = (page: Page) => page.getByRole('link', { name: new RegExp(customer.name) }).first()

async function expectAccessible(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map((each) => `${where}: ${each.id} ${each.nodes[0]?.html}`)).toEqual([])
}

it('a customer writes, two agents see it, one answers, the ticks turn, and it is closed and opened again', async () => {
  const [owner, agent] = await Promise.all([
    open('owner@demo.test', { width: 1440, height: 900 }, 'light'),
    open('agent@demo.test', { width: 390, height: 844 }, 'dark'),
  ])
  const { phoneNumberId } = DEMO.shop
  const { id: customerId } = await phone('customers', customer)
  const write = (body: string) => phone('messages', { customerId, phoneNumberId, type: 'text', text: { body } })

  await write('Is the blue one back in stock?')
  for (const page of [owner, agent]) await row(page).waitFor()
  await Promise.all([row(owner).click(), row(agent).click()])
  for (const page of [owner, agent]) await page.getByText('Is the blue one back in stock?').last().waitFor()

  await agent.getByRole('textbox', { name: /reply/i }).fill('Yes, *since today*')
  await agent.keyboard.press('Enter')
  for (const page of [owner, agent]) await page.locator('strong, b').getByText('since today').first().waitFor()
  await expect
    .poll(() => phone('read', { customerId, phoneNumberId }), { timeout: PATIENCE_MS })
    .toMatchObject({ read: 1 })
  await owner.getByText('Read', { exact: true }).or(owner.getByLabel('Read')).first().waitFor()
  // The list tells the same as the thread.
  await owner.getByRole('link', { name: new RegExp(`${customer.name}.*Read.*since today`) }).waitFor()

  await expectAccessible(owner, 'thread at 1440 px, light')
  await expectAccessible(agent, 'thread at 390 px, dark')

  await owner.getByRole('button', { name: /^Close/ }).click()
  await owner
    .getByText(/closed/i)
    .first()
    .waitFor()
  await write('One more thing')
  for (const page of [owner, agent]) await page.getByText('One more thing').first().waitFor()
  expect(complaints).toEqual([])
})
