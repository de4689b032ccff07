import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import { openScreen, rowOf, seen, signIn } from '../support/trip-screens.ts'
import { askGraph } from '../support/trip-tenant.ts'
import { useStack } from '../support/use-stack.ts'

const customer = { name: 'Tara Together', phone: '491719990077' }

const used = useStack()

it('two agents see each other in a conversation, are asked before both answer, and mention each other', async () => {
  const { owner: ownerEmail, agent: agentEmail, phoneNumberId } = DEMO.shop
  const { appUrl, graphUrl } = used.stack
  const screens = await Promise.all([1440, 1440].map((width) => openScreen(used.browser, appUrl, width)))
  const [owner, agent] = screens.map(({ page }) => page) as [Page, Page]
  await Promise.all([signIn(owner, ownerEmail), signIn(agent, agentEmail)])
  const { id: customerId } = await askGraph<{ id: string }>(graphUrl, 'POST', '/__phone/customers', customer)
  const message = { customerId, phoneNumberId, type: 'text', text: { body: 'Can you help me?' } }
  await askGraph(graphUrl, 'POST', '/__phone/messages', message)
  await Promise.all([owner, agent].map((page) => rowOf(page, customer.name).first().click()))
  for (const page of [owner, agent]) {
    await page
      .locator('.thread-head')
      .getByText(/^Also here: /)
      .waitFor({ state: 'attached' })
  }
  const number = owner.locator('.thread-head .who-line')
  await expect.poll(() => number.textContent()).toBe('+49 171 9990077')
  expect(await number.evaluate((line) => line.scrollWidth - line.clientWidth)).toBe(0)
  const values = await owner
    .locator('.person-details .facts dd')
    .evaluateAll((all) => all.map((value) => value.getBoundingClientRect().height))
  expect(values.length).toBeGreaterThan(4)
  expect(new Set(values)).toEqual(new Set([26]))
  const choices = owner.locator('.person-details .facts dd:has(select)')
  const indents = await choices.evaluateAll((all) =>
    all.map((value) => {
      const choice = value.querySelector('select')
      return choice && choice.getBoundingClientRect().left - value.getBoundingClientRect().left
    }),
  )
  expect(new Set(indents)).toEqual(new Set([0]))

  await agent.getByRole('textbox', { name: /reply/i }).pressSequentially('Let me look')
  await owner
    .getByText(/is writing…$/)
    .last()
    .waitFor()
  await owner.locator('.thread-pane .colleague-draft').getByText('Let me look').waitFor()

  await owner.getByRole('textbox', { name: /reply/i }).fill('I have it')
  const ownersDraft = agent.locator('.thread-pane .colleague-draft').getByText('I have it')
  await ownersDraft.waitFor()
  await owner.keyboard.press('Enter')
  const question = owner.getByRole('dialog', { name: /is writing a reply too/ })
  await question.waitFor()
  await question.getByRole('button', { name: 'Do not send' }).click()
  expect(await owner.getByRole('textbox', { name: /reply/i }).inputValue()).toBe('I have it')
  // Until it is gone, the agent would be asked too.
  await ownersDraft.waitFor({ state: 'detached' })
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
  await seen(rowOf(agent, customer.name))

  await agent.close()
  await owner
    .locator('.thread-head')
    .getByText(/^Also here: /)
    .waitFor({ state: 'detached' })
  expect(screens.flatMap(({ faults }) => faults)).toEqual([])
})

it('one person on two devices loses no words, and answers once', async () => {
  const { agent: email, phoneNumberId } = DEMO.shop
  const { appUrl, graphUrl } = used.stack
  const screens = await Promise.all([1440, 390].map((width) => openScreen(used.browser, appUrl, width)))
  const [desk, phone] = screens.map(({ page }) => page) as [Page, Page]
  const twice = { name: 'Theo Twice', phone: '491719990078' }
  const { id: customerId } = await askGraph<{ id: string }>(graphUrl, 'POST', '/__phone/customers', twice)
  const message = { customerId, phoneNumberId, type: 'text', text: { body: 'How long does it take?' } }
  await askGraph(graphUrl, 'POST', '/__phone/messages', message)
  await Promise.all([desk, phone].map((page) => signIn(page, email)))
  const box = (page: Page) => page.getByRole('textbox', { name: /^Reply to/ })
  const holds = (page: Page, text: string) => expect.poll(() => box(page).inputValue(), { timeout: 20_000 }).toBe(text)
  for (const page of [desk, phone]) {
    await rowOf(page, twice.name).first().click()
    await box(page).waitFor()
  }

  await box(desk).fill('It takes two days')
  await holds(phone, 'It takes two days')
  await box(phone).press('End')
  await box(phone).pressSequentially(', or three by sea')
  await holds(desk, 'It takes two days, or three by sea')
  await box(desk).press('End')
  await box(desk).pressSequentially('!')
  await holds(phone, 'It takes two days, or three by sea!')

  await desk.context().setOffline(true)
  await box(desk).fill('From the desk')
  const kept = phone.waitForResponse((answer) => answer.url().endsWith('/draft') && answer.request().method() === 'PUT')
  await box(phone).fill('From the phone')
  await kept
  await desk.context().setOffline(false)
  await box(desk).press('End')
  await box(desk).pressSequentially('.')
  await holds(desk, 'From the desk.\n\nFrom the phone')
  await holds(phone, 'From the desk.\n\nFrom the phone')

  await box(phone).fill('It takes two days.')
  await holds(desk, 'It takes two days.')
  await phone.getByRole('button', { name: 'Send', exact: true }).click()
  await desk.locator('.log').getByText('It takes two days.').waitFor()
  await holds(desk, '')
  await box(desk).press('Enter')
  await phone.reload()
  await phone.locator('.log').getByText('It takes two days.').waitFor()
  for (const page of [desk, phone]) expect(await page.locator('.log').getByText('It takes two days.').count()).toBe(1)
})
