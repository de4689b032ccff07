import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO } from '../../dev/config.ts'
import {
  chatOf,
  findBarriers,
  gone,
  messageOf,
  openScreen,
  rowOf,
  type Screen,
  seen,
  signIn,
  takePhone,
  write,
  writeAsCustomer,
} from '../support/trip-screens.ts'
import { useStack } from '../support/use-stack.ts'

const used = useStack()

describe.each([1440, 390])('the composer, %i pixels wide', (width) => {
  const name = `Cora ${width}`
  const phone = `+49 171 38${width.toString().padStart(5, '0')}`
  const box = `Reply to ${name}`
  let screens: Screen[] = []
  let agent: Page
  let customer: Page

  beforeAll(async () => {
    screens = await Promise.all(
      [used.stack.appUrl, `${used.stack.graphUrl}/`].map((url) => openScreen(used.browser, url, width)),
    )
    ;[agent, customer] = screens.map((screen) => screen.page) as [Page, Page]
    await Promise.all([signIn(agent, DEMO.shop.agent), takePhone(customer, { name, phone })])
    await writeAsCustomer(customer, 'When do you deliver?')
    await rowOf(agent, name).click()
    await seen(agent.getByRole('textbox', { name: box }))
  }, 180_000)
  afterAll(async () => {
    for (const { page } of screens) await page.context().close()
  })

  const add = async (item: string) => {
    await agent.getByRole('button', { name: 'Add to the message' }).click()
    await agent.getByRole('menuitem', { name: item }).click()
  }

  it('asks with buttons, and the tap comes back under the question', async () => {
    await add('Buttons, list or link')
    const dialog = agent.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Message' }).fill('When suits you?')
    await dialog.getByLabel('Button 1', { exact: true }).fill('Tomorrow')
    await dialog.getByLabel('Button 2', { exact: true }).fill('On Friday')
    expect(await findBarriers(agent)).toEqual([])
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await chatOf(customer).getByRole('button', { name: 'On Friday' }).click()
    const answer = messageOf(agent, 'Chose')
    await seen(answer.getByText('On Friday'))
    await seen(answer.getByRole('button', { name: 'When suits you?' }))
  })

  it('sends a place and a card', async () => {
    await add('Location')
    await agent.getByLabel('Coordinates or map link').fill('52.3731, 4.8922')
    await agent.getByLabel('Name of the place').fill('Dam square')
    await agent.getByRole('button', { name: 'Send the location' }).click()
    await seen(chatOf(customer).getByText('Dam square'))
    await add('Contact card')
    await agent.getByLabel('Name', { exact: true }).fill('Ana Silva')
    await agent.getByLabel('Phone', { exact: true }).fill('+351 912 345 678')
    await agent.getByRole('button', { name: 'Send the card' }).click()
    await seen(chatOf(customer).getByText('Ana Silva'))
  })

  it('records a voice, and WhatsApp takes it as one', async () => {
    await agent.getByRole('button', { name: 'Record a voice message' }).click()
    await seen(agent.getByRole('timer').filter({ hasText: '0:01' }))
    await agent.getByRole('button', { name: 'Done' }).click()
    const send = agent.getByRole('button', { name: 'Send', exact: true })
    await expect.poll(() => send.isEnabled(), { timeout: 20_000 }).toBe(true)
    await send.click()
    await seen(chatOf(customer).getByLabel('Audio'))
    await seen(agent.getByRole('group', { name: 'Voice message' }))
  })

  it('fills in a canned reply behind the slash', async () => {
    await agent.getByRole('textbox', { name: box }).fill('/hello')
    await seen(agent.getByRole('option', { name: `Hello ${name.split(' ')[0]}` }))
    await agent.getByRole('textbox', { name: box }).press('Enter')
    await expect
      .poll(() => agent.getByRole('textbox', { name: box }).inputValue())
      .toContain('Hello Cora, this is Ana of Demo Shop')
    await agent.getByRole('textbox', { name: box }).press('Enter')
    await seen(chatOf(customer).getByText('Hello Cora, this is Ana of Demo Shop'))
  })

  it('holds what was to be sent later when the customer writes first', async () => {
    await agent.getByRole('textbox', { name: box }).fill('Still interested?')
    await agent.getByRole('button', { name: 'Send later' }).click()
    await agent.getByRole('button', { name: 'Send then' }).click()
    const strip = agent.getByRole('list', { name: 'Waiting to be sent' })
    await seen(strip.getByText('Still interested?'))
    await writeAsCustomer(customer, 'One more thing')
    await seen(strip.getByText('Held: the customer wrote first'))
    expect(await findBarriers(agent)).toEqual([])
    await strip.getByRole('button', { name: 'Send now' }).click()
    await seen(chatOf(customer).getByText('Still interested?'))
    await gone(strip)
  })

  it('keeps a draft over a reload', async () => {
    const saved = agent.waitForResponse(
      (response) => response.url().endsWith('/draft') && response.request().method() === 'PUT',
    )
    await agent.getByRole('textbox', { name: box }).fill('Half a sentence')
    expect((await saved).status()).toBe(204)
    await agent.reload()
    await expect
      .poll(() => agent.getByRole('textbox', { name: box }).inputValue(), { timeout: 20_000 })
      .toBe('Half a sentence')
    await write(agent, box, 'A whole sentence')
    await seen(messageOf(agent, 'A whole sentence'))
  })

  it('leaves nothing in the console', () => {
    expect(screens.map((screen) => screen.faults)).toEqual([[], []])
  })
})
