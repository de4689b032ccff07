import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { launchBrowser } from '../support/browser.ts'
import { type Stack, startStack } from '../support/stack.ts'

const PATIENCE_MS = 20_000
const customer = { name: 'Tara Together', phone: '491719990077' }

let stack: Stack
let browser: Browser
const complaints: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

async function open(email: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('console', (line) => {
    // The question about a colleague is a refused request, which browsers write down.
    if (line.type() === 'error' && !line.text().includes('409')) complaints.push(`${email}: ${line.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${email}: ${error.message}`))
  await page.goto(stack.appUrl)
  await page.getByLabel(/e-mail/i).fill(email)
  await page
    .getByLabel(/password/i)
    .first()
    .fill(DEMO.password)
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /^All/ }).click()
  return page
}

async function phone(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.graphUrl}/__phone/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.ok, `${path}: ${response.status}`).toBe(true)
  return (await response.json().catch(() => ({}))) as Record<string, unknown>
}

it('two agents see each other in a conversation, are asked before both answer, and mention each other', async () => {
  const [owner, agent] = await Promise.all([open('owner@demo.test'), open('agent@demo.test')])
  const { id: customerId } = await phone('customers', customer)
  const text = { body: 'Can you help me?' }
  await phone('messages', { customerId, phoneNumberId: DEMO.shop.phoneNumberId, type: 'text', text })
  const row = (page: Page) => page.getByRole('link', { name: new RegExp(customer.name) }).first()
  await Promise.all([owner, agent].map((page) => row(page).click()))
  for (const page of [owner, agent]) {
    await page
      .locator('.thread-head')
      .getByText(/^Also here: /)
      .waitFor({ state: 'attached' })
  }

  await agent.getByRole('textbox', { name: /reply/i }).pressSequentially('Let me look')
  await owner
    .getByText(/is writing…$/)
    .last()
    .waitFor()
  await owner.locator('.thread-pane .colleague-draft').getByText('Let me look').waitFor()

  await owner.getByRole('textbox', { name: /reply/i }).fill('I have it')
  await owner.keyboard.press('Enter')
  const question = owner.getByRole('dialog', { name: /is writing a reply too/ })
  await question.waitFor()
  await question.getByRole('button', { name: 'Do not send' }).click()
  expect(await owner.getByRole('textbox', { name: /reply/i }).inputValue()).toBe('I have it')
  await agent.keyboard.press('Enter')
  await owner.locator('.log').getByText('Let me look').waitFor()
  await owner.getByRole('textbox', { name: /reply/i }).press('Enter')
  await agent.locator('.log').getByText('I have it').waitFor()

  await agent.getByRole('link', { name: /ADSapp/ }).click()
  await owner.keyboard.press('Escape')
  await owner.getByRole('button', { name: /^Note/ }).click()
  const note = owner.getByRole('textbox', { name: 'Note', exact: true })
  await note.pressSequentially('Please call @Ana')
  const option = owner.getByRole('listbox', { name: 'Mention a colleague' }).getByRole('option').first()
  await option.waitFor()
  await owner.keyboard.press('Enter')
  await option.waitFor({ state: 'detached' })
  await owner.keyboard.press('Enter')
  await owner
    .locator('.log')
    .getByText(/Please call @/)
    .waitFor()

  await agent.getByRole('tab', { name: /^Mentions\s*\d/ }).waitFor()
  await agent.getByRole('button', { name: 'Alerts' }).click()
  await agent.getByRole('dialog', { name: 'Notifications' }).getByText('You were mentioned').first().click()
  await agent
    .locator('.log')
    .getByText(/Please call @/)
    .waitFor()
  await agent.getByRole('tab', { name: /^Mentions/ }).click()
  await row(agent).waitFor()

  await agent.close()
  await owner
    .locator('.thread-head')
    .getByText(/^Also here: /)
    .waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
